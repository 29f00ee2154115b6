import { Stack } from '@mantine/core'
import { useState } from 'react'
import { importedOf, showImported } from '../app/actions/import.ts'
import { folderOf } from '../app/actions/project.ts'
import { bridge } from '../rpc/bridge.ts'
import { call } from '../rpc/client.ts'
import { useApp } from '../state/app.ts'
import { Tick } from '../ui/Tick.tsx'
import { Dialog } from './Dialog.tsx'
import { ImportSummary } from './ImportSummary.tsx'
import { JobFoot } from './JobFoot.tsx'
import { JobView } from './JobView.tsx'
import { PathField } from './PathField.tsx'
import { useJob } from './use-job.ts'

/** Adds images and accepted masks from a COCO annotation file. */
export function ImportCocoDialog() {
  const start = useApp((state) => state.settings?.lastFolder ?? null)
  const [file, setFile] = useState('')
  const [folder, setFolder] = useState('')
  const [strict, setStrict] = useState(false)
  const images = folder === '' && file !== '' ? folderOf(file) : folder
  const run = useJob()
  const result = run.job === null ? null : importedOf(run.job)
  const begin = async () => {
    const job = await run.start(() => call('transfer.importCoco', { file, images, strict }))
    if (job?.state === 'done') await showImported()
  }
  return (
    <Dialog title="Import a COCO file">
      <Stack gap="sm">
        <PathField
          label="Annotation file"
          value={file}
          placeholder="instances.json"
          onChange={setFile}
          onPick={() => bridge.pickFile({ title: 'COCO file', start, kind: 'json' })}
        />
        <PathField
          label="Folder of its images"
          value={images}
          placeholder="File names in the annotation file are looked up here"
          onChange={setFolder}
          onPick={() => bridge.pickFolder({ title: 'Folder of the images', start })}
        />
        <Tick
          label="Refuse the whole file if any record is bad"
          isOn={strict}
          onChange={setStrict}
        />
        <JobView run={run} doing="Importing" />
        {result === null ? null : <ImportSummary result={result} />}
        <JobFoot run={run} title="Import" canStart={file !== '' && images !== ''} onStart={begin} />
      </Stack>
    </Dialog>
  )
}
