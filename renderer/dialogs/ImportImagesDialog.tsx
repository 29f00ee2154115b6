import { Button, Checkbox, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import { importedOf, showImported } from '../app/actions/import.ts'
import { bridge } from '../rpc/bridge.ts'
import { call } from '../rpc/client.ts'
import { useApp } from '../state/app.ts'
import { attempt } from '../state/notices.ts'
import { openDialog } from '../state/view.ts'
import { Dialog } from './Dialog.tsx'
import { JobView } from './JobView.tsx'
import { ImportSummary } from './LeftOutList.tsx'
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
        <Checkbox
          size="xs"
          label="With the folders inside it"
          checked={recursive}
          onChange={(event) => setRecursive(event.currentTarget.checked)}
        />
        <Checkbox
          size="xs"
          label="Make a sample of each image, to be given its query"
          checked={addSamples}
          onChange={(event) => setAddSamples(event.currentTarget.checked)}
        />
        <JobView run={run} doing="Importing" />
        {result === null ? null : <ImportSummary result={result} />}
        <Group justify="flex-end">
          <Button size="xs" variant="default" onClick={() => openDialog(null)}>
            {run.isRunning ? 'Go on in the background' : 'Close'}
          </Button>
          <Button
            size="xs"
            loading={run.isRunning}
            disabled={folder === ''}
            onClick={() => attempt('Importing', begin)}
          >
            Import
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
