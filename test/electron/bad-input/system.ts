import { spawnSync } from 'node:child_process'

/** Runs a tool of the system and answers what it printed; throws where it fails. */
export function system(command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`)
  return stdout
}
