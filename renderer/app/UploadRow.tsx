import { Button, Progress } from '@mantine/core'
import type { Upload } from '../state/uploads.ts'
import { percentOf, shareText } from '../ui/units.ts'

/** Dropped files on their way from the browser to the application. */
export function UploadRow({ upload }: { readonly upload: Upload }) {
  const { title, sent, total, cancel } = upload
  return (
    <div className="job">
      <div className="job-head">
        <span className="ellipsis">Handing over {title}</span>
        <Button size="compact-xs" variant="default" onClick={cancel}>
          Cancel
        </Button>
      </div>
      <Progress
        size="sm"
        value={percentOf(sent, total) ?? 0}
        aria-label={`Handing over ${title}`}
      />
      <div className="soft number" role="status">
        {shareText(sent, total)}
      </div>
    </div>
  )
}
