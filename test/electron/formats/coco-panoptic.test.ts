import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { panopticIds } from '#core/dataset/panoptic'
import { rleArea } from '#core/mask/rle-ops'
import { labelPng } from '#electron/files/label-png'
import { cocoPanoptic } from '#electron/formats/coco-panoptic'
import { AppFailure } from '#models/failure'
import { mutate, randomFrom } from '../../soak/random.ts'
import { rounds } from '../../soak/scale.ts'
import { importAll, rectangleRle, temporaryFolder } from './memory-source.ts'

const size = { width: 20, height: 14 }
const vectors = new URL('../../fixtures/vectors/other-encodings.json', import.meta.url)
const { panoptic_rgb: colours } = JSON.parse(readFileSync(vectors, 'utf8')) as {
  panoptic_rgb: { id: number; rgb: number[] }[]
}

test('ids are red + 256 green + 65536 blue', () => {
  const ids = panopticIds(colours.flatMap(({ rgb }) => rgb))
  expect([...ids]).toEqual(colours.map(({ id }) => id))
})

/** Columns 0..4 are segment 70000, 5..9 segment 3, the rest nothing. */
async function picture(): Promise<Buffer> {
  const rgb = new Uint8Array(280 * 3)
  for (let i = 0; i < 280; i++) {
    if (i % 20 < 5) rgb.set([70_000 & 255, (70_000 >> 8) & 255, 70_000 >> 16], i * 3)
    else if (i % 20 < 10) rgb.set([3, 0, 0], i * 3)
  }
  return sharp(rgb, { raw: { ...size, channels: 3 } })
    .png()
    .toBuffer()
}

const whole = {
  images: [{ id: 9, file_name: 'a/x.jpg', width: 20, height: 14 }],
  annotations: [
    {
      image_id: 9,
      file_name: 'x.png',
      segments_info: [
        { id: 70_000, category_id: 1, iscrowd: 0, area: 70, bbox: [0, 0, 5, 14] },
        { id: 3, category_id: 2, iscrowd: 0 },
      ],
    },
  ],
  categories: [
    { id: 1, name: 'sky', isthing: 0 },
    { id: 2, name: 'dog', isthing: 1 },
  ],
}

async function folderWith(json: unknown, png: Buffer, inside = 'panoptic'): Promise<string> {
  const path = await temporaryFolder()
  await mkdir(join(path, inside), { recursive: true })
  await writeFile(join(path, inside, 'x.png'), png)
  await writeFile(join(path, 'panoptic.json'), JSON.stringify(json))
  return join(path, 'panoptic.json')
}

test.each(['panoptic', '.'])('each segment is a sample, its PNG in %s', async (inside) => {
  const found = await importAll(cocoPanoptic, await folderWith(whole, await picture(), inside))
  expect(found.bad).toEqual([])
  expect(found.pictures).toMatchObject([
    { names: ['a/x.jpg', 'x.jpg'], size, imageId: 9, key: 'a/x.jpg' },
  ])
  expect(found.samples).toMatchObject([
    {
      key: '9#70000',
      texts: { query: 'sky', target: 'sky' },
      mask: rectangleRle(size, [0, 0, 5, 14]),
    },
    { key: '9#3', texts: { query: 'dog' }, mask: rectangleRle(size, [5, 0, 5, 14]) },
  ])
})

test('ids of one side alone, crowds, unknown categories: named', async () => {
  const segments_info = [
    { id: 70_000, category_id: 1, iscrowd: 1 },
    { id: 8, category_id: 1 },
    { id: '3', category_id: 1 },
  ]
  const json = { ...whole, annotations: [{ image_id: 9, file_name: 'x.png', segments_info }] }
  const found = await importAll(cocoPanoptic, await folderWith(json, await picture()))
  expect(found.samples).toEqual([])
  expect(found.bad).toEqual([
    'segment 8 of image 9: its id is not in the picture',
    'segments_info[2]: it has no whole numbers as id and category_id',
    'x.png: its id 3 is not in segments_info',
  ])
  const unknown = await importAll(
    cocoPanoptic,
    await folderWith({ ...whole, categories: [] }, await picture()),
  )
  expect(unknown.bad[0]).toContain('there is no category 1')
})

const bad = [
  ['no image', { image_id: 4 }, 'there is no image 4'],
  ['an image id that is none', { image_id: 'x' }, 'image_id'],
  ['a way out', { file_name: '../x.png' }, 'file_name'],
  ['no segments', { segments_info: 3 }, 'segments_info'],
  ['a picture that is not there', { file_name: 'y.png' }, 'not beside panoptic.json'],
] as const

test.each(bad)('%s is named', async (_, part, words) => {
  const json = { ...whole, annotations: [{ ...whole.annotations[0], ...part }] }
  const found = await importAll(cocoPanoptic, await folderWith(json, await picture()))
  expect(found.samples).toEqual([])
  expect(found.bad.join('\n')).toContain(words)
})

test('grey pictures, other sizes, files that are no panoptic set', async () => {
  const grey = await labelPng(size, new Uint8Array(280).fill(3))
  expect((await importAll(cocoPanoptic, await folderWith(whole, grey))).bad[0]).toContain(
    'red, green',
  )
  const small = await sharp({ create: { width: 4, height: 4, channels: 3, background: '#030000' } })
    .png()
    .toBuffer()
  expect((await importAll(cocoPanoptic, await folderWith(whole, small))).bad[0]).toContain('4 × 4')
  await expect(importAll(cocoPanoptic, await folderWith({ a: 1 }, grey))).rejects.toThrow(
    'no list of annotations',
  )
})

test('damaged files never throw anything but a failure', async () => {
  const seed = 95
  const random = randomFrom(seed)
  const path = await folderWith(whole, await picture())
  for (let i = 0; i < rounds(2000); i++) {
    await writeFile(path, mutate(JSON.stringify(whole), random))
    try {
      for (const { mask } of (await importAll(cocoPanoptic, path, { size })).samples)
        expect(rleArea(mask!)).toBeGreaterThan(0)
    } catch (error) {
      expect(error, `seed ${seed}, round ${i}`).toBeInstanceOf(AppFailure)
    }
  }
})
