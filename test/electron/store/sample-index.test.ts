import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addImages } from '#electron/store/images'
import { openStore, type Store } from '#electron/store/open'
import { openSampleIndex } from '#electron/store/sample-index'
import { addSamples, findNeighbour, listSamples, setRemoved } from '#electron/store/samples'
import {
  sampleFieldsSchema,
  sampleFilterSchema,
  sampleStatuses,
  splits,
  type SampleFilter,
} from '#rpc/schemas/project'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'

const count = 3000
const categories = [null, 'spatial', 'geometric']
const words = ['snail', 'house', 'tree', 'Schnecke', '蜗牛的壳', 'café']
let folder: string
let store: Store
let live: {
  id: number
  status: string
  category: string | null
  split: string | null
  query: string
  imageId: number
}[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reaseg-index-'))
  store = await openStore(join(folder, 'p.reaseg'), { create: true })
  const db = store.writer()
  const images = await addImages(
    db,
    ['alpha', 'beta', 'gamma'].map((name, i) => ({
      path: `${i}.png`,
      name: `IMG_${name}.png`,
      digest: `${i}`,
      bytes: 1,
      wishedId: null,
      width: 4,
      height: 3,
    })),
  )
  const samples = Array.from({ length: count }, (_, i) => ({
    imageId: images[i % 3]!,
    status: sampleStatuses[(i * 7) % 5 === 4 ? 0 : (i * 7) % 4]!,
    fields: sampleFieldsSchema.parse({
      query: `${words[(i * 31) % words.length]} number ${i}`,
      category: categories[(i >> 3) % 3],
      split: (i >> 5) % 4 === 3 ? null : splits[(i >> 5) % 3],
    }),
  }))
  const ids = await addSamples(db, samples)
  const removed = ids.filter((id) => id % 11 === 0 || (id > 1024 && id <= 2048 && id % 2 === 0))
  await setRemoved(db, removed, true)
  live = samples
    .map(({ fields, ...sample }, i) => ({ ...sample, ...fields, id: ids[i]! }))
    .filter(({ id }) => !removed.includes(id))
})

afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

function matching(filter: SampleFilter): number[] {
  return live
    .filter(
      (sample) =>
        (filter.status === null || sample.status === filter.status) &&
        (filter.category === null || sample.category === filter.category) &&
        (filter.split === null || sample.split === filter.split) &&
        (filter.imageId === null || sample.imageId === filter.imageId) &&
        (filter.ids === null || filter.ids.includes(sample.id)) &&
        sample.query.toLowerCase().includes(filter.search.toLowerCase()),
    )
    .map(({ id }) => id)
}

const anyFilter = fc.record({
  status: fc.constantFrom(null, ...sampleStatuses),
  category: fc.constantFrom(null, 'spatial', 'geometric', 'nowhere'),
  split: fc.constantFrom(null, ...splits),
  imageId: fc.constantFrom(null, null, 1, 2, 9),
  ids: fc.option(fc.array(fc.integer({ min: 1, max: count + 5 }), { maxLength: 400 })),
  search: fc.constantFrom('', '', '', 'snail', 'SCHNECKE', 'number 12', '蜗牛', '的壳', 'zzz'),
})

describe('a list under any filter is what looking at every sample gives', () => {
  test('pages, positions and neighbours', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyFilter,
        fc.nat(count),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 0, max: count + 5 }),
        async (filter, offset, limit, id) => {
          const expected = matching(filter)
          const index = await openSampleIndex(store.db, filter)
          expect(index.total).toBe(expected.length)
          expect(await index.page(offset, limit)).toEqual(expected.slice(offset, offset + limit))
          expect(await index.position(id)).toBe(expected.filter((other) => other < id).length)
          expect(await index.after(id)).toBe(expected.find((other) => other > id) ?? null)
          expect(await index.before(id)).toBe(expected.findLast((other) => other < id) ?? null)
        },
      ),
      { numRuns: 150 },
    )
  })

  test('counts by status set the filter’s own status aside', async () => {
    const filter = sampleFilterSchema.parse({ status: 'accepted', category: 'spatial' })
    const { counts, rows } = await listSamples(store.db, { filter, offset: 0, limit: 1000 })
    for (const status of sampleStatuses)
      expect(counts[status]).toBe(matching({ ...filter, status }).length)
    expect(counts.all).toBe(matching({ ...filter, status: null }).length)
    expect(rows.map(({ id }) => id)).toEqual(matching(filter).slice(0, 1000))
  })
})

describe('search', () => {
  test.each([
    ['a word’s beginning', 'snai', 'snail'],
    ['without accents', 'cafe', 'café'],
    ['characters inside a run of Chinese', '牛的', '蜗牛的壳'],
    ['operators as plain text', 'snail OR (', 'nothing'],
  ])('%s', async (_, search, query) => {
    const filter = sampleFilterSchema.parse({ search })
    const expected = live.filter((sample) => sample.query.startsWith(query)).map(({ id }) => id)
    expect((await openSampleIndex(store.db, filter)).total).toBe(expected.length)
  })

  test('finds by image name, also after a change of text', async () => {
    const db = store.writer()
    const byImage = sampleFilterSchema.parse({ search: 'img_bet' })
    expect((await openSampleIndex(store.db, byImage)).total).toBe(
      live.filter(({ imageId }) => imageId === 2).length,
    )
    const byWord = sampleFilterSchema.parse({ search: 'unheard' })
    expect((await openSampleIndex(store.db, byWord)).total).toBe(0)
    const fields = sampleFieldsSchema.parse({ query: 'of', variants: ['an unheard thing'] })
    const [id = 0] = await addSamples(db, [{ imageId: 1, fields }])
    expect((await openSampleIndex(store.db, byWord)).total).toBe(1)
    await setRemoved(db, [id], true)
    expect((await openSampleIndex(store.db, byWord)).total).toBe(0)
  })
})

test('the next one to do is looked for under the filter, behind the sample', async () => {
  const filter = sampleFilterSchema.parse({ category: 'spatial' })
  const todo = matching({ ...filter, status: 'todo' })
  const start = todo[10]!
  expect(await findNeighbour(store.db, { sample: start, filter, step: 'next-todo' })).toEqual({
    sample: todo[11],
    position: matching(filter).indexOf(todo[11]!),
    total: matching(filter).length,
  })
})
