import { Stack } from '@mantine/core'
import { useState } from 'react'
import { importedOf, showImported } from '../app/actions/import.ts'
import { folderOf } from '../app/actions/project.ts'
import { bridge } from '../rpc/bridge.ts'
import { call } from '../rpc/client.ts'
import { useApp } from '../state/app.ts'
import { useFormats } from '../state/formats.ts'
import { Tick } from '../ui/Tick.tsx'
import { Dialog } from './Dialog.tsx'
import { FormatField } from './FormatField.tsx'
import { ImportSummary } from './ImportSummary.tsx'
import { JobFoot } from './JobFoot.tsx'
import { JobView } from './JobView.tsx'
import { PathField } from './PathField.tsx'
import { useJob } from './use-job.ts'

/** Adds images and accepted masks from a data set of any format. */
export function ImportDatasetDialog() {
  const formats = useFormats('import')
  const [id, setId] = useState('coco')
  const [path, setPath] = useState('')
  const [folder, setFolder] = useState('')
  const [strict, setStrict] = useState(false)
  const isFile = formats.find((one) => one.id === id)?.import !== 'folder'
  const beside = isFile ? folderOf(path) : path
  const images = folder === '' && path !== '' ? beside : folder
  const run = useJob()
  const result = run.job === null ? null : importedOf(run.job)
  const begin = async () => {
    const params = { format: id, path, images, strict }
    const job = await run.start(() => call('transfer.import', params))
    if (job?.state === 'done') await showImported()
  }
  return (
    <Dialog title="Import a data set">
      <Stack gap="sm">
        <FormatField formats={formats} value={id} onChange={setId} />
        <Places
          isFile={isFile}
          path={path}
          images={images}
          setPath={setPath}
          setFolder={setFolder}
        />
        <Tick
          label="Refuse the whole data set if any record is bad"
          isOn={strict}
          onChange={setStrict}
        />
        <JobView run={run} doing="Importing" />
        {result === null ? null : <ImportSummary result={result} />}
        <JobFoot run={run} title="Import" canStart={path !== '' && images !== ''} onStart={begin} />
      </Stack>
    </Dialog>
  )
}

type PlacesProps = {
  readonly isFile: boolean
  readonly path: string
  readonly images: string
  readonly setPath: (path: string) => void
  readonly setFolder: (path: string) => void
}

function Places({ isFile, path, images, setPath, setFolder }: PlacesProps) {
  const start = useApp((state) => state.settings?.lastFolder ?? null)
  return (
    <>
      <PathField
        label={isFile ? 'Annotation file' : 'Folder of the data set'}
        value={path}
        placeholder={isFile ? 'instances.json' : 'The folder its files lie in'}
        onChange={setPath}
        onPick={() =>
          isFile
            ? bridge.pickFile({ title: 'Annotation file', start, kind: 'any' })
            : bridge.pickFolder({ title: 'Folder of the data set', start })
        }
      />
      <PathField
        label="Folder of its images"
        value={images}
        placeholder="Looked up here and below"
        onChange={setFolder}
        onPick={() => bridge.pickFolder({ title: 'Folder of the images', start })}
      />
    </>
  )
}
