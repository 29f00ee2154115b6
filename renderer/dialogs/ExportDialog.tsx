import { Group, Select, Stack } from '@mantine/core'
import { useState } from 'react'
import { exportOptionsSchema, type ExportOptions, type FormatInfo } from '#rpc/schemas/transfer'
import { splits, type SampleFilter } from '#rpc/schemas/project'
import { folderOf } from '../app/actions/project.ts'
import { bridge } from '../rpc/bridge.ts'
import { call } from '../rpc/client.ts'
import { useApp } from '../state/app.ts'
import { useFormats } from '../state/formats.ts'
import { useSamples } from '../state/samples.ts'
import { editsSaved } from '../state/session-edits.ts'
import { Tick } from '../ui/Tick.tsx'
import { Dialog } from './Dialog.tsx'
import { ExportOptionFields } from './ExportOptionFields.tsx'
import { ExportPreview } from './ExportPreview.tsx'
import { ExportSummary } from './ExportSummary.tsx'
import { FormatField } from './FormatField.tsx'
import { JobFoot } from './JobFoot.tsx'
import { JobView } from './JobView.tsx'
import { PathField } from './PathField.tsx'
import { useJob } from './use-job.ts'

type Split = SampleFilter['split']

/** Writes accepted masks in any format, and says what was lost. */
export function ExportDialog() {
  const formats = useFormats('export')
  const [id, setId] = useState('coco')
  const format = formats.find((one) => one.id === id) ?? null
  const [options, setOptions] = useState<ExportOptions>(exportOptionsSchema.parse({}))
  const [out, setOut] = useState('')
  const [overwrite, setOverwrite] = useState(false)
  const choice = useExportFilter()
  const run = useJob()
  const asked = { format: id, filter: choice.filter, options }
  const begin = async () => {
    await editsSaved()
    await run.start(() => call('transfer.export', { ...asked, out, overwrite }))
  }
  return (
    <Dialog title="Export" size="lg">
      <Stack gap="sm">
        <FormatField
          formats={formats}
          value={id}
          onChange={(next) => {
            setId(next)
            setOut('')
          }}
        />
        {format === null ? null : (
          <>
            <ExportOptionFields format={format} options={options} onChange={setOptions} />
            <OutField format={format} out={out} onChange={setOut} />
          </>
        )}
        <FilterFields choice={choice} />
        <Tick label="Replace what is there" isOn={overwrite} onChange={setOverwrite} />
        <ExportPreview key={JSON.stringify(asked)} {...asked} />
        <JobView run={run} doing="Exporting" />
        <ExportSummary job={run.job} />
        <JobFoot run={run} title="Export" canStart={out !== ''} onStart={begin} />
      </Stack>
    </Dialog>
  )
}

type FilterChoice = {
  readonly filter: Partial<SampleFilter>
  readonly isFiltered: boolean
  readonly setFiltered: (isOn: boolean) => void
  readonly split: Split
  readonly setSplit: (split: Split) => void
}

function useExportFilter(): FilterChoice {
  const [isFiltered, setFiltered] = useState(false)
  const [split, setSplit] = useState<Split>(null)
  const listed = useSamples((state) => state.filter)
  const base = isFiltered ? listed : {}
  const filter = split === null ? base : { ...base, split }
  return { filter, isFiltered, setFiltered, split, setSplit }
}

function FilterFields({ choice }: { readonly choice: FilterChoice }) {
  return (
    <Group align="end" gap="md">
      <Select
        size="xs"
        label="Split"
        w={140}
        data={[{ value: '', label: 'all' }, ...splits]}
        value={choice.split ?? ''}
        allowDeselect={false}
        onChange={(next) => choice.setSplit(splits.find((split) => split === next) ?? null)}
      />
      <Tick
        label="Only the samples of the list as filtered"
        isOn={choice.isFiltered}
        onChange={choice.setFiltered}
      />
    </Group>
  )
}

type OutProps = {
  readonly format: FormatInfo
  readonly out: string
  readonly onChange: (path: string) => void
}

function OutField({ format, out, onChange }: OutProps) {
  const project = useApp((state) => state.project)
  const start = project === null ? null : folderOf(project.path)
  const isFile = format.export?.kind === 'file'
  const stem = project?.name.replace(/\.reaseg$/i, '') ?? 'export'
  const name = `${stem}-${format.id}${format.export?.extension ?? ''}`
  const kind = format.export?.extension === '.json' ? 'json' : 'any'
  return (
    <PathField
      label={isFile ? 'File' : 'Folder'}
      value={out}
      placeholder={isFile ? name : 'A new or empty folder, or one an export wrote'}
      onChange={onChange}
      onPick={() =>
        isFile
          ? bridge.pickSave({ title: 'Export as', start, name, kind })
          : bridge.pickFolder({ title: `Folder for ${format.title}`, start })
      }
    />
  )
}
