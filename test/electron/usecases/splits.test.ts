import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { splits } from '#rpc/schemas/project'
import { codeOf, finishedJob } from './studio-fixture.ts'
import { newPlace, type Place } from './transfer-fixture.ts'

/** Twenty-four photographs, two samples each, of two categories; the first four by the same camera. */
async function places(): Promise<Place> {
  const place = await newPlace(0)
  const { call, studio, photos } = place
  const noise = () =>
    sharp({
      create: {
        width: 64,
        height: 48,
        channels: 3,
        background: { r: 0, g: 0, b: 0 },
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .blur(6)
      .normalise()
  for (let i = 0; i < 12; i++) {
    const picture = await noise().png().toBuffer()
    await sharp(picture).toFile(join(photos, `cam${i < 4 ? 'A' : i}_${i}.png`))
    // The same again, smaller and in another format: a near-duplicate.
    await sharp(picture)
      .resize(48, 36)
      .jpeg({ quality: 70 })
      .toFile(join(photos, `x${i}_copy.jpg`))
  }
  await finishedJob(studio, call('images.import', { folder: photos, addSamples: false }))
  for (const { id } of (await call('images.list')).rows)
    for (const category of ['geometric', 'spatial'])
      await call('samples.add', { image: id, fields: { query: `where? ${id}`, category } })
  return place
}

const all = { acceptedOnly: false, ratios: { train: 50, val: 25, test: 25 }, seed: 7 }

async function splitsBy(place: Place, keyOf: (row: { imageName: string }) => string) {
  const { rows } = await place.call('samples.list', { limit: 1000 })
  const found = new Map<string, Set<string | null>>()
  for (const row of rows) found.set(keyOf(row), (found.get(keyOf(row)) ?? new Set()).add(row.split))
  return [...found.values()]
}

describe('splits', () => {
  test('a plan changes nothing, and what is applied is what was planned', async () => {
    const { call } = await places()
    const plan = await call('split.plan', all)
    expect(plan).toMatchObject({ samples: 48, groups: 24, changes: 48, unhashed: 24 })
    expect(plan.strata.map(({ stratum, samples }) => [stratum, samples])).toEqual([
      ['geometric', 24],
      ['spatial', 24],
    ])
    const counts = async () => {
      const of = async (split: (typeof splits)[number]) =>
        (await call('samples.list', { filter: { split } })).total
      return Promise.all(splits.map(of))
    }
    expect(await counts()).toEqual([0, 0, 0])
    expect(await call('split.apply', all)).toEqual({ changed: 48 })
    expect(await counts()).toEqual(plan.total.splits.map(({ got }) => got))
    expect(plan.off).toBeLessThan(0.05)
    expect(await call('split.plan', all)).toMatchObject({ changes: 0 })
  })

  test('samples of one image, of one source, of images alike stay together as far as asked for', async () => {
    const place = await places()
    const { call, studio } = place
    await call('split.apply', { ...all, by: 'image' })
    expect((await splitsBy(place, (row) => row.imageName)).every(({ size }) => size === 1)).toBe(
      true,
    )
    expect(await call('split.sources', { pattern: '{source}_#.png', apply: true })).toMatchObject({
      images: 24,
      matched: 12,
      sources: 9,
    })
    expect(await call('split.state')).toMatchObject({ images: 24, sourced: 12, sources: 9 })
    const bySource = (row: { imageName: string }) => row.imageName.replace(/_\d+\.png$/, '')
    await call('split.apply', { ...all, by: 'source' })
    expect((await splitsBy(place, bySource)).every(({ size }) => size === 1)).toBe(true)

    const looked = await finishedJob(studio, call('split.look'))
    expect(looked.result).toEqual({ images: 24, leftOut: [] })
    const leaking = await call('split.plan', { ...all, by: 'source' })
    expect(leaking).toMatchObject({ unhashed: 0, groups: 21 })
    expect(leaking.leaks).toBeGreaterThan(0)
    const [leak] = leaking.listed.filter(({ by }) => by === 'near-duplicate')
    expect(leak!.splits.length).toBeGreaterThan(1)
    expect(leak!.images.length).toBeGreaterThan(1)
    const tight = await call('split.plan', { ...all, by: 'near-duplicate' })
    expect(tight).toMatchObject({ groups: 9, leaks: 0 })
  })

  test('the former splits come back, and go again', async () => {
    const { call } = await places()
    expect(await call('split.restore')).toEqual({ changed: 0 })
    const shown = async () =>
      (await call('samples.list', { limit: 1000 })).rows.map(({ split }) => split)
    await call('split.apply', all)
    const first = await shown()
    const { changed } = await call('split.apply', { ...all, seed: 8 })
    expect(changed).toBeGreaterThan(0)
    const second = await shown()
    expect((await call('split.state')).former).toMatchObject({ samples: changed })
    expect(await call('split.restore')).toEqual({ changed })
    expect(await shown()).toEqual(first)
    expect(await call('split.restore')).toEqual({ changed })
    expect(await shown()).toEqual(second)
  })

  test('samples that are not accepted, or in a split already, are left where they are if so wished', async () => {
    const { call } = await places()
    expect(await call('split.plan', { ...all, acceptedOnly: true })).toMatchObject({ samples: 0 })
    const [first] = (await call('samples.list')).rows
    await call('samples.edit', { sample: first!.id, fields: { split: 'test' } })
    await call('split.apply', { ...all, ratios: { train: 1, val: 0, test: 0 }, keep: true })
    const { rows } = await call('samples.list', { limit: 1000 })
    const kept = rows.filter(({ split }) => split === 'test')
    expect(new Set(kept.map(({ imageId }) => imageId))).toEqual(new Set([first!.imageId]))
    expect(rows.filter(({ split }) => split === 'train').length).toBe(rows.length - kept.length)
  })

  test('refuses shares of nothing and patterns without a source; a moved image is looked at again', async () => {
    const { call, studio } = await places()
    const none = { train: 0, val: 0, test: 0 }
    expect(await codeOf(call('split.plan', { ratios: none }))).toBe('bad_input')
    expect(await codeOf(call('split.sources', { pattern: '*.png' }))).toBe('bad_input')
    await finishedJob(studio, call('split.look'))
    const db = studio.project().writer()
    await db
      .updateTable('images')
      .set({ path: 'nowhere.png', perceptualHash: null })
      .where('id', '=', 1)
      .execute()
    const job = await finishedJob(studio, call('split.look'))
    expect(job).toMatchObject({ state: 'done', result: { images: 0 } })
    expect((job.result as { leftOut: { file: string }[] }).leftOut).toMatchObject([
      { file: 'nowhere.png' },
    ])
  })
})
