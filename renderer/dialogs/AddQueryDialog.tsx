import { Button, Group, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import { addQuery } from '../app/actions/sample.ts'
import { attempt } from '../state/notices.ts'
import { useSession } from '../state/session.ts'
import { openDialog } from '../state/view.ts'
import { Dialog } from './Dialog.tsx'

/** A second query on the image of the open sample. */
export function AddQueryDialog() {
  const image = useSession((state) => state.detail?.image ?? null)
  const [query, setQuery] = useState('')
  if (image === null) return null
  const add = () => {
    openDialog(null)
    attempt('Adding the query', () => addQuery(image.id, query.trim()))
  }
  return (
    <Dialog title={`Another query for ${image.name}`}>
      <Stack gap="sm">
        <Textarea
          data-autofocus
          size="sm"
          label="Query"
          placeholder="What could protect the snail?"
          autosize
          minRows={2}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || query.trim() === '') return
            event.preventDefault()
            add()
          }}
        />
        <Group justify="flex-end">
          <Button size="xs" variant="default" onClick={() => openDialog(null)}>
            Cancel
          </Button>
          <Button size="xs" disabled={query.trim() === ''} onClick={add}>
            Add
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
