import type { SampleFields } from '#rpc/schemas/project'
import type { ReadDb, WriteDb } from './database.ts'
import { nowText } from './values.ts'

export type TextChange = {
  readonly at: string
  readonly author: string
  readonly changes: readonly {
    readonly field: string
    readonly before: string
    readonly after: string
  }[]
}

/** Inside a transaction: keeps the fields that differ; nothing where none does. */
export async function recordTextChange(
  inside: WriteDb,
  sampleId: number,
  change: { readonly before: SampleFields; readonly after: SampleFields; readonly author: string },
): Promise<void> {
  const fields = (Object.keys(change.after) as (keyof SampleFields)[]).filter(
    (field) => JSON.stringify(change.before[field]) !== JSON.stringify(change.after[field]),
  )
  if (fields.length === 0) return
  const only = (of: SampleFields) =>
    JSON.stringify(Object.fromEntries(fields.map((field) => [field, of[field]])))
  await inside
    .insertInto('textChanges')
    .values({
      sampleId,
      author: change.author,
      beforeJson: only(change.before),
      afterJson: only(change.after),
      createdAt: nowText(),
    })
    .execute()
}

/** Oldest first. */
export async function listTextChanges(db: ReadDb, sampleId: number): Promise<TextChange[]> {
  const rows = await db
    .selectFrom('textChanges')
    .selectAll()
    .where('sampleId', '=', sampleId)
    .orderBy('id')
    .execute()
  return rows.map(({ author, createdAt, beforeJson, afterJson }) => {
    const before = JSON.parse(beforeJson) as Record<string, unknown>
    const after = JSON.parse(afterJson) as Record<string, unknown>
    const changes = Object.keys(after).map((field) => ({
      field,
      before: wordsOf(before[field]),
      after: wordsOf(after[field]),
    }))
    return { at: createdAt, author, changes }
  })
}

function wordsOf(value: unknown): string {
  if (Array.isArray(value)) return value.join('\n')
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'string' ? value : ''
}
