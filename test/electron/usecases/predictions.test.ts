import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createRandom } from '#core/random'
import { maskFromRle } from '#core/mask/rle'
import type { Rle } from '#core/mask/mask'
import { addJob, added, randomMask, rowsFile } from './prediction-fixture.ts'
import { codeOf } from './studio-fixture.ts'
import {
  annotate,
  blockMask,
  filledPlace,
  newPlace,
  ringMask,
  type Place,
} from './transfer-fixture.ts'
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

describe('adding', () => {
  test('matches by image, sample, query or the only sample; the rest is listed', async () => {
    const place = await filledPlace()
    const rle = ringMask(4)
    const path = rowsFile(place.folder, 'p.jsonl', [
      { sample: 2, rle },
      { image: 'photos/2.png', rle },
      { image: '3.png', query: ' A  DRAGON?', rle: null },
      { image: '3.png', rle },
      { image: '9.png', rle },
      { sample: 77, rle },
      { sample: 2, rle },
      { image: '1.png', sample: 3, rle },
      '{"sample": 5, "rle":',
      { sample: 5, rle: { size: [3, 3], counts: '9' } },
      { sample: 5, rle: { size: [30, 40], counts: 'zzzz' } },
      { sample: 5, rle, candidates: [{ rle }] },
      { sample: 5, rle, rows: [12], columns: [1] },
      { sample: 5, rle, prior: [[1, 2], [3]] },
      { sample: 5 },
    ])
    const found = await added(place, { name: 'mine', source: 'jsonl', path })
    expect(found.matched).toBe(3)
    expect(found.leftOut.map(({ line }) => line)).toEqual([
      4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    ])
    const told = found.leftOut.map(({ reason }) => reason).join('\n')
    for (const word of ['nothing says which', 'no image 9.png', 'no sample 77', 'already', 'is of'])
      expect(told).toContain(word)
    for (const word of ['not JSON', '3 × 3', 'run lengths', 'candidates[0]', 'row 12', '"prior"'])
      expect(told).toContain(word)
    const { leftOut } = await place.call('predictions.leftOut', { set: found.set })
    expect(leftOut).toEqual(found.leftOut)
  })

  test('COCO results match the source’s ids; the best of several is it, all are candidates', async () => {
    const place = await filledPlace()
    const { call } = place
    const images = (await call('images.list')).rows
    const out = join(place.folder, 'out.json')
    await finishedJob(place.studio, call('transfer.export', { format: 'coco', out, options: {} }))
    const { images: exported, annotations } = JSON.parse(
      (await import('node:fs')).readFileSync(out, 'utf8'),
    ) as { images: { id: number; file_name: string }[]; annotations: Record<string, number>[] }
    const idOf = (name: string) => exported.find((one) => one.file_name.endsWith(name))!.id
    const first = annotations.find(({ sample_id: id }) => id === 2)!
    const path = join(place.folder, 'results.json')
    const entry = (fields: object) => ({ category_id: 1, segmentation: ringMask(4), ...fields })
    writeFileSync(
      path,
      JSON.stringify([
        entry({ image_id: idOf('1.png'), annotation_id: first['id'], score: 0.5 }),
        entry({ image_id: idOf('2.png'), score: 0.2, segmentation: blockMask(0, 0, 3, 3) }),
        entry({ image_id: idOf('2.png'), score: 0.9 }),
        entry({ image_id: idOf('3.png'), score: 0.9 }),
        entry({ image_id: 4711, score: 0.9 }),
      ]),
    )
    const found = await added(place, { name: 'coco', source: 'coco-results', path })
    expect(images).toHaveLength(3)
    expect(found.matched).toBe(2)
    expect(found.leftOut.map(({ reason }) => reason.slice(0, 4))).toEqual(['[3]:', '[4]:'])
    const detail = await call('predictions.case', { set: found.set, sample: 3 })
    expect(detail.prediction).toEqual(ringMask(4))
    expect(detail.candidates!.map(({ score, isChosen }) => [score, isChosen])).toEqual([
      [0.9, true],
      [0.2, false],
    ])
  })

  test('PNG masks and ReasonSeg files match by their names', async () => {
    const place = await filledPlace()
    const { call, studio } = place
    const out = join(place.folder, 'reasonseg')
    await finishedJob(studio, call('transfer.export', { format: 'reasonseg', out, options: {} }))
    const shapes = await added(place, { name: 'r', source: 'reasonseg', path: out })
    const { metrics } = await call('predictions.evaluate', { set: shapes.set })
    expect(shapes).toMatchObject({ matched: 4, leftOut: [] })
    expect(metrics!.exact.gIoU).toBeGreaterThan(0.8)
    const folder = join(place.folder, 'pngs')
    mkdirSync(folder)
    const { default: sharp } = await import('sharp')
    const picture = (name: string, width = 40) =>
      sharp({ create: { width, height: 30, channels: 3, background: 'white' } })
        .png()
        .toFile(join(folder, name))
    for (const name of ['2.png', '1__2.png', '3.png', '3__2.png', '7.png']) await picture(name)
    await picture('3__5.png', 41)
    const found = await added(place, { name: 'm', source: 'masks', path: folder })
    expect(found.matched).toBe(2)
    expect(found.leftOut).toHaveLength(4)
    const { row } = await call('predictions.case', { set: found.set, sample: 3 })
    expect(row.prediction).toBe(40 * 30 - 5 * 30)
  })

  test('is all or nothing, and names are given once', async () => {
    const place = await filledPlace()
    const path = rowsFile(place.folder, 'p.jsonl', [{ image: 'none.png', rle: ringMask(4) }])
    const job = await addJob(place, { name: 'x', source: 'jsonl', path })
    expect(job.error).toMatchObject({ code: 'bad_input' })
    expect(job.error!.message).toContain('none.png')
    const broken = join(place.folder, 'broken.json')
    writeFileSync(broken, '[{"image_id": 1, "segmentation":')
    const cut = await addJob(place, { name: 'x', source: 'coco-results', path: broken })
    expect(cut.error?.code).toBe('bad_json')
    expect(await place.call('predictions.list')).toEqual([])
    const good = rowsFile(place.folder, 'g.jsonl', [{ sample: 2, rle: ringMask(4) }])
    const params = { name: 'x', source: 'jsonl', path: good } as const
    const { set } = await added(place, params)
    expect(await codeOf(place.call('predictions.add', params))).toBe('bad_input')
    await place.call('predictions.remove', { set })
    expect(await place.call('predictions.list')).toEqual([])
    expect(await codeOf(place.call('predictions.evaluate', { set }))).toBe('not_found')
    await added(place, params)
  })

  test('bytes that were changed at random leave records out or refuse the file, and never throw', async () => {
    const place = await filledPlace()
    const rle = ringMask(4)
    const row = {
      sample: 2,
      rle,
      text: 'ring',
      rows: [1, 2],
      columns: [3],
      prior: [
        [1, 0],
        [0, 1],
      ],
    }
    const whole = Buffer.from(JSON.stringify({ ...row, candidates: [{ rle, score: 0.5 }] }))
    for (let seed = 1; seed <= 60; seed++) {
      const random = createRandom(seed)
      const bytes = Buffer.from(whole)
      for (let i = 0; i < 3; i++)
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
      const path = join(place.folder, `${seed}.jsonl`)
      writeFileSync(path, bytes)
      const job = await addJob(place, { name: `n${seed}`, source: 'jsonl', path })
      expect(job.error?.code ?? 'bad_input', `seed ${seed}`).toBe('bad_input')
    }
  })
})
