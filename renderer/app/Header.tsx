import { Menu } from '@mantine/core'
import { IconChevronDown, IconLayoutSidebar, IconLayoutSidebarRight } from '@tabler/icons-react'
import { useApp, type Page } from '../state/app.ts'
import { useRunsPage } from '../state/runs-page.ts'
import { useSession } from '../state/session.ts'
import { useView } from '../state/view.ts'
import { AnnotatorButton } from './AnnotatorButton.tsx'
import { CommandKey } from './CommandKey.tsx'
import { readContext } from './commands/command.ts'
import { keyLabel } from './commands/keys.ts'
import { commandOf, runCommand } from './commands/registry.ts'
import { JobsIndicator } from './JobsIndicator.tsx'
import { RecentProjects } from './RecentProjects.tsx'

/** Pages by their titles with and without an open project; null: there is none without one. */
const pages: readonly {
  readonly id: Page
  readonly title: string
  readonly bare: string | null
}[] = [
  { id: 'annotate', title: 'Annotate', bare: 'Start' },
  { id: 'review', title: 'Review', bare: null },
  { id: 'failures', title: 'Failures', bare: null },
  { id: 'dataset', title: 'Dataset', bare: null },
  { id: 'runs', title: 'Runs', bare: null },
  { id: 'models', title: 'Models', bare: 'Models' },
  { id: 'mllms', title: 'MLLMs', bare: 'MLLMs' },
]

/** Project, pages, palette, jobs, and whether everything is saved. */
export function Header() {
  const page = useApp((state) => state.page)
  const hasProject = useApp((state) => state.project !== null)
  const isOneSample = useRunsPage((state) => page === 'runs' && state.view === 'sample')
  return (
    <header className="bar">
      <ProjectMenu />
      <nav aria-label="Pages" style={{ display: 'flex', gap: 2 }}>
        {pages
          .filter(({ bare }) => hasProject || bare !== null)
          .map(({ id, title, bare }) => (
            <button
              key={id}
              type="button"
              className="tab"
              {...(page === id ? { 'aria-current': 'page' } : {})}
              onClick={() => useApp.setState({ page: id })}
            >
              {hasProject ? title : bare}
            </button>
          ))}
      </nav>
      <span className="spring" />
      <button
        type="button"
        className="header-button"
        aria-label="Find a command"
        data-tour="palette"
        onClick={() => runCommand(commandOf('palette.open'))}
      >
        <kbd className="key">{keyLabel('Mod+K')}</kbd>
      </button>
      <AnnotatorButton />
      <JobsIndicator />
      <SaveIndicator />
      {page === 'annotate' || isOneSample ? <PanelButtons page={page} /> : null}
    </header>
  )
}

const menuCommands = [
  ['project.new', 'project.open', 'project.unpack', 'project.demo'],
  ['images.import', 'dataset.import', 'transfer.export', 'images.relink', 'images.embed'],
  ['project.merge', 'project.bundle', 'page.splits'],
  ['run.propose-all', 'predictions.add', 'page.queries', 'page.mllms', 'prompts.edit'],
  ['annotator.switch', 'review.people', 'review.agreement', 'review.blind'],
  ['app.settings', 'help.keys', 'help.tour'],
  ['project.close'],
] as const

function ProjectMenu() {
  const project = useApp((state) => state.project)
  return (
    <Menu
      position="bottom-start"
      width={300}
      shadow="md"
      keepMounted={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <button type="button" className="project-button" data-tour="project">
          <span className="ellipsis">{project?.name ?? 'Reaseg Studio'}</span>
          {project?.isReadOnly === true ? <span className="badge">read-only</span> : null}
          <IconChevronDown size={14} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {menuCommands.map((ids, i) => (
          <div key={ids[0]}>
            {i === 0 ? null : <Menu.Divider />}
            {ids.map((id) => (
              <MenuCommand key={id} id={id} />
            ))}
            {i === 0 ? <RecentProjects /> : null}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function MenuCommand({ id }: { readonly id: string }) {
  const command = commandOf(id)
  const reason = command.when(readContext())
  return (
    <Menu.Item
      disabled={reason !== null}
      title={reason ?? command.hint}
      rightSection={<CommandKey name={command.keys[0]} />}
      onClick={() => runCommand(command)}
    >
      {command.title}
    </Menu.Item>
  )
}

function SaveIndicator() {
  const saveState = useSession((state) => state.saveState)
  const isConnected = useApp((state) => state.isConnected)
  const hasProject = useApp((state) => state.project !== null)
  if (!isConnected || saveState === 'offline')
    return (
      <span
        className="bad save"
        title="What was changed waits here and is sent when the backend answers again"
      >
        offline, trying again…
      </span>
    )
  if (!hasProject) return null
  if (saveState === 'saving') return <span className="soft save">saving…</span>
  return (
    <span className="good save" title="Everything is in the project file">
      saved ✓
    </span>
  )
}

function PanelButtons({ page }: { readonly page: Page }) {
  const isSamplesOpen = useView((state) => state.isSamplesOpen)
  const isInspectorOpen = useView((state) => state.isInspectorOpen)
  return (
    <>
      <button
        type="button"
        className="icon-button"
        aria-label="Sample list"
        aria-pressed={isSamplesOpen}
        title={`Fold or unfold the sample list (${keyLabel('Mod+B')})`}
        onClick={() => runCommand(commandOf('panel.samples'))}
      >
        <IconLayoutSidebar size={17} aria-hidden />
      </button>
      {page === 'annotate' ? (
        <button
          type="button"
          className="icon-button"
          aria-label="Inspector"
          aria-pressed={isInspectorOpen}
          title={`Fold or unfold the inspector (${keyLabel('Mod+I')})`}
          onClick={() => runCommand(commandOf('panel.inspector'))}
        >
          <IconLayoutSidebarRight size={17} aria-hidden />
        </button>
      ) : null}
    </>
  )
}
