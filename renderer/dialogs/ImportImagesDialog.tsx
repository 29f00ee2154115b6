import { Stack } from '@mantine/core'
import { useState } from 'react'
import { importedOf, showImported } from '../app/actions/import.ts'
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

/** Adds the images of a folder to the project. */
export function ImportImagesDialog() {
  const start = useApp((state) => state.settings?.lastFolder ?? null)
  const [folder, setFolder] = useState('')
  const [recursive, setRecursive] = useState(true)
  const [addSamples, setAddSamples] = useState(true)
  const run = useJob()
  const result = run.job === null ? null : importedOf(run.job)
  const begin = async () => {
    const job = await run.start(() => call('images.import', { folder, recursive, addSamples }))
    if (job?.state === 'done') await showImported()
  }
  return (
    <Dialog title="Import images">
      <Stack gap="sm">
        <PathField
          label="Folder"
          value={folder}
          placeholder="The images stay where they are"
          onChange={setFolder}
          onPick={() => bridge.pickFolder({ title: 'Folder with images', start })}
        />
        <Tick label="With the folders inside it" isOn={recursive} onChange={setRecursive} />
        <Tick
          label="Make a sample of each image, to be given its query"
          isOn={addSamples}
          onChange={setAddSamples}
        />
        <JobView run={run} doing="Importing" />
        {result === null ? null : <ImportSummary result={result} />}
        <JobFoot run={run} title="Import" canStart={folder !== ''} onStart={begin} />
      </Stack>
    </Dialog>
  )
}
