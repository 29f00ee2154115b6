import { sql } from 'kysely'
import type { ReadDb } from './database.ts'

type Kept<T> = { readonly state: string; readonly value: T; readonly weight: number }

/**
 * Answers kept until anything in the database changes; the oldest go when the weights of all exceed `limit`.
 * For what is cheap to read once but asked again at every step through a list.
 */
export function createKeptReads<T>(limit: number, weightOf: (value: T) => number) {
  const byDb = new WeakMap<object, Map<string, Kept<T>>>()
  return async (db: ReadDb, key: string, read: () => Promise<T>): Promise<T> => {
    const kept = byDb.get(db) ?? new Map<string, Kept<T>>()
    byDb.set(db, kept)
    const state = await changeState(db)
    const known = kept.get(key)
    if (known?.state === state) return known.value
    const value = await read()
    kept.delete(key)
    kept.set(key, { state, value, weight: 1 + weightOf(value) })
    let total = 0
    for (const { weight } of kept.values()) total += weight
    for (const [oldest, { weight }] of kept) {
      if (total <= limit || kept.size === 1) break
      kept.delete(oldest)
      total -= weight
    }
    return value
  }
}

/** Another one after every write of this connection and every commit of another. */
async function changeState(db: ReadDb): Promise<string> {
  const { rows } = await sql<{ state: string }>`
    select total_changes() || ':' || data_version as state from pragma_data_version`.execute(db)
  return rows[0]?.state ?? ''
}
