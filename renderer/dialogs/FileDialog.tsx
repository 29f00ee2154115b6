import { Button, Group, Stack, TextInput } from '@mantine/core'
import { IconArrowUp } from '@tabler/icons-react'
import { useCallback, useEffect, useState } from 'react'
import type { Answer } from '#rpc/contract'
import { call } from '../rpc/client.ts'
import { useFileDialog, type PathRequest } from '../state/file-dialog.ts'
import { ErrorText } from '../ui/ErrorText.tsx'
import { Dialog } from './Dialog.tsx'
import { FolderEntries } from './FolderEntries.tsx'
import { joinPath, withEnding } from './path-text.ts'

type Listing = Answer<'files.list'>

/** The application's own dialog for paths, where the shell has none. */
export function FileDialog({ request }: { readonly request: PathRequest }) {
  const answer = useFileDialog((state) => state.answer)
  const { listing, failure, open } = useListing(request)
  const [name, setName] = useState(request.name)
  const isSaving = request.purpose === 'save'
  const isFolder = request.purpose === 'folder'
  const path = listing === null ? null : pathOf(request, listing, name)
  const exists = isSaving && listing?.files.includes(withEnding(name.trim(), request.kind)) === true
  return (
    <Dialog title={request.title} size="lg" onClose={() => answer(null)}>
      <Stack gap="xs">
        <Location key={listing?.path} listing={listing} onOpen={open} />
        {failure === null ? null : <ErrorText doing="Reading the folder" error={failure} />}
        {listing === null ? null : (
          <FolderEntries
            listing={listing}
            areFilesShown={!isFolder}
            chosen={name}
            onFolder={(folder) => open(joinPath(listing.path, folder))}
            onFile={(file, isFinal) => {
              setName(file)
              if (isFinal && !isSaving) answer(joinPath(listing.path, file))
            }}
          />
        )}
        {isSaving ? (
          <TextInput
            size="xs"
            label="File name"
            value={name}
            data-autofocus
            onChange={(event) => setName(event.currentTarget.value)}
            description={exists ? 'This name is taken.' : ' '}
          />
        ) : null}
        <Group justify="flex-end">
          <Button size="xs" variant="default" onClick={() => answer(null)}>
            Cancel
          </Button>
          <Button size="xs" disabled={path === null} onClick={() => answer(path)}>
            {isFolder ? 'Take this folder' : isSaving ? 'Save here' : 'Open'}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

function pathOf(request: PathRequest, listing: Listing, name: string): string | null {
  if (request.purpose === 'folder') return listing.path
  if (name.trim() === '') return null
  return joinPath(
    listing.path,
    request.purpose === 'save' ? withEnding(name.trim(), request.kind) : name,
  )
}

function useListing(request: PathRequest) {
  const [listing, setListing] = useState<Listing | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const { kind, start } = request
  const open = useCallback(
    (path: string | null) => {
      call('files.list', { path, kind }).then((answer) => {
        setListing(answer)
        setFailure(null)
      }, setFailure)
    },
    [kind],
  )
  useEffect(() => open(start), [open, start])
  return { listing, failure, open }
}

type LocationProps = {
  readonly listing: Listing | null
  readonly onOpen: (path: string | null) => void
}

function Location({ listing, onOpen }: LocationProps) {
  const [text, setText] = useState(listing?.path ?? '')
  const parent = listing?.parent ?? null
  return (
    <>
      <div className="chips">
        {listing?.shortcuts.map(({ title, path }) => (
          <button key={path} type="button" className="chip" onClick={() => onOpen(path)}>
            {title}
          </button>
        ))}
      </div>
      <div className="location">
        <button
          type="button"
          className="icon-button"
          aria-label="Folder above"
          disabled={parent === null}
          onClick={() => onOpen(parent)}
        >
          <IconArrowUp size={16} aria-hidden />
        </button>
        <TextInput
          size="xs"
          aria-label="Folder"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') onOpen(text)
          }}
        />
      </div>
    </>
  )
}
