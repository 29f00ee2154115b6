import { Button, Stack } from '@mantine/core'
import { useState } from 'react'
import { exportResultSchema } from '#rpc/schemas/project'
import type { Job } from '#rpc/schemas/system'
import { folderOf } from '../app/actions/project.ts'
import { bridge } from '../rpc/bridge.ts'
import { call } from '../rpc/client.ts'
import { useApp } from '../state/app.ts'
import { attempt } from '../state/notices.ts'
import { useSamples } from '../state/samples.ts'
import { editsSaved } from '../state/session-edits.ts'
import { Choice } from '../ui/Choice.tsx'
import { Tick } from '../ui/Tick.tsx'
import { Dialog } from './Dialog.tsx'
import { JobFoot } from './JobFoot.tsx'
import { JobView } from './JobView.tsx'
import { PathField } from './PathField.tsx'
import { useJob } from './use-job.ts'

type Format = 'coco' | 'masks'
type Segmentation = 'rle' | 'polygon'

const formats = [
  { value: 'coco', label: 'COCO file' },
  { value: 'masks', label: 'mask pictures (PNG)' },
] as const

/** Writes accepted masks as a COCO file or as pictures, and says what was lost. */
export function ExportDialog() {
  const [format, setFormat] = useState<Format>('coco')
  const [segmentation, setSegmentation] = useState<Segmentation>('rle')
  const [out, setOut] = useState('')
  const [overwrite, setOverwrite] = useState(false)
  const [isFiltered, setFiltered] = useState(false)
  const filter = useSamples((state) => state.filter)
  const run = useJob()
  const begin = async () => {
    await editsSaved()
    const shared = { out, overwrite, ...(isFiltered ? { filter } : {}) }
    await run.start(() =>
      format === 'coco'
        ? call('transfer.exportCoco', { ...shared, segmentation })
        : call('transfer.exportMasks', shared),
    )
  }
  const changeFormat = (next: Format) => {
    setFormat(next)
    setOut('')
  }
  return (
    <Dialog title="Export">
      <Stack gap="sm">
        <Choice label="Format" options={formats} value={format} onChange={changeFormat} />
        {format === 'coco' ? (
          <SegmentationField value={segmentation} onChange={setSegmentation} />
        ) : null}
        <OutField format={format} out={out} onChange={setOut} />
        <Tick label="Replace what is there" isOn={overwrite} onChange={setOverwrite} />
        <Tick
          label="Only the samples of the list as filtered"
          isOn={isFiltered}
          onChange={setFiltered}
        />
        <JobView run={run} doing="Exporting" />
        <Summary job={run.job} />
        <JobFoot run={run} title="Export" canStart={out !== ''} onStart={begin} />
      </Stack>
    </Dialog>
  )
}

type SegmentationProps = {
  readonly value: Segmentation
  readonly onChange: (value: Segmentation) => void
}

function SegmentationField({ value, onChange }: SegmentationProps) {
  return (
    <div>
      <Choice
        label="Masks as"
        options={[
          { value: 'rle', label: 'run lengths' },
          { value: 'polygon', label: 'polygons' },
        ]}
        value={value}
        onChange={onChange}
      />
      <p className="soft">
        {value === 'rle'
          ? 'Exact, bit for bit.'
          : 'Outlines only: holes and fine detail may be lost; each loss is listed with its IoU.'}
      </p>
    </div>
  )
}

type OutProps = {
  readonly format: Format
  readonly out: string
  readonly onChange: (path: string) => void
}

function OutField({ format, out, onChange }: OutProps) {
  const project = useApp((state) => state.project)
  const start = project === null ? null : folderOf(project.path)
  const name = `${project?.name.replace(/\.reaseg$/i, '') ?? 'export'}-coco.json`
  return (
    <PathField
      label={format === 'coco' ? 'File' : 'Folder'}
      value={out}
      placeholder={format === 'coco' ? name : 'A folder for the pictures'}
      onChange={onChange}
      onPick={() =>
        format === 'coco'
          ? bridge.pickSave({ title: 'Export as', start, name, kind: 'json' })
          : bridge.pickFolder({ title: 'Folder for the mask pictures', start })
      }
    />
  )
}

function Summary({ job }: { readonly job: Job | null }) {
  const parsed = exportResultSchema.safeParse(job?.result)
  if (job?.state !== 'done' || !parsed.success) return null
  const { samples, written, losses } = parsed.data
  const [path] = written
  return (
    <div role="status">
      <p>
        <b>{samples}</b> {samples === 1 ? 'sample' : 'samples'} written
        {written.length > 1 ? ` in ${written.length} files` : ''}.
      </p>
      {path === undefined ? null : <Written path={path} />}
      {losses.length === 0 ? (
        <p className="good">Nothing was lost.</p>
      ) : (
        <>
          <p>
            <b>{losses.length}</b> {losses.length === 1 ? 'loss' : 'losses'}:
          </p>
          <ul className="left-out scroll" tabIndex={0} aria-label="Losses">
            {losses.slice(0, 200).map(({ sample, what, iou }, i) => (
              <li key={i}>
                sample {sample}: {what}
                {iou === null ? '' : `, IoU ${iou.toFixed(4)}`}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
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
