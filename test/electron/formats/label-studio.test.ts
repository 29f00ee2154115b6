import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rleFromPolygons } from '#core/mask/polygon'
import { emptyRle } from '#core/mask/rle'
import { rleArea } from '#core/mask/rle-ops'
import { labelStudio } from '#electron/formats/label-studio'
import { AppFailure } from '#models/failure'
import { mutate, randomFrom } from '../../soak/random.ts'
import { rounds } from '../../soak/scale.ts'
import {
  exportToFile,
  fullTexts,
  importAll,
  memorySource,
  randomRle,
  rectangleRle,
  sampleOf,
  temporaryFolder,
} from './memory-source.ts'

const size = { width: 20, height: 14 }

test('masks, ignore masks and all texts come back; the same project has the same bytes', async () => {
  const random = randomFrom(63)
  const samples = Array.from({ length: rounds(600) }, (_, i) => {
    const mask = randomRle(random, size)
    return sampleOf({
      ...(i % 2 === 0 ? fullTexts : {}),
      sampleId: i + 1,
      imageName: 'a b/Bild ü.png',
      mask,
      ignore: randomRle(random, size),
      noTarget: rleArea(mask) === 0,
    })
  })
  const source = memorySource(samples)
  const path = await exportToFile(labelStudio, source)
  expect(source.losses).toEqual([])
  expect(source.counted()).toBe(samples.length)
  const found = await importAll(labelStudio, path)
  expect(found.bad).toEqual([])
  expect(found.samples).toHaveLength(samples.length)
  expect(found.pictures[1]).toMatchObject({
    names: ['a b/Bild ü.png', 'Bild ü.png'],
    line: 3,
    imageId: 1,
  })
  for (const [
    i,
    { sampleId, mask, ignore, noTarget, annotationId, ...sample },
  ] of samples.entries()) {
    const back = found.samples[i]!
    expect(back.mask ?? emptyRle(size)).toEqual(mask)
    expect(back.ignore ?? emptyRle(size)).toEqual(ignore)
    expect(back).toMatchObject({ noTarget, annotationId, sampleId })
    expect(sample).toMatchObject(back.texts)
    if (sample.target !== '') expect(back.texts).toEqual(fullTexts)
  }
  const again = await exportToFile(labelStudio, memorySource(samples))
  expect(await readFile(again)).toEqual(await readFile(path))
})

async function importTasks(tasks: unknown) {
  const path = join(await temporaryFolder(), 'tasks.json')
  await writeFile(path, JSON.stringify(tasks))
  return importAll(labelStudio, path)
}

const triangle = [
  [10, 10],
  [90, 10],
  [50, 90],
]
const polygon = (label: string, more: object = {}) => ({
  id: 'r1',
  type: 'polygonlabels',
  original_width: 20,
  original_height: 14,
  image_rotation: 0,
  value: { points: triangle, polygonlabels: [label] },
  ...more,
})
const task = (result: unknown, more: object = {}, data: object = {}) => ({
  id: 7,
  data: { image: '/data/upload/1/0a1b2c3d-x%20y.png', ...data },
  annotations: [{ id: 3, result, ...more }],
})

test('polygons in percent; texts of a region or its label are queries', async () => {
  const rectangle = {
    id: 'r2',
    type: 'rectanglelabels',
    value: { x: 0, y: 0, width: 10, height: 50, rotation: 0, rectanglelabels: ['dog'] },
  }
  const said = { id: 'r2', type: 'textarea', value: { text: ['Who barks?'] } }
  const key = { id: 'k', type: 'keypointlabels', value: { x: 1, y: 1 } }
  const found = await importTasks([task([polygon('cup'), rectangle, said, key])])
  expect(found.bad).toEqual([])
  expect(found.taken[0]).toMatchObject({ kind: 'passed', what: 'task 7, result[3]' })
  const ring = [2, 1.4, 18, 1.4, 10, 12.6]
  expect(found.samples).toMatchObject([
    {
      texts: { query: 'cup', target: 'cup', isSentence: false },
      mask: rleFromPolygons([ring], size),
      key: '7#cup',
    },
    { texts: { query: 'Who barks?', target: 'dog', isSentence: true }, annotationId: null },
  ])
  expect(rleArea(found.samples[1]!.mask!)).toBe(14)
  expect(found.pictures[0]!.names).toEqual([
    'data/upload/1/0a1b2c3d-x y.png',
    'upload/1/0a1b2c3d-x y.png',
    '1/0a1b2c3d-x y.png',
    '0a1b2c3d-x y.png',
    'x y.png',
  ])
})

test('the true annotation goes before the first; skipped tasks are passed over', async () => {
  const both = {
    ...task([]),
    annotations: [
      { result: [polygon('a')], was_cancelled: true },
      { result: [polygon('b')] },
      { result: [polygon('c')], ground_truth: true },
    ],
  }
  const found = await importTasks([
    both,
    task([polygon('d')], { was_cancelled: true }),
    { data: { image: '/data/local-files/?d=in/x.png' }, annotations: [] },
  ])
  expect(found.samples.map(({ texts }) => texts.query)).toEqual(['c'])
  expect(found.problems).toMatchObject([
    { reason: 'task 1 was skipped by its annotator', isPassed: true },
    { reason: 'task 2 has no annotation', isPassed: true },
  ])
})

const bad = [
  ['no image', [{ data: {}, annotations: [] }], 'no data.image'],
  ['regions that are no list', [task('a')], 'no list of regions'],
  ['a turned image', [task([polygon('a', { image_rotation: 90 })])], 'was turned'],
  [
    'numbers as texts',
    [
      task(
        [
          polygon('a', {
            value: {
              points: [
                ['1', 2],
                [3, 4],
                [5, 6],
              ],
            },
          }),
        ],
        {},
        { query: 'q' },
      ),
    ],
    'usable number',
  ],
  [
    'too few points',
    [task([polygon('a', { value: { points: [[1, 2]] } })], {}, { query: 'q' })],
    'points',
  ],
  [
    'a brush without runs',
    [task([polygon('a', { type: 'brushlabels', value: {} })], {}, { query: 'q' })],
    'no rle',
  ],
  ['a label that is missing', [task([polygon('a', { value: { points: triangle } })])], 'no query'],
  ['wrong texts', [task([], {}, { query: 'q', variants: 3 })], 'variants'],
] as const

test.each(bad)('%s is named', async (_, tasks, words) => {
  const found = await importTasks(tasks)
  expect(found.samples).toEqual([])
  expect(found.bad.join('\n')).toContain(words)
})

test('no list at all is refused', async () => {
  await expect(importTasks(7)).rejects.toThrow('it begins with 7, not with [')
})

test('damaged files never throw anything but a failure', async () => {
  const seed = 64
  const random = randomFrom(seed)
  const sample = sampleOf({ ...fullTexts, ignore: rectangleRle(size, [0, 0, 3, 2]) })
  const whole = await readFile(await exportToFile(labelStudio, memorySource([sample])), 'utf8')
  const path = join(await temporaryFolder(), 'a.json')
  for (let i = 0; i < rounds(3000); i++) {
    await writeFile(path, mutate(whole, random))
    try {
      for (const { mask } of (await importAll(labelStudio, path)).samples)
        if (mask !== null) expect(rleArea(mask)).toBeGreaterThan(0)
    } catch (error) {
      expect(error, `seed ${seed}, round ${i}`).toBeInstanceOf(AppFailure)
    }
  }
})
