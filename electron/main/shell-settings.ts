import { mkdirSync, readFileSync, renameSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { writeFileAtomic } from '#electron/files/atomic-write'

/** What the shell must know before any backend runs. Keys of newer versions are kept. */
const shellSettingsSchema = z.looseObject({
  /** Version of Electron whose GPU process kept crashing here: drawn without it until another version comes. */
  crashingGpu: z.string().optional(),
})
export type ShellSettings = z.infer<typeof shellSettingsSchema>

export function shellSettingsFile(userData: string): string {
  return path.join(userData, 'shell.json')
}

/** Synchronous, since it decides what must be set before `ready`. A broken file is put aside and counts as empty. */
export function readShellSettings(file: string): ShellSettings {
  try {
    return shellSettingsSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') renameSync(file, `${file}.broken`)
    return {}
  }
}

export async function writeShellSettings(file: string, settings: ShellSettings): Promise<void> {
  mkdirSync(path.dirname(file), { recursive: true })
  await writeFileAtomic(file, `${JSON.stringify(settings, null, 2)}\n`)
}
