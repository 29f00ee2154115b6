import { fork, type ChildProcess } from 'node:child_process'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppFailure } from '#models/failure'
import type { Ports } from '#models/onnx/signature'
import type { HostReply, HostRequest } from './messages.ts'

export type HostCommand = {
  /** Entry file of the host: TypeScript source or a bundle. */
  readonly entry: string
  /** The Node that runs it. */
  readonly execPath: string
}

/** One child process of the host, opened. */
export interface HostProcess {
  readonly pid: number | undefined
  send(request: HostRequest): void
  kill(): void
}

export type HostEvents = {
  readonly onReply: (reply: HostReply) => void
  /** Once, when the process has ended or could not be started; not while it is being opened. */
  readonly onExit: (reason: string) => void
}

/** What the host may see of the environment: enough to find libraries, a home and a GPU driver, and no secret. */
const passed = [
  'APPDATA',
  'HOME',
  'LANG',
  'LC_ALL',
  'LOCALAPPDATA',
  'PATH',
  'SystemRoot',
  'TEMP',
  'TMP',
  'TMPDIR',
  'USERPROFILE',
  'VK_ICD_FILENAMES',
  'XDG_RUNTIME_DIR',
]

/** Starts a host and waits until its model is loaded. Throws AppFailure `model_broken` or `host_died`. */
export async function startHost(
  command: HostCommand,
  open: HostRequest & { kind: 'open' },
  events: HostEvents,
): Promise<HostProcess> {
  const child = forkHost(command)
  const host = wrap(child)
  await new Promise<void>((resolve, reject) => {
    let isOpen = false
    onEnd(child, (reason) => {
      if (isOpen) events.onExit(reason)
      else reject(died(reason))
    })
    child.on('message', (message) => {
      const reply = message as HostReply
      if (reply.kind === 'not-opened') {
        reject(new AppFailure(reply.error))
        child.kill()
      } else if (reply.kind === 'ready') {
        isOpen = true
        resolve()
      } else events.onReply(reply)
    })
    host.send(open)
  })
  return host
}

/** The ports of a graph, read in a process of its own. Throws AppFailure `model_broken`, `model_missing`. */
export async function inspectGraph(path: string, command: HostCommand): Promise<Ports> {
  const child = forkHost(command)
  try {
    return await new Promise<Ports>((resolve, reject) => {
      onEnd(child, (reason) => reject(killedBy(path, reason)))
      child.on('message', (message) => {
        const reply = message as HostReply
        if (reply.kind === 'inspected') resolve(reply.ports)
        if (reply.kind === 'not-opened') reject(new AppFailure(reply.error))
      })
      wrap(child).send({ kind: 'inspect', path })
    })
  } finally {
    child.kill('SIGKILL')
  }
}

function killedBy(path: string, reason: string): AppFailure {
  return new AppFailure({
    code: 'model_broken',
    message: `The model file ${basename(path)} ended the process that opened it (${reason}).`,
    hint: `Choose another file. (${path})`,
  })
}

function forkHost({ entry, execPath }: HostCommand): ChildProcess {
  return fork(entry, [], {
    serialization: 'advanced',
    execPath,
    execArgv: [],
    env: passedEnvironment(),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}

/** Where the host is, unless told otherwise: the source beside this file, run by this process's own Node. */
export function hostCommand(given: Partial<HostCommand> = {}): HostCommand {
  const { entry = fileURLToPath(new URL('./entry.ts', import.meta.url)) } = given
  return { entry, execPath: given.execPath ?? process.execPath }
}

function wrap(child: ChildProcess): HostProcess {
  return {
    pid: child.pid,
    // A send to a process that has just ended fails here; its end is reported by `exit`, which settles every call.
    send: (request) => void child.send(request, () => undefined),
    kill: () => void child.kill('SIGKILL'),
  }
}

function onEnd(child: ChildProcess, end: (reason: string) => void): void {
  let hasEnded = false
  const once = (reason: string): void => {
    if (hasEnded) return
    hasEnded = true
    end(reason)
  }
  child.on('error', (error) => {
    if (child.pid === undefined) once(error.message)
  })
  child.on('exit', (code, signal) => {
    once(signal === null ? `exit code ${String(code)}` : `signal ${signal}`)
  })
}

function passedEnvironment(): Record<string, string> {
  const kept = passed.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(kept)
}

export function died(reason: string): AppFailure {
  return new AppFailure({
    code: 'host_died',
    message: `The model host ended (${reason}).`,
    hint: 'Run the stage again; if it keeps happening, choose a smaller model or close other programs.',
  })
}
