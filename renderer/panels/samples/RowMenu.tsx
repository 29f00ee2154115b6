import { Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import type { SampleRow } from '#rpc/schemas/project'
import { duplicateSample, removeSample } from '../../app/actions/sample.ts'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { useApp } from '../../state/app.ts'
import { attempt } from '../../state/notices.ts'
import { setFilter } from '../../state/samples.ts'
import { openSample } from '../../state/session-save.ts'
import { useSession } from '../../state/session.ts'

type Props = {
  readonly row: SampleRow
  readonly isOpen: boolean
  readonly onChange: (isOpen: boolean) => void
}

/** What can be done with one row; the same commands act on the open sample by key. */
export function RowMenu({ row, isOpen, onChange }: Props) {
  const button = (
    <span
      className="row-menu"
      aria-hidden
      onClick={(event) => {
        event.stopPropagation()
        onChange(!isOpen)
      }}
    >
      <IconDots size={15} />
    </span>
  )
  // A menu is far heavier than its row, and a list has many.
  if (!isOpen) return button
  return (
    <Menu
      opened
      onChange={onChange}
      position="right-start"
      width={230}
      shadow="md"
      keepMounted={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown onClick={(event) => event.stopPropagation()}>
        <Entries row={row} />
      </Menu.Dropdown>
    </Menu>
  )
}

function Entries({ row }: { readonly row: SampleRow }) {
  const isReadOnly = useApp((state) => state.project?.isReadOnly ?? false)
  const openThen = (id: string) => () =>
    attempt('Opening the sample', async () => {
      if (useSession.getState().sampleId !== row.id) await openSample(row.id)
      runCommand(commandOf(id))
    })
  const entries = [
    { title: 'Edit', isWrite: false, run: openThen('sample.edit-query') },
    { title: 'Another query for this image…', isWrite: true, run: openThen('sample.add-query') },
    {
      title: 'Duplicate',
      isWrite: true,
      run: () => attempt('Duplicating', () => duplicateSample(row.id)),
    },
    {
      title: 'Show only this image',
      isWrite: false,
      run: () => attempt('Filtering', () => setFilter({ imageId: row.imageId })),
    },
    {
      title: 'Propose for all that are listed…',
      isWrite: true,
      run: () => runCommand(commandOf('run.propose-all')),
    },
    { title: 'Remove', isWrite: true, run: () => attempt('Removing', () => removeSample(row.id)) },
  ]
  return entries.map(({ title, isWrite, run }) => (
    <Menu.Item key={title} disabled={isWrite && isReadOnly} onClick={run}>
      {title}
    </Menu.Item>
  ))
}
