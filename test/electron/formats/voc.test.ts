import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyRle } from '#core/mask/rle'
import { intersectRles, isEmptyRle, rleArea, subtractRles } from '#core/mask/rle-ops'
import { vocPalette } from '#core/dataset/voc'
import { labelPng, readLabelPng } from '#electron/files/label-png'
import { voc } from '#electron/formats/voc'
import { AppFailure } from '#models/failure'
import { mutate, randomFrom } from '../../soak/random.ts'
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

test('alone on its image a sample comes back whole, with all texts; the same project has the same bytes', async () => {
  const random = randomFrom(72)
  const samples = Array.from({ length: rounds(400) }, (_, i) => {
    const mask = randomRle(random, size)
    return sampleOf({
      ...(i % 2 === 0 ? fullTexts : {}),
      sampleId: i + 1,
      imageId: i + 1,
      imageName: `d/Bild ${i}.png`,
      mask,
      ignore: subtractRles(randomRle(random, size), mask),
      noTarget: isEmptyRle(mask),
    })
  })
  const source = memorySource(samples)
  const path = await exportToFolder(voc, source)
  expect(source.losses).toEqual([])
  expect(source.counted()).toBe(samples.length)
  const found = await importAll(voc, path)
  expect(found.bad).toEqual([])
  expect(found.samples).toHaveLength(samples.length)
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
  const again = await exportToFolder(voc, memorySource(samples))
  for (const name of ['reaseg.jsonl', 'labelmap.txt', 'SegmentationClass/d/Bild 0.png'])
    expect(await readFile(join(again, name))).toEqual(await readFile(join(path, name)))
})

test('samples of one image share its pictures; what one covers of another is a loss', async () => {
  const [large, small] = [rectangleRle(size, [0, 0, 10, 10]), rectangleRle(size, [4, 4, 8, 2])]
  const samples = [
    sampleOf({ sampleId: 1, mask: small, target: 'cup', split: 'val' }),
    sampleOf({ sampleId: 9, imageId: 2, imageName: 'other.png', target: 'a:b', mask: large }),
    sampleOf({ sampleId: 2, mask: large, target: 'table' }),
  ]
  const source = memorySource(samples)
  const path = await exportToFolder(voc, source)
  expect(source.losses).toEqual([
    { sample: 2, what: 'mask: samples of an image share one picture', iou: 88 / 100 },
  ])
  expect((await readdir(path, { recursive: true })).sort()).toEqual([
    'ImageSets',
    'ImageSets/Segmentation',
    'ImageSets/Segmentation/default.txt',
    'ImageSets/Segmentation/val.txt',
    'SegmentationClass',
    'SegmentationClass/other.png',
    'SegmentationClass/picture.png',
    'SegmentationObject',
    'SegmentationObject/other.png',
    'SegmentationObject/picture.png',
    'labelmap.txt',
    'reaseg.jsonl',
  ])
  const map = await readFile(join(path, 'labelmap.txt'), 'utf8')
  expect(map).toBe('background:0,0,0::\na b:128,0,0::\ncup:0,128,0::\ntable:128,128,0::\n')
  const png = await readLabelPng(await readFile(join(path, 'SegmentationClass/picture.png')))
  expect(png.ok && [png.value.kind, png.value.values[0], png.value.values[4 * 20 + 5]]).toEqual([
    'palette',
    3,
    2,
  ])
})

async function folderWith(png: Buffer, map: string | null) {
  const path = await temporaryFolder()
  await mkdir(join(path, 'SegmentationClass'))
  await writeFile(join(path, 'SegmentationClass', 'x.png'), png)
  if (map !== null) await writeFile(join(path, 'labelmap.txt'), map)
  return path
}

const indices = new Uint8Array(280)
indices.fill(15, 0, 20)
indices.fill(2, 20, 25)
indices.fill(255, 25, 30)

test('elsewhere each class is a query: indices, whatever the colours; void is ignored', async () => {
  const wild = vocPalette().map((value) => 255 - value)
  const found = await importAll(voc, await folderWith(await labelPng(size, indices, wild), null))
  expect(
    found.samples.map(({ texts, mask, ignore }) => [texts.query, rleArea(mask!), rleArea(ignore!)]),
  ).toEqual([
    ['bicycle', 5, 5],
    ['person', 20, 5],
  ])
  expect(found.pictures[0]!.names.slice(0, 2)).toEqual(['JPEGImages/x.jpg', 'JPEGImages/x.jpeg'])
  const named = await folderWith(await labelPng(size, indices, wild), 'cat\ndog\n')
  const queries = (await importAll(voc, named)).samples.map(({ texts }) => texts.query)
  expect(queries).toEqual(['dog', 'class 15'])
})

test('coloured pictures are read by their label map alone', async () => {
  const sharp = (await import('sharp')).default
  const rgb = new Uint8Array(280 * 3)
  rgb.fill(200, 0, 30)
  const png = await sharp(rgb, { raw: { ...size, channels: 3 } })
    .png()
    .toBuffer()
  const read = await importAll(
    voc,
    await folderWith(png, 'background:0,0,0::\ncat:200,200,200::\n'),
  )
  expect(read.samples).toMatchObject([{ texts: { query: 'cat' } }])
  expect(rleArea(read.samples[0]!.mask!)).toBe(10)
  const bare = await importAll(voc, await folderWith(png, null))
  expect(bare.bad).toEqual(['x.png: it is in colours, and no labelmap.txt says what they mean'])
  const wrong = await importAll(voc, await folderWith(png, 'cat:1,2,3::\n'))
  expect(wrong.bad).toEqual(['x.png: labelmap.txt has no colour 200,200,200'])
})

test('another size, no PNG, no folder: named', async () => {
  const small = await labelPng({ width: 3, height: 3 }, new Uint8Array(9).fill(1))
  const found = await importAll(voc, await folderWith(small, null))
  expect(found.bad[0]).toContain('it is 3 × 3 pixels, the image 20 × 14')
  const none = await importAll(voc, await folderWith(Buffer.from('hello'), null))
  expect(none.bad[0]).toContain('no PNG')
  await expect(importAll(voc, await temporaryFolder())).rejects.toThrow('holds no pictures')
})

test('a damaged side file never throws anything but a failure, nor leaves the folder', async () => {
  const seed = 73
  const random = randomFrom(seed)
  const samples = [1, 2, 3].map((sampleId) => sampleOf({ ...fullTexts, sampleId }))
  const path = await exportToFolder(voc, memorySource(samples))
  const whole = await readFile(join(path, 'reaseg.jsonl'), 'utf8')
  for (let i = 0; i < rounds(2000); i++) {
    await writeFile(join(path, 'reaseg.jsonl'), mutate(whole, random))
    try {
      const { samples: read } = await importAll(voc, path)
      for (const { mask } of read)
        if (mask !== null) expect(intersectRles(mask, mask)).toEqual(mask)
    } catch (error) {
      expect(error, `seed ${seed}, round ${i}`).toBeInstanceOf(AppFailure)
    }
  }
  await writeFile(join(path, 'reaseg.jsonl'), '{"image":"a","mask":"../../x.png","query":"q"}\n')
  expect((await importAll(voc, path)).bad).toEqual(['its mask is no name below the folder'])
})
