import { Menu } from '@mantine/core'
import { IconChevronDown, IconUser } from '@tabler/icons-react'
import { commandOf, runCommand } from './commands/registry.ts'
import { loadAnnotators, switchAnnotator, useAnnotators } from '../state/annotators.ts'
import { useApp } from '../state/app.ts'
import { attempt } from '../state/notices.ts'

/** Who works here now; a click lets another one on. */
export function AnnotatorButton() {
  const name = useApp((state) => state.settings?.annotator ?? '')
  const all = useAnnotators((state) => state.all)
  const hasProject = useApp((state) => state.project !== null)
  const isReadOnly = useApp((state) => state.project?.isReadOnly ?? false)
  if (!hasProject) return null
  const others = all?.filter((one) => !one.isRetired && one.name !== name) ?? []
  return (
    <Menu
      position="bottom-end"
      width={220}
      shadow="md"
      keepMounted={false}
      withInitialFocusPlaceholder={false}
      onOpen={() => attempt('Reading the annotators', loadAnnotators)}
    >
      <Menu.Target>
        <button
          type="button"
          className="header-button annotator-button"
          aria-label={name === '' ? 'Annotator: nobody named' : `Annotator: ${name}`}
          title="Who works here: kept with every mask, verdict and comment"
        >
          <IconUser size={14} aria-hidden />
          <span className="ellipsis annotator-name">{name === '' ? 'nobody named' : name}</span>
          <IconChevronDown size={13} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {isReadOnly
          ? null
          : others.map((one) => (
              <Menu.Item
                key={one.name}
                onClick={() => attempt('Switching', () => switchAnnotator(one.name))}
              >
                {one.name}
              </Menu.Item>
            ))}
        <Menu.Item onClick={() => runCommand(commandOf('annotator.switch'))}>
          Another name…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
