import { Button, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import { folderOf, openProject } from '../app/actions/project.ts'
import { bridge } from '../rpc/bridge.ts'
import { call } from '../rpc/client.ts'
import { useApp } from '../state/app.ts'
import { notify } from '../state/notices.ts'
import { openDialog } from '../state/view.ts'
import { ErrorText } from '../ui/ErrorText.tsx'
import { Dialog } from './Dialog.tsx'
import { PathField } from './PathField.tsx'

/** Unpacks a bundle into a folder, and opens its project. */
export function UnpackDialog() {
  const start = useApp((state) => state.settings?.lastFolder ?? null)
  const [path, setPath] = useState('')
  const [folder, setFolder] = useState('')
  const into = folder === '' && path !== '' ? path.replace(/\.zip$/i, '') : folder
  const { isBusy, failure, begin } = useUnpack(path, into)
  return (
    <Dialog title="Open a bundle">
      <Stack gap="sm">
        <PathField
          label="Bundle"
          value={path}
          placeholder="project.zip"
          onChange={setPath}
          onPick={() => bridge.pickFile({ title: 'Bundle', start, kind: 'any' })}
        />
        <PathField
          label="Folder to unpack into"
          value={into}
          placeholder="A new or empty one"
          onChange={setFolder}
          onPick={() =>
            bridge.pickFolder({
              title: 'Folder to unpack into',
              start: path === '' ? start : folderOf(path),
            })
          }
        />
        {failure === null ? null : <ErrorText doing="Unpacking" error={failure} />}
        <Group justify="flex-end">
          <Button size="xs" variant="default" onClick={() => openDialog(null)}>
            Close
          </Button>
          <Button
            size="xs"
            loading={isBusy}
            disabled={path === '' || into === path}
            onClick={begin}
          >
            Unpack and open
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

function useUnpack(path: string, folder: string) {
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const unpack = async () => {
    setBusy(true)
    setFailure(null)
    try {
      const { project, leftOut } = await call('project.unpack', { path, folder })
      if (leftOut.length > 0)
        notify({
          level: 'warning',
          title: `${leftOut.length} files of the archive are no part of a bundle and were left out.`,
        })
      openDialog(null)
      await openProject(project)
    } catch (error) {
      setFailure(error)
    } finally {
      setBusy(false)
    }
  }
  return { isBusy, failure, begin: () => void unpack() }
}
