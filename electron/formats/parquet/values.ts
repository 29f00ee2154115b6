import { ensure } from './damage.ts'
import type { Leaf, Page } from './pages.ts'

export type Value = Uint8Array | number | null

/** The values of a leaf that is in no list, one a row. Throws ParquetDamage. */
export async function readFlat(pages: AsyncIterable<Page>, leaf: Leaf): Promise<Value[]> {
  ensure(leaf.maxRepetition === 0, `has lists in ${leaf.path.join('.')}`)
  const all: Value[] = []
  for await (const { count, definition, values } of pages) {
    let at = 0
    for (let i = 0; i < count; i++) {
      const isThere = definition === null || definition[i] === leaf.maxDefinition
      all.push(isThere ? (values[at++] as Value) : null)
    }
  }
  return all
}

/** The lists of a leaf that is in one list, one a row; null where there is none. Nulls in a list are left out. */
export async function readLists(
  pages: AsyncIterable<Page>,
  leaf: Leaf,
): Promise<(Exclude<Value, null>[] | null)[]> {
  ensure(leaf.maxRepetition === 1, `has no lists in ${leaf.path.join('.')}`)
  const all: (Exclude<Value, null>[] | null)[] = []
  for await (const { count, repetition, definition, values } of pages) {
    let at = 0
    for (let i = 0; i < count; i++) {
      const level = definition?.[i] ?? leaf.maxDefinition
      if (repetition?.[i] === 0 || all.length === 0) all.push(level === 0 ? null : [])
      if (level === leaf.maxDefinition) all.at(-1)?.push(values[at++] as Exclude<Value, null>)
    }
  }
  return all
}

/** Bytes of a text at most: four a character of the longest that projects hold, and some more. */
const longestText = 100_000

/** A text in UTF-8; null where it is none or too long. */
export function textOf(value: Value | undefined): string | null {
  if (!(value instanceof Uint8Array) || value.length > longestText) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(value)
  } catch {
    return null
  }
}
