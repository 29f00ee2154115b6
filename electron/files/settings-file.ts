import { readFileSync, renameSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { failure, reasonOf, systemCode } from '#models/failure'
import { userSettingsSchema, type UserSettings } from '#rpc/schemas/system'
import { writeFileAtomic } from './atomic-write.ts'
import { writeFailure } from './failures.ts'

export interface SettingsFile {
  get(): UserSettings
  /** Fields left out stay; keys of other versions are kept. */
  save(patch: Partial<UserSettings>): Promise<UserSettings>
}

type Raw = { readonly [key: string]: unknown }

/**
 * A broken file is renamed and told of through `onBroken`; the defaults hold then. Throws AppFailure `file_unreadable`
 * where nothing can be read there at all.
 */
export function openSettingsFile(path: string, onBroken: (keptAs: string) => void): SettingsFile {
  let raw = readRaw(path, onBroken)
  let settings = userSettingsSchema.parse(raw)
  let writing: Promise<void> = Promise.resolve()
  return {
    get: () => settings,
    async save(patch) {
      raw = merge(raw, patch)
      settings = userSettingsSchema.parse(raw)
      const text = `${JSON.stringify(merge(raw, settings), null, 2)}\n`
      writing = writing.catch(() => undefined).then(() => write(path, text))
      await writing
      return settings
    },
  }
}

async function write(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
  } catch (error) {
    throw writeFailure(path, error)
  }
  await writeFileAtomic(path, text)
}

function readRaw(path: string, onBroken: (keptAs: string) => void): Raw {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return {}
    throw failure(
      'file_unreadable',
      `The settings ${path} cannot be read: ${reasonOf(error)}.`,
      'Check that folder, or name another one with REASEG_HOME.',
    )
  }
  const raw = parseObject(text)
  if (raw !== null && userSettingsSchema.safeParse(raw).success) return raw
  onBroken(putAside(path))
  return {}
}

/** Where the broken file is kept: where it was, if that place takes no changes. */
function putAside(path: string): string {
  const keptAs = `${path}.broken-${Date.now()}`
  try {
    renameSync(path, keptAs)
    return keptAs
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes(systemCode(error))) return path
    throw error
  }
}

function parseObject(text: string): Raw | null {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}

function merge(below: Raw, above: Raw): Raw {
  const merged: Record<string, unknown> = { ...below }
  for (const [key, value] of Object.entries(above)) {
    const old = merged[key]
    merged[key] = isRecord(old) && isRecord(value) ? merge(old, value) : value
  }
  return merged
}

function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
