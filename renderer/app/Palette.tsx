import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight'
import { useMemo, useState } from 'react'
import { readContext } from './commands/command.ts'
import { commands, runCommand } from './commands/registry.ts'
import { CommandKey } from './CommandKey.tsx'

/** Every command by name, with its key, or the reason why it cannot run now. */
export function Palette() {
  const [openings, setOpenings] = useState(0)
  // What can run is read anew at each opening.
  const actions = useMemo(() => paletteActions(openings), [openings])
  return (
    <Spotlight
      actions={actions}
      shortcut={null}
      highlightQuery
      scrollable
      maxHeight={440}
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      transitionProps={{ duration: 80 }}
      classNames={{ action: 'palette-action' }}
      attributes={{ content: { 'aria-label': 'Commands' } }}
      scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      nothingFound="No such command"
      onSpotlightOpen={() => setOpenings((count) => count + 1)}
      searchProps={{ placeholder: 'Find a command…', 'aria-label': 'Find a command' }}
    />
  )
}

function paletteActions(_opening: number): SpotlightActionGroupData[] {
  const context = readContext()
  const groups = new Map<string, SpotlightActionGroupData['actions']>()
  for (const command of commands) {
    if (command.isHidden === true) continue
    const reason = command.when(context)
    const entry = {
      id: command.id,
      label: command.title,
      description: reason ?? command.hint,
      disabled: reason !== null,
      keywords: [command.group, ...command.keys],
      rightSection: <CommandKey name={command.keys[0]} />,
      onClick: () => runCommand(command),
    }
    groups.set(command.group, [...(groups.get(command.group) ?? []), entry])
  }
  return [...groups].map(([group, entries]) => ({ group, actions: entries }))
}
