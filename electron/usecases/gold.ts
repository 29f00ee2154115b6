import { setImmediate as breathe } from 'node:timers/promises'
import type { Size } from '#core/geometry/size'
import { listVersions } from '#electron/store/annotations'
import type { ReadDb } from '#electron/store/database'
import { forgetGold, listGoldIds, readGold, setGold } from '#electron/store/gold'
import { listOpinions } from '#electron/store/opinions'
import { readSamples } from '#electron/store/samples'
import type { Gold } from '#rpc/schemas/review'

import { feedbackOn } from './gold-feedback.ts'
import { tellOfSamples } from './samples.ts'
import type { UseCases } from './use-cases.ts'

export const goldHandlers = {
  async 'gold.set'(studio, { sample, leastIou }) {
    await setGold(studio.project().writer(), sample, leastIou)
    tellOfSamples(studio, [sample])
    return { done: true } as const
  },
  async 'gold.forget'(studio, { sample }) {
    await forgetGold(studio.project().writer(), sample)
    tellOfSamples(studio, [sample])
    return { done: true } as const
  },
  async 'gold.list'(studio) {
    const { db } = studio.project()
    const all: Gold[] = []
    for (const { row, image } of await readSamples(db, await listGoldIds(db))) {
      const gold = await goldOf(db, row.id, image.size)
      if (gold !== null) all.push({ row, ...gold })
      await breathe()
    }
    return all
  },
} satisfies Partial<UseCases>

/** The truth of a sample with everyone's last try on it; null where it is no gold sample. */
export async function goldOf(
  db: ReadDb,
  sample: number,
  size: Size,
): Promise<Omit<Gold, 'row'> | null> {
  const gold = await readGold(db, sample, size)
  if (gold === null) return null
  const versions = (await listVersions(db, sample, size)).toReversed()
  const masks = [...versions, ...(await listOpinions(db, sample, size))]
  const last = new Map(
    masks
      .filter(({ createdAt, annotator }) => createdAt > gold.createdAt && annotator !== '')
      .map((mask) => [mask.annotator, mask]),
  )
  const tries = [...last.values()].map(({ target, annotator, createdAt: at }) => ({
    annotator,
    at,
    ...feedbackOn(target, gold),
  }))
  return { leastIou: gold.leastIou, createdAt: gold.createdAt, tries }
}
