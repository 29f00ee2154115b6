import { Button } from '@mantine/core'
import { bridge } from '../rpc/bridge.ts'
import { ClientError } from '../rpc/client-error.ts'
import { attempt, detailsOf } from '../state/notices.ts'

type Props = {
  readonly doing: string
  readonly error: unknown
  readonly onRetry?: () => void
}

/** What failed, why, and what to do. */
export function ErrorText({ doing, error, onRetry }: Props) {
  const reason = error instanceof Error ? error.message : String(error)
  const hint = error instanceof ClientError ? error.hint : ''
  return (
    <div className="empty" role="alert">
      <p className="empty-title">{doing} failed</p>
      <p className="soft">{reason}</p>
      {hint === '' ? null : <p>{hint}</p>}
      <div className="empty-actions">
        {onRetry === undefined ? null : (
          <Button size="xs" onClick={onRetry}>
            Try again
          </Button>
        )}
        <CopyDetails text={detailsOf(error, doing)} />
      </div>
    </div>
  )
}

export function CopyDetails({ text }: { readonly text: string }) {
  return (
    <Button
      size="compact-xs"
      variant="default"
      onClick={() => attempt('Copying', () => bridge.copyText(text))}
    >
      Copy details
    </Button>
  )
}
