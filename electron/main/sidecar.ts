import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import {
  sidecarProtocol,
  sidecarReadySchema,
  sidecarShutdown,
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
  /** The backend will not be started again: what it said last, for an error page. */
  readonly onGiveUp: (lastLines: readonly string[]) => void
  readonly log: (line: string) => void
}

export interface Sidecar {
  start(): void
  /** Asks it to end, kills it after 5 s. Resolves when it is gone. */
  stop(): Promise<void>
}

const readyLimitMs = 30_000
const stopLimitMs = 5_000
const keptLines = 200

/** Supervises the backend process: starts it, restarts it with back-off, gives up after 3 crashes in 5 minutes. */
export function createSidecar(
  command: SidecarCommand,
  start: SidecarStart,
  hooks: SidecarHooks,
): Sidecar {
  const budget = createCrashBudget()
  let child: ChildProcess | null = null
  let isStopping = false
  let lastLines: string[] = []

  const note = (line: string) => {
    lastLines = [...lastLines.slice(-keptLines + 1), line]
    hooks.log(line)
  }

  const launch = () => {
    const current = spawn(command.node, [...command.args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      env: command.env,
      cwd: command.cwd,
    })
    child = current
    const limit = setTimeout(() => {
      note(`the backend did not answer within ${readyLimitMs / 1000} s`)
      current.kill('SIGKILL')
    }, readyLimitMs)
    current.stdin?.on('error', (error) => note(`backend input: ${error.message}`))
    current.stdin?.write(`${JSON.stringify(start)}\n`)
    createInterface({ input: current.stderr }).on('line', note)
    createInterface({ input: current.stdout }).once('line', (line) => {
      clearTimeout(limit)
      const ready = readReady(line)
      if (ready === null) {
        note(`the backend speaks another protocol: ${line.slice(0, 200)}`)
        current.kill('SIGKILL')
      } else hooks.onReady(ready)
    })
    current.on('error', (error) => note(`the backend could not be started: ${error.message}`))
    current.on('close', (code, signal) => {
      clearTimeout(limit)
      child = null
      if (isStopping) return
      note(`the backend ended (code ${code ?? '-'}, signal ${signal ?? '-'})`)
      if (budget.spend(Date.now())) setTimeout(launch, 500)
      else hooks.onGiveUp(lastLines)
    })
  }

  return { start: launch, stop: () => ((isStopping = true), endChild(child)) }
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
  if (child === null || child.exitCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  child.stdin?.end(`${sidecarShutdown}\n`)
  const limit = setTimeout(() => killTree(child), stopLimitMs)
  await gone
  clearTimeout(limit)
}

/** On Windows `kill` reaches only the direct child. */
function killTree(child: ChildProcess): void {
  if (process.platform === 'win32' && child.pid !== undefined)
    spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { windowsHide: true })
  else child.kill('SIGKILL')
}
