import { setImmediate } from 'node:timers/promises'

/** Bound variables of one statement; SQLite takes 32,766. */
const maxVariables = 8000

/** Inserts rows of so many columns, as many a statement as SQLite takes well; between two, other work gets its turn. */
export async function insertInChunks<R>(
  rows: readonly R[],
  columns: number,
  insert: (chunk: R[]) => Promise<unknown>,
): Promise<void> {
  const size = Math.max(1, Math.floor(maxVariables / columns))
  for (let i = 0; i < rows.length; i += size) {
    if (i > 0) await setImmediate()
    await insert(rows.slice(i, i + size))
  }
}
