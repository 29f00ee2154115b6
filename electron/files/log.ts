import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export type LogLevel = 'debug' | 'info' | 'warning' | 'error'

export interface Log {
  write(level: LogLevel, message: string, data?: Readonly<Record<string, unknown>>): void
}

export const silentLog: Log = { write: () => undefined }

const bytesAFile = 5 * 2 ** 20
const filesKept = 5

/**
 * JSON lines in `<folder>/<name>.log`, five files of 5 MB. Tokens, keys and the home folder are taken out.
 * A log that cannot be written never stops the work.
 */
export function createFileLog(folder: string, name: string, session: string): Log {
  const path = join(folder, `${name}.log`)
  let bytes: number | null = null
  return {
    write(level, message, data) {
      const entry = { time: new Date().toISOString(), level, process: name, session, message }
      const line = `${redact(JSON.stringify(data === undefined ? entry : { ...entry, data }))}\n`
      try {
        bytes ??= openLog(folder, path)
        if (bytes + line.length > bytesAFile) bytes = rotate(path)
        appendFileSync(path, line, { mode: 0o600 })
        bytes += line.length
      } catch {
        bytes = null
      }
    },
  }
}

/** Secrets as `***`, the home folder as `~`. */
export function redact(text: string): string {
  const clean = text
    .replace(/(bearer\s+)[\w.~+/=-]+/gi, '$1***')
    .replace(
      /("?(?:token|key|api[-_]?key|secret|password|cookie|authorization)"?\s*[:=]\s*"?)[^\s"&,;}]+/gi,
      '$1***',
    )
    .replace(/\b(?:sk|pk|key)-[\w-]{8,}/g, '***')
  const home = homedir()
  return home.length > 1 ? clean.replaceAll(JSON.stringify(home).slice(1, -1), '~') : clean
}

function openLog(folder: string, path: string): number {
  mkdirSync(folder, { recursive: true })
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

function rotate(path: string): number {
  rmSync(`${path}.${filesKept - 1}`, { force: true })
  for (let i = filesKept - 2; i >= 0; i--) {
    const from = i === 0 ? path : `${path}.${i}`
    if (statSync(from, { throwIfNoEntry: false }) !== undefined)
      renameSync(from, `${path}.${i + 1}`)
  }
  return 0
}
