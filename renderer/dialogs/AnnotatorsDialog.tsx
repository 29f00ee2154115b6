import { Button, Group, Stack } from '@mantine/core'
import { useEffect, useState } from 'react'
import { loadAnnotators, switchAnnotator, useAnnotators } from '../state/annotators.ts'
import { useApp } from '../state/app.ts'
import { attempt } from '../state/notices.ts'
import { openDialog } from '../state/view.ts'
import { TextField } from '../ui/TextField.tsx'
import { Dialog } from './Dialog.tsx'

/** Asks who works here: somebody known, or a new name. */
export function AnnotatorsDialog() {
  const current = useApp((state) => state.settings?.annotator ?? '')
  const all = useAnnotators((state) => state.all)
  const [name, setName] = useState('')
  useEffect(() => attempt('Reading the annotators', loadAnnotators), [])
  const become = (who: string) =>
    attempt('Switching the annotator', async () => {
      await switchAnnotator(who)
      openDialog(null)
    })
  const known = all?.filter(({ isRetired }) => !isRetired) ?? []
  return (
    <Dialog title="Who works here?">
      <Stack gap="md">
        <p className="soft">
          A name and nothing more, on this computer alone. It is kept with every mask, verdict and
          comment, so that agreement can be told.
        </p>
        {known.length === 0 ? null : (
          <div className="people-choice" role="group" aria-label="Known annotators">
            {known.map((one) => (
              <Button
                key={one.name}
                size="xs"
                variant={one.name === current ? 'filled' : 'default'}
                aria-pressed={one.name === current}
                onClick={() => become(one.name)}
              >
                {one.name}
              </Button>
            ))}
          </div>
        )}
        <TextField label="New name" value={name} maxLength={200} onChange={setName} />
        <Group justify="flex-end">
          <Button size="xs" disabled={name.trim() === ''} onClick={() => become(name.trim())}>
            Work as this
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
