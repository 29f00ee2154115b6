import { Button } from '@mantine/core'
import { exportResultSchema, type ExportResult } from '#rpc/schemas/project'
import type { Job } from '#rpc/schemas/system'
import { bridge } from '../rpc/bridge.ts'
import { attempt } from '../state/notices.ts'

const shown = 200

/** What an export wrote, and what its format could not say. */
export function ExportSummary({ job }: { readonly job: Job | null }) {
  const parsed = exportResultSchema.safeParse(job?.result)
  if (job?.state !== 'done' || !parsed.success) return null
  const { samples, written, losses } = parsed.data
  const [path] = written
  return (
    <div role="status">
      <p>
        <b>{samples.toLocaleString('en')}</b> {samples === 1 ? 'sample' : 'samples'} written.
      </p>
      {path === undefined ? null : <Written path={path} />}
      <Losses losses={losses} />
    </div>
  )
}

/** Each with the IoU of what was written with the truth, where it was altered. */
export function Losses({ losses }: { readonly losses: ExportResult['losses'] }) {
  if (losses.length === 0) return <p className="good">Nothing was lost.</p>
  return (
    <>
      <p>
        <b>{losses.length.toLocaleString('en')}</b> {losses.length === 1 ? 'loss' : 'losses'}:
      </p>
      <ul className="left-out scroll" tabIndex={0} aria-label="Losses">
        {losses.slice(0, shown).map(({ sample, what, iou }, i) => (
          <li key={i}>
            sample {sample}: {what}
            {iou === null ? '' : `, IoU ${iou.toFixed(4)}`}
          </li>
        ))}
      </ul>
      {losses.length > shown ? (
        <p className="soft">
          The first {shown} are shown; a folder has all of them in reaseg-export.json.
        </p>
      ) : null}
    </>
  )
}

function Written({ path }: { readonly path: string }) {
  return (
    <p className="written">
      <code className="ellipsis">{path}</code>
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => attempt('Copying', () => bridge.copyText(path))}
      >
        Copy path
      </Button>
      {bridge.mode === 'desktop' ? (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => attempt('Showing the file', () => bridge.reveal(path))}
        >
          Show
        </Button>
      ) : null}
    </p>
  )
}
