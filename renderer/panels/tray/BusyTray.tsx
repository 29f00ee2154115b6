import { Button, Loader, Progress } from '@mantine/core'
import { useEffect, useState } from 'react'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { useSession } from '../../state/session.ts'

/** Stages of a run in their order, as the backend names them. */
const stages = [
  'waiting',
  'text',
  'text-boxes',
  'encode',
  'decode',
  'semantic',
  'seeds',
  'crop',
  'boxes',
  'rank',
] as const

const titles: Readonly<Record<(typeof stages)[number], string>> = {
  waiting: 'Waiting for the model',
  text: 'Looking for the target’s words',
  'text-boxes': 'Decoding boxes of the words',
  encode: 'Encoding the picture',
  decode: 'Decoding the region’s box',
  semantic: 'Looking for places alike',
  seeds: 'Trying single points',
  crop: 'Looking at the region cut out',
  boxes: 'Trying tighter boxes',
  rank: 'Scoring and ranking',
}

const longWait = 2

/** What the run is doing; over two seconds also how far it is. */
export function BusyTray() {
  const runState = useSession((state) => state.runState)
  const name = runState.kind === 'busy' ? runState.stage : ''
  const stage = stages.find((other) => other === name)
  const seconds = useSecondsSince(runState.kind === 'busy' ? runState.startedAt : null)
  const done = stage === undefined ? 0 : stages.indexOf(stage) / stages.length
  return (
    <div className="tray-note" aria-busy="true">
      <Loader size="xs" aria-hidden />
      <p role="status">{stage === undefined ? name : titles[stage]}…</p>
      {seconds > longWait ? (
        <>
          <Progress className="busy-progress" size="sm" value={100 * done} aria-label="Run" />
          <span className="soft number">{seconds.toFixed(0)} s</span>
        </>
      ) : null}
      <Button size="xs" variant="default" onClick={() => runCommand(commandOf('run.cancel'))}>
        Cancel
      </Button>
    </div>
  )
}

/** Seconds since a time of `performance.now`, ten times a second. */
function useSecondsSince(startedAt: number | null): number {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    if (startedAt === null) return
    const timer = setInterval(() => setSeconds((performance.now() - startedAt) / 1000), 100)
    return () => clearInterval(timer)
  }, [startedAt])
  return seconds
}
