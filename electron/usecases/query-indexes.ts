import { setImmediate } from 'node:timers/promises'
import { queryIndexOf, type QueryIndex } from '#core/dataset/query-index'
import { listQueries, stampQueryParts } from '#electron/store/query-checks'
import type { OpenProject } from './open-project.ts'

type Part = { readonly stamp: string; readonly index: QueryIndex }

const known = new WeakMap<OpenProject, Map<number, Part>>()

/** All queries of the project, in parts: what has changed is made again, others have their turn between. */
export async function queryIndexes(project: OpenProject): Promise<readonly QueryIndex[]> {
  const before = known.get(project) ?? new Map<number, Part>()
  const parts = new Map<number, Part>()
  for (const [number, stamp] of await stampQueryParts(project.db)) {
    const same = before.get(number)
    if (same?.stamp === stamp) {
      parts.set(number, same)
      continue
    }
    await setImmediate()
    parts.set(number, { stamp, index: queryIndexOf(await listQueries(project.db, number)) })
  }
  known.set(project, parts)
  return [...parts.values()].map(({ index }) => index)
}
