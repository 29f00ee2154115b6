import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rleFromPolygons } from '#core/mask/polygon'
import { rleArea } from '#core/mask/rle-ops'
import { cocoResults } from '#electron/formats/coco-results'
import { AppFailure } from '#models/failure'
import { mutate, randomFrom } from '../../soak/random.ts'
import { rounds } from '../../soak/scale.ts'
import { importAll, rectangleRle, temporaryFolder } from './memory-source.ts'

const size = { width: 20, height: 14 }
const small = rectangleRle(size, [1, 1, 3, 3])
const large = rectangleRle(size, [1, 1, 9, 9])
const result = (part: object) => ({
  image_id: 139,
  category_id: 1,
  segmentation: small,
  score: 0.5,
  ...part,
})
const instances = {
  images: [{ id: 139, file_name: 'in/cat.jpg', width: 20, height: 14 }],
  annotations: [],
  categories: [{ id: 1, name: 'cat' }],
}

async function importResults(results: unknown, beside: Record<string, unknown> = {}) {
  const path = await temporaryFolder()
  for (const [name, json] of Object.entries(beside))
    await writeFile(join(path, name), typeof json === 'string' ? json : JSON.stringify(json))
  await writeFile(join(path, 'results.json'), JSON.stringify(results))
  return importAll(cocoResults, join(path, 'results.json'))
}

test('of each image and category the highest score, with the names of the file beside it', async () => {
  const ring = [1, 1, 9, 1, 9, 9]
  const results = [
    result({}),
    result({ segmentation: large, score: 0.9 }),
    result({ score: 0.9 }),
    result({ category_id: 4, segmentation: [ring], score: -1 }),
  ]
  const other = { 'a.json': '{"broken', 'b.json': { images: [] }, 'z_instances.json': instances }
  const found = await importResults(results, other)
  expect(found.bad).toEqual([])
  expect(found.samples).toMatchObject([
    { key: '139#1', texts: { query: 'cat', target: 'cat', isSentence: false }, mask: large },
    { key: '139#4', texts: { query: 'category 4' }, mask: rleFromPolygons([ring], size) },
  ])
  expect(found.pictures[0]).toMatchObject({
    names: ['in/cat.jpg', 'cat.jpg'],
    size,
    key: 'in/cat.jpg',
  })
  expect(found.problems).toMatchObject([
    { isPassed: true, reason: expect.stringMatching(/^2 results have a lower score/) },
  ])
})

test('without one, pictures are called like their ids', async () => {
  const found = await importResults([result({})])
  const { names, size: stated } = found.pictures[0]!
  expect(stated).toBeNull()
  expect(names).toEqual(expect.arrayContaining(['139.jpg', '000000000139.jpg', '139.png']))
  expect(found.samples[0]!.texts.query).toBe('category 1')
})

const bad = [
  ['an id that is a text', { image_id: '139' }, 'image_id'],
  ['a score that is none', { score: null }, 'score is no number'],
  ['a box alone', { segmentation: undefined, bbox: [1, 2, 3, 4] }, 'boxes alone'],
  ['another size', { segmentation: rectangleRle({ width: 3, height: 3 }, [0, 0, 1, 1]) }, '3 × 3'],
  ['broken runs', { segmentation: { size: [14, 20], counts: '~' } }, 'run lengths'],
  ['an empty mask', { segmentation: { size: [14, 20], counts: [280] } }, 'empty'],
] as const

test.each(bad)('%s is named', async (_, part, words) => {
  const found = await importResults([result(part)])
  expect(found.samples).toEqual([])
  expect(found.bad.join('\n')).toContain(words)
})

test('an instances file is no list of results', async () => {
  await expect(importResults(instances)).rejects.toThrow('it begins with {, not with [')
})

test('damaged files never throw anything but a failure', async () => {
  const seed = 96
  const random = randomFrom(seed)
  const path = await temporaryFolder()
  await writeFile(join(path, 'instances.json'), JSON.stringify(instances))
  const whole = JSON.stringify([result({}), result({ category_id: 2, segmentation: large })])
  for (let i = 0; i < rounds(2000); i++) {
    await writeFile(join(path, 'results.json'), mutate(whole, random))
    try {
      const { samples } = await importAll(cocoResults, join(path, 'results.json'))
      for (const { mask } of samples) expect(rleArea(mask!)).toBeGreaterThan(0)
    } catch (error) {
      expect(error, `seed ${seed}, round ${i}`).toBeInstanceOf(AppFailure)
    }
  }
})
