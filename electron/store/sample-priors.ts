import { inTransaction, type ReadDb, type WriteDb } from './database.ts'

/** A prior that came from a file: 32×32, row-major. */
export type SamplePrior = { readonly name: string; readonly weights: readonly number[] }

export async function getPrior(db: ReadDb, sample: number): Promise<SamplePrior | null> {
  const row = await db
    .selectFrom('samplePriors')
    .selectAll()
    .where('sampleId', '=', sample)
    .executeTakeFirst()
  if (row === undefined) return null
  return { name: row.name, weights: JSON.parse(row.weightsJson) as number[] }
}

/** null forgets it. */
export async function setPrior(
  db: WriteDb,
  sample: number,
  prior: SamplePrior | null,
): Promise<void> {
  await inTransaction(db, async (inside) => {
    await inside.deleteFrom('samplePriors').where('sampleId', '=', sample).execute()
    if (prior === null) return
    const { name, weights } = prior
    const row = { sampleId: sample, name, weightsJson: JSON.stringify(weights) }
    await inside.insertInto('samplePriors').values(row).execute()
  })
}
