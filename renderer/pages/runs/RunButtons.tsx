import { Button, Loader, Menu, Switch } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import type { MllmCall } from '#rpc/schemas/mllm'
import type { Run } from '#rpc/schemas/pipeline'
import { bridge } from '../../rpc/bridge.ts'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { useApp } from '../../state/app.ts'
import { attempt } from '../../state/notices.ts'
import { useRunsPage } from '../../state/runs-page.ts'
import { useRuns } from '../../state/runs.ts'
import { openInEditor, replayRun, rerunFrom, type RerunStage } from '../../state/runs-work.ts'
import { useSession } from '../../state/session.ts'
import { announce } from '../../state/view.ts'
import { stageTitle } from '../../panels/tray/stages.ts'
import { whenText } from './when.ts'

type Props = { readonly run: Run; readonly calls: readonly MllmCall[] }

/** What can be done with a run. */
export function RunButtons({ run, calls }: Props) {
  const isReadOnly = useApp((state) => state.project?.isReadOnly ?? false)
  const runState = useSession((state) => state.runState)
  const isReplaying = useRuns((state) => state.replays.get(run.id)?.kind === 'busy')
  const copy = async () => {
    await bridge.copyText(JSON.stringify({ run, calls }, null, 2))
    announce('Copied.')
  }
  if (runState.kind === 'busy')
    return (
      <div className="run-buttons" role="status">
        <Loader size={14} aria-hidden />
        <span>{runState.stage === 'waiting' ? 'Beginning' : stageTitle(runState.stage)}…</span>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => runCommand({ ...commandOf('run.cancel'), when: () => null })}
        >
          Cancel
        </Button>
      </div>
    )
  return (
    <div className="run-buttons">
      <Button size="compact-sm" onClick={() => openInEditor(run)}>
        Open in the editor
      </Button>
      <RerunMenu run={run} isDisabled={isReadOnly} />
      <Button
        size="compact-sm"
        variant="default"
        disabled={isReadOnly || isReplaying}
        title="Decides it again from recorded replies, without a network, and says in what it differs"
        onClick={() => attempt(`Replaying run ${run.id}`, () => replayRun(run))}
      >
        Replay
      </Button>
      <CompareMenu run={run} />
      <Button size="compact-sm" variant="default" onClick={() => attempt('Copying', copy)}>
        Copy as JSON
      </Button>
    </div>
  )
}

const stages: readonly {
  readonly id: RerunStage
  readonly title: string
  readonly hint: string
}[] = [
  { id: 'reason', title: 'From the reasoning', hint: 'MLLMs are asked anew; it costs again.' },
  {
    id: 'candidates',
    title: 'From the candidates',
    hint: 'What was reasoned stays; masks are found and ranked anew.',
  },
  { id: 'judge', title: 'From the judge', hint: 'The same masks, judged anew.' },
]

type RerunProps = { readonly run: Run; readonly isDisabled: boolean }

function RerunMenu({ run, isDisabled }: RerunProps) {
  const [isOfProject, setOfProject] = useState(false)
  const judge = useApp((state) => (isOfProject ? state.pipeline?.judge : run.settings.judge))
  return (
    <Menu position="bottom-start" width={300} shadow="md" keepMounted={false}>
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="default"
          disabled={isDisabled}
          rightSection={<IconChevronDown size={13} aria-hidden />}
        >
          Run again
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {stages.map(({ id, title, hint }) => {
          const refusal = id === 'judge' ? whyNotJudged(run, judge ?? 'geometric') : null
          return (
            <Menu.Item
              key={id}
              disabled={refusal !== null}
              onClick={() =>
                attempt(`Running ${run.id} again`, () => rerunFrom(run, id, !isOfProject))
              }
            >
              {title}
              <div className="soft">{refusal ?? hint}</div>
            </Menu.Item>
          )
        })}
        <Menu.Divider />
        <Menu.Label>
          <Switch
            size="xs"
            label="With the project’s settings of now"
            checked={isOfProject}
            onChange={(event) => setOfProject(event.currentTarget.checked)}
          />
        </Menu.Label>
      </Menu.Dropdown>
    </Menu>
  )
}

function whyNotJudged(run: Run, judge: Run['settings']['judge']): string | null {
  if (run.candidates.length === 0) return 'It has no candidates.'
  return judge === 'geometric' ? 'These settings name no judge.' : null
}

function CompareMenu({ run }: { readonly run: Run }) {
  const runs = useRuns((state) => state.runs) ?? []
  const others = runs.filter(({ id }) => id !== run.id)
  return (
    <Menu position="bottom-start" width={260} shadow="md" keepMounted={false}>
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="default"
          disabled={others.length === 0}
          title={others.length === 0 ? 'The sample has no other run' : 'Side by side'}
          rightSection={<IconChevronDown size={13} aria-hidden />}
        >
          Compare
        </Button>
      </Menu.Target>
      <Menu.Dropdown className="compare-menu scroll">
        {others.slice(0, 40).map(({ id, createdAt }) => (
          <Menu.Item key={id} onClick={() => useRunsPage.setState({ run: run.id, compared: id })}>
            Run {id} <span className="soft">{whenText(createdAt)}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
