import { Button, Checkbox, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import { importedOf, showImported } from '../app/actions/import.ts'
import { folderOf } from '../app/actions/project.ts'
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

/** Adds images and accepted masks from a COCO annotation file. */
export function ImportCocoDialog() {
  const start = useApp((state) => state.settings?.lastFolder ?? null)
  const [file, setFile] = useState('')
  const [images, setImages] = useState('')
  const [strict, setStrict] = useState(false)
  const run = useJob()
  const result = run.job === null ? null : importedOf(run.job)
  const begin = async () => {
    const job = await run.start(() => call('transfer.importCoco', { file, images, strict }))
    if (job?.state === 'done') await showImported()
  }
  const takeFile = (path: string) => {
    setFile(path)
    if (images === '') setImages(folderOf(path))
  }
  return (
    <Dialog title="Import a COCO file">
      <Stack gap="sm">
        <PathField
          label="Annotation file"
          value={file}
          placeholder="instances.json"
          onChange={setFile}
          onPick={async () => {
            const path = await bridge.pickFile({ title: 'COCO file', start, kind: 'json' })
            if (path !== null) takeFile(path)
            return path
          }}
        />
        <PathField
          label="Folder of its images"
          value={images}
          placeholder="File names in the annotation file are looked up here"
          onChange={setImages}
          onPick={() => bridge.pickFolder({ title: 'Folder of the images', start })}
        />
        <Checkbox
          size="xs"
          label="Refuse the whole file if any record is bad"
          checked={strict}
          onChange={(event) => setStrict(event.currentTarget.checked)}
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
            disabled={file === '' || images === ''}
            onClick={() => attempt('Importing', begin)}
          >
            Import
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
