import { stat } from 'node:fs/promises'
import { readJsonLists } from '#electron/files/json-file'
import type { ForeignPicture, ForeignProblem, ReadContext } from './format.ts'

export type ListRow = {
  readonly file: string
  readonly index: number
  readonly line: number
  readonly value: unknown
}

/** Why a row is no picture: wrong, or right and still none. */
export type RowProblem = string | { readonly passed: string }

/**
 * The pictures of a file that is one JSON list, a row at a time; `take` makes a picture of a row or says why
 * not. Throws AppFailure `bad_json`, `file_missing` or `file_unreadable`.
 */
export async function* picturesOfRows(
  file: string,
  context: ReadContext,
  take: (row: ListRow) => ForeignPicture | RowProblem,
): AsyncGenerator<ForeignPicture | ForeignProblem> {
  const total = await stat(file).then(
    ({ size }) => size,
    () => 0,
  )
  const found = readJsonLists(file, {
    lists: [''],
    signal: context.signal,
    onBytes: (bytes) => context.progress(bytes, total),
  })
  for await (const elements of found)
    for (const { index, line, value, problem } of elements) {
      const taken = problem ?? take({ file, index, line, value })
      if (typeof taken === 'string')
        yield { kind: 'problem', file, line, reason: `[${index}]: ${taken}` }
      else if ('passed' in taken)
        yield { kind: 'problem', file, line, reason: `[${index}]: ${taken.passed}`, isPassed: true }
      else yield taken
    }
}

/** The split that a file's name speaks of. */
export function splitOfName(file: string): 'train' | 'val' | 'test' | null {
  const [word] = /(?:train|val|test)(?=[^a-z]|$)/i.exec(file.slice(file.search(/[^/\\]*$/))) ?? []
  const split = word?.toLowerCase()
  return split === 'train' || split === 'val' || split === 'test' ? split : null
}
