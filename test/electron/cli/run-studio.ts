import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const program = fileURLToPath(new URL('../../../electron/cli/index.ts', import.meta.url))

export type Run = {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command line as people do, with a home of its own. */
export function runStudio(home: string, args: readonly string[]): Promise<Run> {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, REASEG_HOME: home },
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => (stdout += chunk))
  child.stderr.on('data', (chunk) => (stderr += chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }))
  })
}

/** The one JSON document of a run that ended well. */
export async function runJson<T>(home: string, args: readonly string[]): Promise<T> {
  const run = await runStudio(home, [...args, '--json'])
  if (run.exitCode !== 0) throw new Error(`${args.join(' ')}: ${run.stdout}${run.stderr}`)
  return JSON.parse(run.stdout) as T
}
