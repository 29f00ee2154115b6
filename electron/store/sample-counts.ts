import { sampleStatuses } from '#rpc/schemas/project'
import type { ReadDb } from './database.ts'
import type { SampleStatus } from './values.ts'

export type SampleCounts = {
  readonly all: number
  readonly byStatus: Record<SampleStatus, number>
  readonly byCategory: Record<string, number>
}

/** Of the samples that are not removed. A sample without category counts under none. */
export async function countSamples(db: ReadDb): Promise<SampleCounts> {
  const groups = await db
    .selectFrom('sampleGroups')
    .select((select) => ['status', 'category', select.fn.sum<number>('n').as('n')])
    .groupBy(['status', 'category'])
    .execute()
  const byStatus = noneByStatus()
  const byCategory: Record<string, number> = {}
  let all = 0
  for (const { status, category, n } of groups) {
    all += n
    byStatus[status] += n
    if (category !== '') byCategory[category] = (byCategory[category] ?? 0) + n
  }
  return { all, byStatus, byCategory }
}

export function noneByStatus(): Record<SampleStatus, number> {
  return Object.fromEntries(sampleStatuses.map((status) => [status, 0])) as Record<
    SampleStatus,
    number
  >
}
