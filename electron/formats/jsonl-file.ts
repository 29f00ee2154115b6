import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { stat } from 'node:fs/promises'
import { fieldsOf } from '#core/dataset/taken'

export type JsonLine = {
  /** From 1. */
  readonly line: number
  readonly record: Readonly<Record<string, unknown>>
  readonly problem: string | null
}

/** Characters of a line. */
const longestLine = 16 << 20

/** The objects of a file of JSON lines, one a line; blank lines are passed over. Nothing where there is no file. */
export async function* readJsonLines(path: string, signal: AbortSignal): AsyncGenerator<JsonLine> {
  const found = await stat(path).catch(() => null)
  if (found?.isFile() !== true) return
  const stream = createReadStream(path, { encoding: 'utf8' })
  try {
    let line = 0
    for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
      signal.throwIfAborted()
      line++
      const plain = line === 1 ? text.replace(/^\u{FEFF}/u, '') : text
      if (plain.trim() !== '') yield parsed(plain, line)
    }
  } finally {
    stream.destroy()
  }
}

function parsed(text: string, line: number): JsonLine {
  if (text.length > longestLine) return { line, record: {}, problem: 'the line is too long' }
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return { line, record: fieldsOf(value), problem: isObject ? null : 'it is no JSON object' }
  } catch {
    return { line, record: {}, problem: 'it is not JSON' }
  }
}
