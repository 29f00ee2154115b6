import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import { onNotice, type Notice } from '../state/notices.ts'
import { CopyDetails } from '../ui/ErrorText.tsx'

const colours = { info: 'blue', success: 'teal', warning: 'amber', error: 'red' } as const
const shortly = 6000

/** Shows notices as they come; errors stay until they are closed. */
export function useNotices(): void {
  useEffect(() => onNotice(show), [])
}

function show(notice: Notice): void {
  const id = notifications.show({
    color: colours[notice.level],
    title: notice.title,
    message: <NoticeBody notice={notice} onDone={() => notifications.hide(id)} />,
    autoClose: notice.level === 'error' ? false : notice.action === null ? shortly : shortly * 2,
    withBorder: true,
    closeButtonProps: { 'aria-label': 'Close' },
  })
}

function NoticeBody({ notice, onDone }: { readonly notice: Notice; readonly onDone: () => void }) {
  const { hint, details, action } = notice
  return (
    <>
      {hint === '' ? null : <div>{hint}</div>}
      {details === null && action === null ? null : (
        <div className="notice-actions">
          {action === null ? null : (
            <Button
              size="compact-xs"
              onClick={() => {
                action.run()
                onDone()
              }}
            >
              {action.label}
            </Button>
          )}
          {details === null ? null : <CopyDetails text={details} />}
        </div>
      )}
    </>
  )
}
