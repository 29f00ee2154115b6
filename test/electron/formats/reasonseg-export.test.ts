import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import type { DatasetSample } from '#core/dataset/dataset'
import { emptyRle } from '#core/mask/rle'
import { reasonSeg } from '#electron/formats/reasonseg'
import { randomFrom } from '../../soak/random.ts'
import { report, rounds } from '../../soak/scale.ts'
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
const bare = emptyRle(size)

let images = ''
beforeAll(async () => {
  images = await temporaryFolder()
  const picture = sharp({ create: { ...size, channels: 3, background: '#a63' } })
  await mkdir(join(images, 'a'))
  await picture.clone().jpeg().toFile(join(images, 'one.jpg'))
  await picture.clone().png().toFile(join(images, 'a/one.png'))
  await picture.clone().webp().toFile(join(images, 'x.jpg.webp'))
})

/** One image alone, one with two samples, one whose name LISA would take for two; every split and none. */
const samples: DatasetSample[] = [
  sampleOf({ sampleId: 1, imageId: 1, imageName: 'one.jpg', ...fullTexts, split: 'train' }),
  sampleOf({ sampleId: 2, imageId: 2, imageName: 'a/one.png', split: 'val', answer: 'Here.' }),
  sampleOf({ sampleId: 3, imageId: 2, imageName: 'a/one.png', noTarget: true, mask: bare }),
  sampleOf({
    sampleId: 4,
    imageId: 3,
    imageName: 'x.jpg.webp',
    split: 'test',
    ignore: rectangleRle(size, [12, 1, 3, 3]),
    isSentence: false,
  }),
]

function listing(folder: string): Promise<string[]> {
  return readdir(folder, { recursive: true }).then((names) =>
    names.filter((name) => name.includes('.')).sort(),
  )
}

describe('an export', () => {
  test('is a folder that LISA finds its pairs in', async () => {
    const source = memorySource(samples, {}, images)
    const folder = await exportToFolder(reasonSeg, source)
    expect(await listing(folder)).toEqual([
      'explanatory/train.json',
      'test/x_jpg.jpg',
      'test/x_jpg.json',
      'train/a_one__3.jpg',
      'train/a_one__3.json',
      'train/one.jpg',
      'train/one.json',
      'val/a_one__2.jpg',
      'val/a_one__2.json',
    ])
    expect(await readFile(join(folder, 'train/one.jpg'))).toEqual(
      await readFile(join(images, 'one.jpg')),
    )
    expect(await sharp(join(folder, 'test/x_jpg.jpg')).metadata()).toMatchObject({
      format: 'jpeg',
      ...size,
    })
    const answers = JSON.parse(await readFile(join(folder, 'explanatory/train.json'), 'utf8'))
    expect(answers).toEqual([
      { image: 'one.jpg', query: fullTexts.query, outputs: fullTexts.answer },
    ])
    expect(source.counted()).toBe(4)
    expect(source.losses).toEqual([
      { sample: 2, what: 'picture: written anew as JPEG, it was PNG', iou: null },
      { sample: 3, what: 'picture: written anew as JPEG, it was PNG', iou: null },
      { sample: 4, what: 'picture: written anew as JPEG, it was WEBP', iou: null },
    ])
  })

  test('is the same each time and comes back as it was', async () => {
    const folder = await exportToFolder(reasonSeg, memorySource(samples, {}, images))
    const again = await exportToFolder(reasonSeg, memorySource(samples, {}, images))
    for (const name of await listing(folder))
      expect(await readFile(join(folder, name))).toEqual(await readFile(join(again, name)))
    const found = await importAll(reasonSeg, folder)
    expect(found.bad).toEqual([])
    expect(found.problems).toEqual([])
    const byId = found.samples.toSorted((a, b) => a.sampleId! - b.sampleId!)
    for (const [i, sample] of samples.entries()) {
      const { mask, ignore, noTarget, sampleId, annotationId, texts } = byId[i]!
      expect({ mask, ignore, noTarget, sampleId, annotationId }).toEqual({
        mask: sample.noTarget ? null : sample.mask,
        ignore: sample.ignore.counts === bare.counts ? null : sample.ignore,
        noTarget: sample.noTarget,
        sampleId: sample.sampleId,
        annotationId: sample.annotationId,
      })
      expect({ ...sampleOf(), split: null, ...texts }).toMatchObject({
        query: sample.query,
        variants: sample.variants,
        isSentence: sample.isSentence,
        target: sample.target,
        category: sample.category,
        split: sample.split,
        answer: sample.answer,
        rationale: sample.rationale,
      })
    }
    expect(found.pictures.map(({ imageId, key, names }) => [imageId, key, names[0]])).toEqual([
      [2, 'a/one.png', 'train/a_one__3.jpg'],
      [1, 'one.jpg', 'train/one.jpg'],
      [2, 'a/one.png', 'val/a_one__2.jpg'],
      [3, 'x.jpg.webp', 'test/x_jpg.jpg'],
    ])
  })

  test('names that meet stay apart', async () => {
    const names = ['A.jpg', 'a.jpg', 'con.jpg', `${'長'.repeat(80)}.jpg`, 'a?.jpg', 'a*.jpg']
    const folder = await temporaryFolder()
    for (const name of names)
      await writeFile(join(folder, name), await readFile(join(images, 'one.jpg')))
    const all = names.map((imageName, i) =>
      sampleOf({ sampleId: i + 1, imageId: i + 1, imageName }),
    )
    const out = await exportToFolder(reasonSeg, memorySource(all, {}, folder))
    const stems = (await readdir(join(out, 'train'))).map((name) => name.split('.')[0])
    expect(new Set(stems).size).toBe(names.length)
    expect((await importAll(reasonSeg, out)).samples).toHaveLength(names.length)
  })

  test('every mask comes back bit for bit', async () => {
    const random = randomFrom(61)
    const count = rounds(400)
    const many = Array.from({ length: count }, (_, i) => {
      const mask = randomRle(random, size)
      const noTarget = mask.counts === bare.counts
      return sampleOf({ sampleId: i + 1, imageId: i + 1, imageName: 'one.jpg', mask, noTarget })
    })
    const folder = await exportToFolder(reasonSeg, memorySource(many, {}, images))
    const { samples: found, bad } = await importAll(reasonSeg, folder)
    expect(bad).toEqual([])
    const masks = new Map(found.map(({ sampleId, mask }) => [sampleId, mask]))
    for (const { sampleId, mask, noTarget } of many)
      expect(masks.get(sampleId)).toEqual(noTarget ? null : mask)
    report(`ReasonSeg: ${count} samples through a folder`)
  })
})
