import type { Instance } from '#core/dataset/generation'
import { isEmptyRle } from '#core/mask/rle-ops'
import type { ReadDb } from './database.ts'
import { readExportRows } from './transfer.ts'

/** The accepted samples of an image that have a mask, by id. */
export async function listInstances(db: ReadDb, image: number): Promise<Instance[]> {
  const ids = await db
    .selectFrom('samples')
    .select('id')
    .where('imageId', '=', image)
    .where('status', '=', 'accepted')
    .where('removedAt', 'is', null)
    .orderBy('id')
    .execute()
  const rows = await readExportRows(
    db,
    ids.map(({ id }) => id),
  )
  return rows
    .filter(({ mask }) => !isEmptyRle(mask))
    .map(({ id, imageId, query, target, rationale, mask }) => {
      const hasRationale = rationale.trim() !== ''
      return { sample: id, image: imageId, query, target, hasRationale, mask }
    })
    .toSorted((a, b) => a.sample - b.sample)
}
