import { Button, Checkbox, Group, SegmentedControl, Stack } from '@mantine/core'
import { useState } from 'react'
import { exportResultSchema, type ExportResult } from '#rpc/schemas/project'
import { bridge } from '../rpc/bridge.ts'
import { call } from '../rpc/client.ts'
import { useApp } from '../state/app.ts'
import { attempt } from '../state/notices.ts'
import { useSamples } from '../state/samples.ts'
import { editsSaved } from '../state/session-edits.ts'
import { openDialog } from '../state/view.ts'
import { folderOf } from '../app/actions/project.ts'
import { Dialog } from './Dialog.tsx'
import { JobView } from './JobView.tsx'
import { PathField } from './PathField.tsx'
import { useJob } from './use-job.ts'

type Format = 'coco' | 'masks'

/** Writes accepted masks as a COCO file or as pictures, and says what was lost. */
export function ExportDialog() {
  const [format, setFormat] = useState<Format>('coco')
  const [segmentation, setSegmentation] = useState<'rle' | 'polygon'>('rle')
  const [out, setOut] = useState('')
  const [overwrite, setOverwrite] = useState(false)
  const [isFiltered, setFiltered] = useState(false)
  const filter = useSamples((state) => state.filter)
  const run = useJob()
  const result = resultOf(run.job?.result)
  const begin = async () => {
    await editsSaved()
    const shared = { out, overwrite, ...(isFiltered ? { filter } : {}) }
    await run.start(() =>
      format === 'coco'
        ? call('transfer.exportCoco', { ...shared, segmentation })
        : call('transfer.exportMasks', shared),
    )
  }
  return (
    <Dialog title="Export">
      <Stack gap="sm">
        <SegmentedControl
          size="xs"
          aria-label="Format"
          data={[
            { value: 'coco', label: 'COCO file' },
            { value: 'masks', label: 'mask pictures (PNG)' },
          ]}
          value={format}
          onChange={(value) => {
            setFormat(value === 'masks' ? 'masks' : 'coco')
            setOut('')
          }}
        />
        {format === 'coco' ? (
          <Segmentation value={segmentation} onChange={setSegmentation} />
        ) : null}
        <OutField format={format} out={out} onChange={setOut} />
        <Checkbox
          size="xs"
          label="Replace what is there"
          checked={overwrite}
          onChange={(event) => setOverwrite(event.currentTarget.checked)}
        />
        <Checkbox
          size="xs"
          label="Only the samples of the list as filtered"
          checked={isFiltered}
          onChange={(event) => setFiltered(event.currentTarget.checked)}
        />
        <JobView run={run} doing="Exporting" />
        {result === null || run.job?.state !== 'done' ? null : <Summary result={result} />}
        <Group justify="flex-end">
          <Button size="xs" variant="default" onClick={() => openDialog(null)}>
            {run.isRunning ? 'Go on in the background' : 'Close'}
          </Button>
          <Button
            size="xs"
            loading={run.isRunning}
            disabled={out === ''}
            onClick={() => attempt('Exporting', begin)}
          >
            Export
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

type SegmentationProps = {
  readonly value: 'rle' | 'polygon'
  readonly onChange: (value: 'rle' | 'polygon') => void
}

function Segmentation({ value, onChange }: SegmentationProps) {
  return (
    <div className="field">
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label="Masks as"
        data={[
          { value: 'rle', label: 'run lengths' },
          { value: 'polygon', label: 'polygons' },
        ]}
        value={value}
        onChange={(next) => onChange(next === 'polygon' ? 'polygon' : 'rle')}
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

function Summary({ result }: { readonly result: ExportResult }) {
  const [path] = result.written
  return (
    <div role="status">
      <p>
        <b>{result.samples}</b> samples written
        {result.written.length > 1 ? ` in ${result.written.length} files` : ''}.
      </p>
      {path === undefined ? null : (
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
      )}
      {result.losses.length === 0 ? (
        <p className="good">Nothing was lost.</p>
      ) : (
        <>
          <p>
            <b>{result.losses.length}</b> losses:
          </p>
          <ul className="left-out scroll" tabIndex={0} aria-label="Losses">
            {result.losses.slice(0, 200).map(({ sample, what, iou }, i) => (
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

function resultOf(value: unknown): ExportResult | null {
  const parsed = exportResultSchema.safeParse(value)
  return parsed.success ? parsed.data : null
}
