/** Rows of a long list come in pages of this many. */
export const pageSize = 200
const keptPages = 40

/** Pages, by number from 0, that rows `first` to `last` (both included) of `total` lie on. */
export function pagesOfRange(first: number, last: number, total: number): number[] {
  if (total <= 0 || last < first) return []
  const from = Math.floor(Math.max(0, first) / pageSize)
  const to = Math.floor(Math.min(total - 1, Math.max(0, last)) / pageSize)
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
}

export type Pages<T> = ReadonlyMap<number, readonly T[]>

export function rowAt<T>(pages: Pages<T>, index: number): T | null {
  return pages.get(Math.floor(index / pageSize))?.[index % pageSize] ?? null
}

/** With a page added as the newest; of too many the ones farthest from it go. */
export function withPage<T>(pages: Pages<T>, page: number, rows: readonly T[]): Pages<T> {
  const next = new Map(pages).set(page, rows)
  if (next.size <= keptPages) return next
  const farthest = [...next.keys()].toSorted((a, b) => Math.abs(b - page) - Math.abs(a - page))
  for (const key of farthest.slice(0, next.size - keptPages)) next.delete(key)
  return next
}

/** The same rows with one replaced where it is loaded. */
export function withRow<T extends { readonly id: number }>(pages: Pages<T>, row: T): Pages<T> {
  for (const [page, rows] of pages) {
    const at = rows.findIndex(({ id }) => id === row.id)
    if (at >= 0) return new Map(pages).set(page, rows.with(at, row))
  }
  return pages
}

/** `fresh`, with the very rows of `before` where nothing about them is new: those need not be drawn again. */
export function keptRows<T extends { readonly id: number }>(
  before: readonly T[],
  fresh: readonly T[],
): readonly T[] {
  const known = new Map(before.map((row) => [row.id, row]))
  return fresh.map((row) => {
    const old = known.get(row.id)
    return old !== undefined && JSON.stringify(old) === JSON.stringify(row) ? old : row
  })
}

/** Index in the whole list of a loaded row; null where its page is not loaded. */
export function indexOfId<T extends { readonly id: number }>(
  pages: Pages<T>,
  id: number | null,
): number | null {
  if (id === null) return null
  for (const [page, rows] of pages) {
    const at = rows.findIndex((row) => row.id === id)
    if (at >= 0) return page * pageSize + at
  }
  return null
}
