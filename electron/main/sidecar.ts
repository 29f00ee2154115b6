import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import {
  sidecarProtocol,
  sidecarReadySchema,
  sidecarShutdown,
  type SidecarKey,
  type SidecarReady,
  type SidecarStart,
} from '#rpc/sidecar'
import { createCrashBudget } from './crash-budget.ts'

export type SidecarCommand = {
  readonly node: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
}

export type SidecarHooks = {
  /** Called after each start, the first and every restart. */
  readonly onReady: (ready: SidecarReady) => void
  /** The backend will not be started again: what it said last, for a problem page. */
  readonly onGiveUp: (lastLines: readonly string[]) => void
  readonly log: (line: string) => void
}

export interface Sidecar {
  start(): void
  /** Tells the backend that runs a key; one that is restarted gets them by `onReady`. */
  tellKey(key: SidecarKey): void
  /** Asks it to end, kills it after 5 s. Resolves when it is gone. */
  stop(): Promise<void>
}

const readyLimitMs = 30_000
const stopLimitMs = 5_000
const pipeLimitMs = 1_000
const keptLines = 200
/** Before the first restart; doubles with each. */
const backOffMs = 250

/** Supervises the backend process: starts it, restarts it with back-off, gives up after 3 crashes in 5 minutes. */
export function createSidecar(
  command: SidecarCommand,
  start: SidecarStart,
  hooks: SidecarHooks,
): Sidecar {
  const budget = createCrashBudget()
  let child: ChildProcess | null = null
  let restart: NodeJS.Timeout | undefined
  let restarts = 0
  let isStopping = false
  let lastLines: string[] = []

  const note = (line: string) => {
    lastLines = [...lastLines.slice(-keptLines + 1), line]
    hooks.log(line)
  }
  const launch = () => {
    child = runBackend(command, start, { note, onReady: hooks.onReady, onEnd })
  }
  const onEnd = (how: string) => {
    child = null
    if (isStopping) return
    note(`the backend ended (${how})`)
    if (budget.spend(Date.now())) restart = setTimeout(launch, backOffMs * 2 ** restarts++)
    else hooks.onGiveUp(lastLines)
  }

  return {
    start: launch,
    tellKey: (key) => void child?.stdin?.write(`${JSON.stringify(key)}\n`),
    async stop() {
      isStopping = true
      clearTimeout(restart)
      await endChild(child)
    },
  }
}

type RunHooks = {
  readonly note: (line: string) => void
  readonly onReady: (ready: SidecarReady) => void
  readonly onEnd: (how: string) => void
}

/** One run: the first line in says who asks, the first line out where it listens; all else is for the log. */
function runBackend(
  command: SidecarCommand,
  start: SidecarStart,
  { note, onReady, onEnd }: RunHooks,
): ChildProcess {
  const child = spawn(command.node, [...command.args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    env: command.env,
    cwd: command.cwd,
  })
  const limit = setTimeout(() => {
    note(`the backend did not answer within ${readyLimitMs / 1000} s`)
    killTree(child)
  }, readyLimitMs)
  child.stdin.on('error', (error) => note(`backend input: ${error.message}`))
  child.stdin.write(`${JSON.stringify(start)}\n`)
  createInterface({ input: child.stderr }).on('line', note)
  createInterface({ input: child.stdout }).once('line', (line) => {
    clearTimeout(limit)
    const ready = readReady(line)
    if (ready !== null) return onReady(ready)
    note(`the backend speaks another protocol: ${line.slice(0, 200)}`)
    killTree(child)
  })
  child.on('error', (error) => note(`the backend could not be started: ${error.message}`))
  void endOf(child).then((how) => {
    clearTimeout(limit)
    onEnd(how)
  })
  return child
}

/**
 * Resolves with how it ended, once its last lines are read. A child of its own may hold the pipes for longer
 * than it lives: that is waited for, but not for ever.
 */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    const end = () => resolve(`code ${child.exitCode ?? '-'}, signal ${child.signalCode ?? '-'}`)
    child.once('exit', () => setTimeout(end, pipeLimitMs))
    child.once('close', end)
  })
}

function readReady(line: string): SidecarReady | null {
  try {
    const ready = sidecarReadySchema.parse(JSON.parse(line))
    return ready.protocolVersion === sidecarProtocol ? ready : null
  } catch {
    return null
  }
}

async function endChild(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return
  child.stdin?.end(`${sidecarShutdown}\n`)
  const limit = setTimeout(() => killTree(child), stopLimitMs)
  await endOf(child)
  clearTimeout(limit)
}

/** On Windows `kill` reaches only the direct child. */
function killTree(child: ChildProcess): void {
  if (process.platform === 'win32' && child.pid !== undefined)
    spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { windowsHide: true })
  else child.kill('SIGKILL')
}
