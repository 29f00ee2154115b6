import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test as base, type Page } from '@playwright/test'
import { contract, type Answer, type MethodName, type Params } from '#rpc/contract'
import { callPath } from '#rpc/paths'

const server = fileURLToPath(new URL('../../electron/server/index.ts', import.meta.url))

/** A backend of its own with an empty home, as `npm run serve` starts it. */
export interface RunningStudio {
  readonly origin: string
  /** REASEG_HOME of this backend; deleted at the end. */
  readonly home: string
  readonly child: ChildProcess
  /** A login link that was not used yet: presses Enter on the backend's terminal. */
  newLink(): Promise<string>
  stop(): Promise<void>
}

/** Starts a backend on a free port and waits for its login link. */
export async function startStudio(args: readonly string[] = []): Promise<RunningStudio> {
  const home = mkdtempSync(join(tmpdir(), 'reaseg-e2e-'))
  const child = spawn(process.execPath, [server, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, REASEG_HOME: join(home, 'home') },
  })
  const links = createLinkQueue(child)
  const first = await links.next()
  let unused: string | null = first
  return {
    origin: new URL(first).origin,
    home,
    child,
    newLink() {
      const link = unused
      unused = null
      if (link !== null) return Promise.resolve(link)
      child.stdin.write('\n')
      return links.next()
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      if (child.exitCode === null && child.kill('SIGTERM')) await ended
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** The login links a backend prints, in order. */
function createLinkQueue(child: ChildProcess): { next(): Promise<string> } {
  const ready: string[] = []
  const waiting: { resolve: (link: string) => void; reject: (error: Error) => void }[] = []
  if (child.stdout === null) throw new Error('the backend has no output')
  createInterface({ input: child.stdout }).on('line', (line) => {
    const link = /http:\/\/\S+\/login\?code=\S+/.exec(line)?.[0]
    if (link === undefined) return
    const first = waiting.shift()
    if (first === undefined) ready.push(link)
    else first.resolve(link)
  })
  child.once('exit', (code) => {
    for (const { reject } of waiting) reject(new Error(`the backend ended with ${code}`))
  })
  return {
    next: () => {
      const link = ready.shift()
      if (link !== undefined) return Promise.resolve(link)
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
    },
  }
}

/** A call of the contract, made with the cookie of a logged-in page. */
export async function callFrom<M extends MethodName>(
  page: Page,
  method: M,
  params: Params<M>,
): Promise<Answer<M>> {
  const { origin } = new URL(page.url())
  const response = await page.request.post(`${origin}${callPath}/${method}`, {
    data: params,
    headers: { origin },
  })
  const reply = (await response.json()) as { ok: boolean; value: unknown; error: unknown }
  if (!reply.ok) throw new Error(`${method}: ${JSON.stringify(reply.error)}`)
  return contract[method].result.parse(reply.value) as Answer<M>
}

type Fixtures = {
  /** A fresh backend for this test alone. */
  readonly studio: RunningStudio
  /** Everything the page logged as an error; a test that expects none ends with `toEqual([])`. */
  readonly pageErrors: string[]
  /** The window of `studio`, logged in, its fonts there. */
  readonly page: Page
}

export const test = base.extend<Fixtures>({
  // Playwright wants the first parameter destructured, even where nothing is needed of it.
  studio: async ({ baseURL: _baseURL }, use) => {
    const studio = await startStudio()
    await use(studio)
    await studio.stop()
  },
  pageErrors: async ({ baseURL: _baseURL }, use) => use([]),
  page: async ({ page, studio, pageErrors }, use) => {
    page.on('pageerror', (error) => pageErrors.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') pageErrors.push(message.text())
    })
    await page.goto(await studio.newLink())
    await page.evaluate(() => document.fonts.ready.then(() => undefined))
    await use(page)
  },
})

export { expect }
