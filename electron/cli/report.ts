import { fail, type AppError } from '#core/result'
import { toldOf } from '#electron/files/failures'
import { AppFailure, reasonOf } from '#models/failure'

/** What a command leaves: the one JSON document, or the text for people; `problems`, a line each, when part of it went wrong. */
export type Outcome = {
  readonly json: unknown
  readonly text: string
  readonly problems?: readonly string[]
}

export type CommonOptions = { readonly json?: boolean }

/**
 * Wraps a command's work for commander: prints its outcome, or one clear line on standard error
 * (and the error as JSON where asked for). Exit code 1 when anything failed, 2 for wrong usage.
 */
export function reporting<A extends readonly unknown[]>(work: (...args: A) => Promise<Outcome>) {
  return async (...args: [...A, ...unknown[]]): Promise<void> => {
    // Commander appends the command itself.
    const given = args.slice(0, -1) as unknown as A
    const { json: asJson = false } = given.at(-1) as CommonOptions
    try {
      const outcome = await work(...given)
      process.stdout.write(asJson ? jsonText(outcome.json) : endLine(shown(outcome.text)))
      for (const problem of outcome.problems ?? []) process.stderr.write(`${oneLine(problem)}\n`)
      if ((outcome.problems ?? []).length > 0) process.exitCode = 1
    } catch (thrown) {
      reportError(thrown instanceof AppFailure ? thrown.error : unexpected(thrown), asJson)
    }
  }
}

/** One line on standard error; with `asJson` also the document `{error}` on standard output. */
export function reportError(error: AppError, asJson: boolean): void {
  const { code, message, hint } = error
  if (asJson) process.stdout.write(jsonText({ error: { code, message, hint } }))
  process.stderr.write(`${oneLine(toldOf(error))}\n`)
  process.exitCode = code === 'wrong_usage' ? 2 : 1
}

/** Rows in aligned columns; numbers to the right. */
export function table(
  header: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const cells = rows.map((row) =>
    row.map((cell) => (cell === null ? '–' : shownName(String(cell)))),
  )
  const widths = header.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)),
  )
  const isNumeric = header.map((_, column) => rows.every((row) => typeof row[column] === 'number'))
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return isNumeric[column] === true ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  return [line(header), ...cells.map(line)].join('\n')
}

/** A bug: its message is for people, its stack is not. */
function unexpected(thrown: unknown): AppError {
  const message = `Something went wrong inside: ${reasonOf(thrown)}`
  return fail('internal', message, 'Try again; if it stays, report it with this line.').error
}

function oneLine(text: string): string {
  return shown(text.replaceAll(/\s*\n\s*/g, ' '))
}

/**
 * File names may hold anything, also what moves a terminal's cursor or turns its text around: such characters are
 * written as escapes. Line ends stay.
 */
export function shown(text: string): string {
  return text.replaceAll(/(?!\n)[\p{Cc}\u{202A}-\u{202E}\u{2066}-\u{2069}]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
  })
}

/** As `shown`, for a name within a line. */
export function shownName(name: string): string {
  return shown(name.replaceAll('\n', '\\n'))
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function endLine(text: string): string {
  return text === '' ? '' : `${text}\n`
}
