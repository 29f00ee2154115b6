import { Button, Loader, Progress } from '@mantine/core'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { useAsking } from '../../state/asking.ts'
import { useSession } from '../../state/session.ts'
import { stageShare, stageTitle } from './stages.ts'
import { useSecondsSince } from './use-seconds-since.ts'

const longWait = 2

/** What the run is doing; over two seconds also how far it is. */
export function BusyTray() {
  const runState = useSession((state) => state.runState)
  const wait = useAsking((state) => state.wait)
  const name = runState.kind === 'busy' ? runState.stage : ''
  const seconds = useSecondsSince(runState.kind === 'busy' ? runState.startedAt : null)
  return (
    <div className="tray-note" aria-busy="true">
      <Loader size="xs" aria-hidden />
      <p role="status">
        {stageTitle(name)}…{wait === null ? '' : ` ${wait.reason}`}
      </p>
      {seconds > longWait ? (
        <>
          <Progress
            className="busy-progress"
            size="sm"
            value={100 * stageShare(name)}
            aria-label="Run"
          />
          <span className="soft number">{seconds.toFixed(0)} s</span>
        </>
      ) : null}
      <Button size="xs" variant="default" onClick={() => runCommand(commandOf('run.cancel'))}>
        Cancel
      </Button>
    </div>
  )
}
