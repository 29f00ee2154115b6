import { Button, Group, Radio, Stack } from '@mantine/core'
import { useState } from 'react'
import { applyToProject } from '../app/actions/models.ts'
import { useApp } from '../state/app.ts'
import { showModel } from '../state/models-page.ts'
import { useModels } from '../state/models.ts'
import { openDialog } from '../state/view.ts'
import { Dialog } from './Dialog.tsx'

/** One of the segmenters on this computer, for the open project. */
export function ChooseSegmenterDialog() {
  const cards = useApp((state) => state.info?.segmenters) ?? []
  const used = useApp((state) => state.pipeline?.segmenter ?? '')
  const models = useModels((state) => state.models)
  const [chosen, setChosen] = useState(used)
  const take = () => {
    if (chosen !== used) applyToProject(chosen)
    openDialog(null)
  }
  const seeAll = () => {
    openDialog(null)
    showModel(null)
  }
  return (
    <Dialog title="The project’s segmenter">
      <Stack gap="sm">
        <Radio.Group value={chosen} onChange={setChosen} aria-label="Segmenter">
          <Stack gap="xs">
            {cards.map(({ id, title }) => (
              <Radio
                key={id}
                size="xs"
                value={id}
                label={title}
                description={models?.find((model) => model.id === id)?.goodFor ?? id}
              />
            ))}
          </Stack>
        </Radio.Group>
        {cards.some(({ id }) => id === used) ? null : (
          <p className="bad">{used} is not on this computer.</p>
        )}
        <Group justify="flex-end">
          <Button size="xs" variant="default" onClick={seeAll}>
            See all models
          </Button>
          <Button size="xs" disabled={!cards.some(({ id }) => id === chosen)} onClick={take}>
            Use in this project
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
