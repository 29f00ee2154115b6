import { Button } from '@mantine/core'
import {
  IconBox,
  IconFilePlus,
  IconFolderOpen,
  IconMessage2Question,
  IconPhotoSearch,
} from '@tabler/icons-react'
import { useState } from 'react'
import { CommandKey } from '../app/CommandKey.tsx'
import { commandOf, runCommand } from '../app/commands/registry.ts'
import { useRecent } from '../app/RecentProjects.tsx'
import { openDemo, openProject } from '../app/actions/project.ts'
import { ModelOffer } from '../app/ModelOffer.tsx'
import { useApp } from '../state/app.ts'
import { attempt } from '../state/notices.ts'

/** No project is open: start the demo, make one, open one. */
export function StartPage() {
  const [isOpening, setOpening] = useState(false)
  const version = useApp((state) => state.info?.version)
  const start = (work: () => Promise<unknown>) => {
    setOpening(true)
    attempt('Opening the project', () => work().finally(() => setOpening(false)))
  }
  return (
    <main className="app plain start scroll">
      <div className="start-card">
        <h1>Reaseg Studio</h1>
        <p className="start-lead">
          An image, an implicit query, and the mask that answers it: say where the target is, choose
          among ranked candidates, correct, save, next.
        </p>
        <ModelOffer />
        <StartButtons isOpening={isOpening} onDemo={() => start(openDemo)} />
        <SetUpButtons />
        <Recent onOpen={(path) => start(() => openProject(path))} />
        <p className="soft start-foot">
          Everything stays on this computer: no account, and no network but for models you ask for.
          {version === undefined ? '' : ` Version ${version}.`}
        </p>
      </div>
    </main>
  )
}

type ButtonProps = { readonly isOpening: boolean; readonly onDemo: () => void }

function StartButtons({ isOpening, onDemo }: ButtonProps) {
  return (
    <div className="start-buttons">
      <Button
        size="md"
        leftSection={<IconPhotoSearch size={18} aria-hidden />}
        loading={isOpening}
        onClick={onDemo}
      >
        Open the demo project
      </Button>
      <Button
        size="md"
        variant="default"
        leftSection={<IconFilePlus size={18} aria-hidden />}
        onClick={() => runCommand(commandOf('project.new'))}
      >
        New project…
      </Button>
      <Button
        size="md"
        variant="default"
        leftSection={<IconFolderOpen size={18} aria-hidden />}
        rightSection={<CommandKey name="Mod+O" />}
        onClick={() => runCommand(commandOf('project.open'))}
      >
        Open project…
      </Button>
    </div>
  )
}

/** What can be set up before there is a project. */
function SetUpButtons() {
  return (
    <div className="start-buttons">
      <Button
        size="sm"
        variant="default"
        leftSection={<IconBox size={16} aria-hidden />}
        onClick={() => runCommand(commandOf('page.models'))}
      >
        Models
      </Button>
      <Button
        size="sm"
        variant="default"
        leftSection={<IconMessage2Question size={16} aria-hidden />}
        onClick={() => runCommand(commandOf('page.mllms'))}
      >
        MLLMs
      </Button>
    </div>
  )
}

function Recent({ onOpen }: { readonly onOpen: (path: string) => void }) {
  const recent = useRecent()
  if (recent === null || recent.length === 0) return null
  return (
    <section aria-labelledby="recent-title">
      <h2 className="section-title" id="recent-title">
        Recent
      </h2>
      <ul className="recent">
        {recent.slice(0, 8).map(({ path, name, openedAt, exists }) => (
          <li key={path}>
            <button type="button" disabled={!exists} onClick={() => onOpen(path)}>
              <span className="recent-name">{name}</span>
              <span className="soft ellipsis">{exists ? path : `${path} (not found)`}</span>
              <span className="soft">{new Date(openedAt).toLocaleDateString()}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
