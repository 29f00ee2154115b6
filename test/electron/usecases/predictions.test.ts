import { describe, expect, test } from 'vitest'
import { createRandom } from '#core/random'
import { maskFromRle } from '#core/mask/rle'
import type { Rle } from '#core/mask/mask'
import { added, randomMask, rowsFile } from './prediction-fixture.ts'
import { annotate, newPlace, ringMask, type Place } from './transfer-fixture.ts'
import { finishedJob } from './studio-fixture.ts'

/** `count` samples on one picture, each with a random truth, some of it ignored. */
async function randomPlace(count: number, seed: number) {
  const random = createRandom(seed)
  const place = await newPlace(1)
  const { call, studio, photos } = place
  await finishedJob(studio, call('images.import', { folder: photos, addSamples: false }))
  const image = (await call('images.list')).rows[0]!.id
  const pairs: { sample: number; truth: Rle; ignore: Rle; prediction: Rle | null }[] = []
  for (let i = 0; i < count; i++) {
    const category = ['knowledge', 'social', null][i % 3]!
    const fields = { query: `query ${i}`, category, isSentence: i % 2 === 0 }
    const sample = (await call('samples.add', { image, fields })).id
    const [truth, ignore] = [randomMask(random), randomMask(random)]
    await annotate(place, sample, { target: truth, ignore })
    pairs.push({ sample, truth, ignore, prediction: i % 7 === 6 ? null : randomMask(random) })
  }
  return { place, pairs }
}

/** By pixels, as the definitions read. */
function plainFigures(pairs: Awaited<ReturnType<typeof randomPlace>>['pairs']) {
  const rows = pairs.map(({ truth, ignore, prediction }) => {
    const [t, g] = [maskFromRle(truth).bits, maskFromRle(ignore).bits]
    const p = prediction === null ? new Uint8Array(t.length) : maskFromRle(prediction).bits
    let [intersection, union, inTruth] = [0, 0, 0]
    for (let i = 0; i < t.length; i++) {
      if (g[i] === 1) continue
      if (t[i] === 1) inTruth++
      if (t[i] === 1 && p[i] === 1) intersection++
      if (t[i] === 1 || p[i] === 1) union++
    }
    return { intersection, union, inTruth }
  })
  const sum = (of: (row: (typeof rows)[number]) => number) =>
    rows.reduce((total, row) => total + of(row), 0)
  const n = rows.length
  return {
    n,
    nEmpty: rows.filter(({ inTruth }) => inTruth === 0).length,
    gIoU: sum(({ intersection, union }) => (union === 0 ? 1 : intersection / union)) / n,
    cIoU: sum(({ intersection }) => intersection) / sum(({ union }) => union),
    lisaGIoU:
      sum(({ intersection, union }) => intersection / (union + 1e-5) + (union === 0 ? 1 : 0)) /
      (n + 1e-5),
    lisaCIoU: sum(({ intersection }) => intersection) / (sum(({ union }) => union) + 1e-10),
  }
}

const jsonlOf = (pairs: Awaited<ReturnType<typeof randomPlace>>['pairs']) =>
  pairs.flatMap(({ sample, prediction }) =>
    prediction === null ? [] : [{ sample, rle: prediction, score: 0.5 }],
  )

describe('figures', () => {
  test('are those of a plain re-computation, missing ones counted as empty or dropped', async () => {
    const { place, pairs } = await randomPlace(30, 7)
    const path = rowsFile(place.folder, 'p.jsonl', jsonlOf(pairs))
    const { set, matched } = await added(place, { name: 'mine', source: 'jsonl', path })
    const isThere = ({ prediction }: (typeof pairs)[number]) => prediction !== null
    expect(matched).toBe(pairs.filter(isThere).length)
    for (const dropMissing of [false, true]) {
      const plain = plainFigures(dropMissing ? pairs.filter(isThere) : pairs)
      const found = await place.call('predictions.evaluate', { set, dropMissing })
      expect(found.missing).toBe(4)
      expect(found.metrics).toMatchObject({ n: plain.n, nEmpty: plain.nEmpty })
      expect(found.metrics!.exact.gIoU).toBeCloseTo(plain.gIoU, 12)
      expect(found.metrics!.exact.cIoU).toBeCloseTo(plain.cIoU, 12)
      expect(found.metrics!.lisa.gIoU).toBeCloseTo(plain.lisaGIoU, 12)
      expect(found.metrics!.lisa.cIoU).toBeCloseTo(plain.lisaCIoU, 12)
      expect(found.intervals!.gIoU!.low).toBeLessThan(plain.gIoU)
      expect(found.intervals!.gIoU!.high).toBeGreaterThan(plain.gIoU)
    }
    const { groups } = await place.call('predictions.evaluate', { set })
    expect(groups.map(({ by, tag, metrics }) => `${by} ${tag} ${metrics.n}`)).toEqual(
      expect.arrayContaining(['category knowledge 10', 'category social 10', 'length long 15']),
    )
    const social = await place.call('predictions.evaluate', {
      set,
      filter: { category: 'social' },
      intervals: false,
    })
    const wanted = plainFigures(pairs.filter((_, i) => i % 3 === 1))
    expect(social.metrics!.exact.gIoU).toBeCloseTo(wanted.gIoU, 12)
    expect(social.intervals).toBeNull()
  })

  test('samples come worst first, in pages, chosen by what they are', async () => {
    const { place, pairs } = await randomPlace(20, 3)
    const path = rowsFile(place.folder, 'p.jsonl', jsonlOf(pairs))
    const { set } = await added(place, { name: 'mine', source: 'jsonl', path })
    const all = await place.call('predictions.samples', { set })
    expect(all.total).toBe(20)
    const ious = all.rows.map(({ iou }) => iou)
    expect(ious).toEqual(ious.toSorted((a, b) => a - b))
    const second = await place.call('predictions.samples', { set, offset: 5, limit: 5 })
    expect(second.rows).toEqual(all.rows.slice(5, 10))
    const best = await place.call('predictions.samples', { set, isDescending: true, limit: 1 })
    expect(best.rows[0]!.iou).toBe(Math.max(...ious))
    const missing = await place.call('predictions.samples', { set, choice: { isMissing: true } })
    expect(missing.rows.map(({ sample }) => sample)).toEqual(
      pairs.flatMap(({ sample, prediction }) => (prediction === null ? [sample] : [])),
    )
    const group = { by: 'category', tag: 'social' } as const
    const social = await place.call('predictions.samples', { set, choice: { group } })
    expect(social.rows.every(({ category }) => category === 'social')).toBe(true)
    expect(social.total).toBe(7)
  })

  test('of a truth that was changed are stale until they are asked for, and then new', async () => {
    const { place, pairs } = await randomPlace(4, 5)
    const path = rowsFile(place.folder, 'p.jsonl', [{ sample: pairs[0]!.sample, rle: ringMask(3) }])
    const { set } = await added(place, { name: 'mine', source: 'jsonl', path })
    const { call } = place
    const scope = { set, filter: { ids: [pairs[0]!.sample] } }
    const before = (await call('predictions.case', { set, sample: pairs[0]!.sample })).row
    await annotateAgain(place, pairs[0]!.sample)
    expect((await call('predictions.list'))[0]).toMatchObject({ stale: 1 })
    const after = (await call('predictions.samples', scope)).rows[0]!
    expect(after.annotation).not.toBe(before.annotation)
    expect(after.measured).toBeNull()
    expect(after.truth).not.toBe(before.truth)
    expect((await call('predictions.list'))[0]).toMatchObject({ stale: 0 })
  })

  test('of two models are compared sample by sample', async () => {
    const { place, pairs } = await randomPlace(24, 11)
    const good = pairs.map(({ sample, truth }) => ({ sample, rle: truth }))
    const paths = [rowsFile(place.folder, 'a', good), rowsFile(place.folder, 'b', jsonlOf(pairs))]
    const [a, b] = [
      await added(place, { name: 'a', source: 'jsonl', path: paths[0]! }),
      await added(place, { name: 'b', source: 'jsonl', path: paths[1]! }),
    ]
    const found = await place.call('predictions.compare', { a: a.set, b: b.set })
    expect(found.n).toBe(24)
    expect(found.gIoU!.a).toBe(1)
    expect(found.gIoU!.isSignificant).toBe(true)
    expect(found.gIoU!.difference.low).toBeGreaterThan(0)
    expect(found.better.b).toBe(0)
    expect(found.categories.map(({ tag, n }) => `${tag} ${n}`)).toEqual(['knowledge 8', 'social 8'])
    const same = await place.call('predictions.compare', { a: a.set, b: a.set })
    expect(same.gIoU).toMatchObject({ difference: { value: 0 }, p: 1, isSignificant: false })
  })
})

/** Another version of the truth. */
async function annotateAgain({ call }: Place, sample: number): Promise<void> {
  const { draft } = await call('samples.get', { sample })
  await call('annotations.noTarget', { sample })
  expect((await call('samples.get', { sample })).draft.revision).not.toBe(draft.revision)
}
