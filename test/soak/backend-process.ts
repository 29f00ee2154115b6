import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Answer, MethodName, Params } from '#rpc/contract'
import { sidecarProtocol, sidecarReadySchema } from '#rpc/sidecar'

const entry = fileURLToPath(new URL('../../electron/server/index.ts', import.meta.url))

/** The real backend in a process of its own, spoken to over its real HTTP interface. */
export type BackendProcess = {
  readonly pid: number
  call<M extends MethodName>(method: M, params: Params<M>): Promise<Answer<M>>
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>
  /** Asks it to end; resolves with its exit code. */
  stop(): Promise<number | null>
}

export async function startBackend(home: string): Promise<BackendProcess> {
  const session = randomBytes(32).toString('base64url')
  const instance = randomBytes(8).toString('hex')
  const child = spawn(process.execPath, [entry, '--sidecar'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, REASEG_HOME: home },
  })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  child.stdin.on('error', () => undefined)
  child.stdin.write(`${JSON.stringify({ protocolVersion: sidecarProtocol, instance, session })}\n`)
  const line = await firstLine(child, () => errors)
  const { port } = sidecarReadySchema.parse(JSON.parse(line))
  const origin = `http://127.0.0.1:${port}`
  return {
    pid: child.pid as number,
    async call(method, params) {
      const response = await fetch(`${origin}/api/${method}`, {
        method: 'POST',
        headers: {
          origin,
          cookie: `reaseg-${instance}=${session}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(params),
      })
      const answer = (await response.json()) as
        { ok: true; value: never } | { ok: false; error: { code: string; message: string } }
      if (!answer.ok) throw new Error(`${method}: ${answer.error.code}: ${answer.error.message}`)
      return answer.value
    },
    async kill() {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
    async stop() {
      const gone = once(child, 'exit')
      child.stdin.end('shutdown\n')
      await gone
      return child.exitCode
    },
  }
}

async function firstLine(child: ChildProcess, errors: () => string): Promise<string> {
  if (child.stdout === null) throw new Error('the backend has no standard output')
  const lines = createInterface({ input: child.stdout })
  const ended = once(child, 'exit').then(() => {
    throw new Error(`the backend ended before it was ready:\n${errors()}`)
  })
  const first = once(lines, 'line').then(([line]) => String(line))
  return Promise.race([first, ended])
}
