import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyRle, maskFromRle } from '#core/mask/rle'
import { rleArea, subtractRles } from '#core/mask/rle-ops'
import { labelPng } from '#electron/files/label-png'
import { labelme } from '#electron/formats/labelme'
import { randomFrom } from '../../soak/random.ts'
import { rounds } from '../../soak/scale.ts'
import {
  exportToFolder,
  fullTexts,
  importAll,
  memorySource,
  randomRle,
  rectangleRle,
  sampleOf,
  temporaryFolder,
} from './memory-source.ts'

const size = { width: 20, height: 14 }

test('masks with holes, many parts and all texts come back; the same project has the same bytes', async () => {
  const random = randomFrom(41)
  const samples = Array.from({ length: rounds(600) }, (_, i) => {
    const mask = randomRle(random, size)
    const noTarget = rleArea(mask) === 0
    const ignore = subtractRles(randomRle(random, size), mask)
    const texts = i % 2 === 0 ? fullTexts : {}
    return sampleOf({
      ...texts,
      sampleId: i + 1,
      imageId: i % 3,
      imageName: `p${i % 3}.png`,
      mask,
      ignore,
      noTarget,
    })
  })
  const source = memorySource(samples)
  const path = await exportToFolder(labelme, source)
  expect(source.losses).toEqual([])
  expect(source.counted()).toBe(samples.length)
  const found = await importAll(labelme, path)
  expect(found.bad).toEqual([])
  const read = new Map(found.samples.map((sample) => [sample.sampleId, sample]))
  for (const sample of samples) {
    const back = read.get(sample.sampleId)!
    expect(back.mask ?? emptyRle(size)).toEqual(sample.mask)
    expect(back.ignore ?? emptyRle(size)).toEqual(sample.ignore)
    expect(back).toMatchObject({ noTarget: sample.noTarget, annotationId: sample.annotationId })
    const { query, variants, target, rationale, split, components } = sample
    expect(back.texts).toMatchObject({ query, isSentence: true })
    if (sample.target !== '')
      expect(back.texts).toMatchObject({ variants, target, rationale, split, components })
  }
  const again = await exportToFolder(labelme, memorySource(samples))
  for (const name of await readdir(path))
    expect(await readFile(join(again, name))).toEqual(await readFile(join(path, name)))
})

test('one file a sample, named after its picture; polygons where they are exact', async () => {
  const { mask } = sampleOf()
  const holed = subtractRles(mask, rectangleRle(size, [5, 4, 2, 2]))
  const samples = [
    sampleOf({ sampleId: 1, imageId: 1, imageName: 'a/one.png', target: 'Flag' }),
    sampleOf({ sampleId: 2, imageId: 2, imageName: 'b/t:wo.jpg', mask: holed, target: 'cup' }),
    sampleOf({ sampleId: 3, imageId: 2, imageName: 'b/t:wo.jpg', ignore: mask }),
  ]
  const source = memorySource(samples)
  const path = await exportToFolder(labelme, source)
  expect((await readdir(path, { recursive: true })).sort()).toEqual([
    'a',
    'a/one.json',
    'b',
    'b/t_wo__2.json',
    'b/t_wo__3.json',
  ])
  const one = JSON.parse(await readFile(join(path, 'a/one.json'), 'utf8'))
  expect(one).toMatchObject({ imagePath: 'one.png', text: ['Which one is it?'], imageData: null })
  expect(one.shapes).toEqual([
    {
      label: 'target',
      points: [
        [4, 7],
        [4, 3],
        [9, 3],
        [9, 7],
      ],
      group_id: 101,
      description: '',
      flags: {},
      shape_type: 'polygon',
      mask: null,
    },
  ])
  const two = JSON.parse(await readFile(join(path, 'b/t_wo__2.json'), 'utf8'))
  expect(two.shapes[0]).toMatchObject({
    label: 'cup',
    shape_type: 'mask',
    points: [
      [4, 3],
      [9, 7],
    ],
  })
  expect(source.losses).toEqual([
    { sample: 3, what: 'ignore mask: ignore counts only outside of the target', iou: 0 },
  ])
})

async function importShapes(shapes: unknown, rest: object = {}) {
  const path = await temporaryFolder()
  const file = { imagePath: 'x.png', imageWidth: 20, imageHeight: 14, shapes, ...rest }
  await writeFile(join(path, 'x.json'), JSON.stringify(file))
  return importAll(labelme, path)
}

const box = {
  shape_type: 'rectangle',
  points: [
    [2, 1],
    [6, 4],
  ],
}

test('without a text each label is a query, its shapes united; a description goes before it', async () => {
  const found = await importShapes([
    { label: 'cup', ...box },
    {
      label: 'cup',
      shape_type: 'rectangle',
      points: [
        [10, 10],
        [10, 10],
      ],
      group_id: 4,
    },
    { label: 'dog', description: 'Who barks?', ...box },
    {
      label: 'Ignore region',
      shape_type: 'rectangle',
      points: [
        [0, 0],
        [1, 1],
      ],
    },
    {
      label: 'tail',
      shape_type: 'linestrip',
      points: [
        [0, 0],
        [1, 1],
      ],
    },
  ])
  expect(found.bad).toEqual([])
  expect(found.taken.filter(({ kind }) => kind === 'passed')).toMatchObject([
    { what: 'shapes[4]', reason: 'a linestrip has no area' },
  ])
  expect(found.samples.map(({ key, texts }) => [key, texts])).toEqual([
    ['x.json#cup', { query: 'cup', target: 'cup', isSentence: false }],
    ['x.json#Who barks?', { query: 'Who barks?', target: 'dog', isSentence: true }],
  ])
  expect(found.samples.map(({ mask }) => rleArea(mask!))).toEqual([21, 20])
  expect(found.samples.map(({ ignore }) => rleArea(ignore!))).toEqual([4, 4])
})

test('mask shapes: any level is set, parts outside are cut off', async () => {
  const png = await labelPng({ width: 3, height: 2 }, Uint8Array.of(1, 0, 7, 255, 1, 1))
  const mask = png.toString('base64')
  const found = await importShapes([
    {
      label: 'cup',
      shape_type: 'mask',
      points: [
        [-1, 0],
        [1, 1],
      ],
      mask,
    },
  ])
  const bits = maskFromRle(found.samples[0]!.mask!).bits
  expect([...bits.subarray(0, 3), ...bits.subarray(20, 23)]).toEqual([0, 1, 0, 1, 1, 0])
})
