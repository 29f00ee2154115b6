import { resolve } from 'node:path'
import { fail, type AppError } from '#core/result'
import { toldOf } from '#electron/files/failures'
import { findPlaces } from '#electron/files/places'
import { holderOf } from '#electron/files/project-lock'
import { openApplication, type Application } from '#electron/usecases/application'
import type { Studio } from '#electron/usecases/studio'
import { reasonOf, unwrap } from '#models/failure'
import {
  sidecarKeySchema,
  sidecarProtocol,
  sidecarShutdown,
  sidecarStartSchema,
  type SidecarKey,
  type SidecarReady,
  type SidecarStart,
} from '#rpc/sidecar'
import { expectedError } from './backend.ts'
import { mayReadTerminal, readLines } from './console-input.ts'
import { askForLink } from './live-backend.ts'
import { createSecret } from './login.ts'
import { openBrowser } from './open-browser.ts'
import { parseServerOptions, type ServerOptions } from './options.ts'
import { watchParent } from './parent-watch.ts'
import { startServing, type Serving } from './serve.ts'
import { backendOf } from './studio-backend.ts'

/** Everything must have ended by then. */
const stopLimitMs = 5_000

const options = parseServerOptions(process.argv.slice(2))
if (!options.ok) {
  tell(options.error)
  process.exitCode = 2
} else if (options.value.isSidecar) {
  runAsSidecar(options.value)
} else {
  await runInBrowserMode(options.value)
}

/** Child of the shell: the first line in says who we are, the first line out where we are. */
function runAsSidecar(given: ServerOptions): void {
  let ending: (() => void) | null = null
  let setKey: ((key: SidecarKey) => void) | null = null
  const takeKey = (line: string) => {
    const key = readKey(line)
    if (key !== null) setKey?.(key)
  }
  const begin = async (line: string) => {
    const start = readStart(line)
    if (start === null) return endWith('The first line is not of this protocol.')
    const running = await startRunning(given, start)
    if (running === null) return
    ending = running.end
    setKey = running.setKey
    const ready: SidecarReady = {
      protocolVersion: sidecarProtocol,
      port: running.serving.port,
      pid: process.pid,
    }
    process.stdout.write(`${JSON.stringify(ready)}\n`)
  }
  let isBegun = false
  const onLine = (line: string) => {
    if (isBegun && line === sidecarShutdown) return ending?.()
    if (isBegun) return takeKey(line)
    isBegun = true
    begin(line).catch((error: unknown) => endWith(describe(error)))
  }
  readLines(onLine, () => (ending === null ? process.exit(0) : ending()))
}

async function runInBrowserMode(given: ServerOptions): Promise<void> {
  if (given.project !== null && (await reprintLink(given.project, given.opensBrowser))) return
  const running = await startRunning(given, null)
  if (running === null) return
  const { serving } = running
  const link = serving.loginLink()
  process.stdout.write(
    `Reaseg Studio runs at ${serving.origin}\n\n  ${link}\n\n` +
      'The link works once, for 60 seconds. Press Enter for a new one, Ctrl+C to end.\n',
  )
  if (given.opensBrowser) openBrowser(link)
  const reprint = () => process.stdout.write(`  ${serving.loginLink()}\n`)
  if (mayReadTerminal()) readLines(reprint, () => undefined)
}

/** A project that another backend of ours holds needs no second one, just a way in. */
async function reprintLink(project: string, opensBrowser: boolean): Promise<boolean> {
  const holder = await holderOf(resolve(project))
  if (holder === null || holder.port === 0) return false
  const link = await askForLink(holder)
  if (link === null) return false
  process.stdout.write(`${project} is open in a running Reaseg Studio:\n\n  ${link}\n\n`)
  if (opensBrowser) openBrowser(link)
  return true
}

type Running = {
  readonly serving: Serving
  readonly end: () => void
  readonly setKey: (key: SidecarKey) => void
}

async function startRunning(
  given: ServerOptions,
  start: SidecarStart | null,
): Promise<Running | null> {
  try {
    return await run(given, start)
  } catch (error) {
    return refuse(
      expectedError(error) ?? fail('internal', `It does not start: ${reasonOf(error)}`).error,
    )
  }
}

async function run(given: ServerOptions, start: SidecarStart | null): Promise<Running> {
  const mode = start === null ? 'browser' : 'desktop'
  const application = openApplication({ mode, processName: 'backend' })
  const bearer = createSecret()
  const started = await startServing(backendOf(application), {
    port: given.port,
    renderer: findPlaces().renderer,
    bearer,
    ...(start === null ? {} : { window: start }),
  })
  const serving = unwrap(started)
  const end = endOnce(application, serving)
  endOnTrouble(application, end)
  const { studio } = application
  await studio.announce({ port: serving.port, token: bearer })
  if (given.project !== null) await open(studio, given.project)
  const setKey = ({ keyOf, key }: SidecarKey) => studio.mllm.setKey(keyOf, key, 'store')
  return { serving, end: () => end(0), setKey }
}

/** A project that cannot be written to can still be looked at. */
async function open(studio: Studio, project: string): Promise<void> {
  try {
    await studio.openProject(project)
  } catch (error) {
    if (expectedError(error)?.code !== 'project_read_only') throw error
    await studio.openProject(project, { readOnly: true })
    process.stderr.write(`${project} cannot be written to: it is open for reading only.\n`)
  }
}

function refuse(error: AppError): null {
  tell(error)
  process.exit(1)
}

/** Stops answering, lets the project go, then exits; whatever hangs is cut after a while. */
function endOnce(application: Application, serving: Serving): (exitCode: number) => void {
  let isEnding = false
  return (exitCode) => {
    if (isEnding) return
    isEnding = true
    setTimeout(() => process.exit(1), stopLimitMs).unref()
    Promise.allSettled([serving.close(), application.studio.close()])
      .then(() => process.exit(exitCode))
      .catch(() => process.exit(1))
  }
}

function endOnTrouble(application: Application, end: (exitCode: number) => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(0))
  watchParent(() => end(0))
  // The shell or terminal may be gone already; that is no reason to skip the clean end.
  process.stdout.on('error', () => undefined)
  process.stderr.on('error', () => undefined)
  const onBug = (error: unknown) => {
    application.log.write('error', 'uncaught', { error: describe(error) })
    process.stderr.write(`${describe(error)}\n`)
    end(1)
  }
  process.on('uncaughtException', onBug)
  process.on('unhandledRejection', onBug)
}

/** null for a line that is none: it may hold half a key, so it is told to nobody. */
function readKey(line: string): SidecarKey | null {
  try {
    return sidecarKeySchema.parse(JSON.parse(line))
  } catch {
    return null
  }
}

function readStart(line: string): SidecarStart | null {
  try {
    const start = sidecarStartSchema.parse(JSON.parse(line))
    return start.protocolVersion === sidecarProtocol ? start : null
  } catch {
    return null
  }
}

function endWith(reason: string): void {
  process.stderr.write(`${reason}\n`)
  process.exit(1)
}

function tell(error: AppError): void {
  process.stderr.write(`${toldOf(error)}\n`)
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
