import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyRle } from '#core/mask/rle'
import { isEmptyRle, rleArea, subtractRles } from '#core/mask/rle-ops'
import { labelPng } from '#electron/files/label-png'
import { masks } from '#electron/formats/masks'
import { AppFailure } from '#models/failure'
import { mutate, randomFrom } from '../../soak/random.ts'
import { rounds } from '../../soak/scale.ts'
import {
  exportToFolder,
  fullTexts,
  importAll,
  memorySource,
  randomRle,
  sampleOf,
  temporaryFolder,
} from './memory-source.ts'

const size = { width: 20, height: 14 }

test('masks and all texts come back; the same project has the same bytes', async () => {
  const random = randomFrom(81)
  const samples = Array.from({ length: rounds(400) }, (_, i) => {
    const mask = randomRle(random, size)
    return sampleOf({
      ...(i % 2 === 0 ? fullTexts : {}),
      sampleId: i + 1,
      imageName: `d/Bild ${i % 3}: é.png`,
      mask,
      ignore: subtractRles(randomRle(random, size), mask),
      noTarget: isEmptyRle(mask),
    })
  })
  const source = memorySource(samples)
  const path = await exportToFolder(masks, source)
  expect(source.losses).toEqual([])
  expect(source.counted()).toBe(samples.length)
  const found = await importAll(masks, path)
  expect(found.bad).toEqual([])
  expect(found.samples).toHaveLength(samples.length)
  for (const [i, { sampleId, mask, ignore, noTarget, ...sample }] of samples.entries()) {
    const back = found.samples[i]!
    expect(back.mask ?? emptyRle(size)).toEqual(mask)
    expect(back.ignore ?? emptyRle(size)).toEqual(ignore)
    expect(back).toMatchObject({ noTarget, sampleId })
    expect(sample).toMatchObject(back.texts)
    if (sample.target !== '') expect(back.texts).toEqual(fullTexts)
  }
  const again = await exportToFolder(masks, memorySource(samples))
  for (const name of await readdir(path))
    expect(await readFile(join(again, name))).toEqual(await readFile(join(path, name)))
})

test('names and lines are as they always were', async () => {
  const sample = sampleOf({ sampleId: 7, imageName: 'd/Bild: é.png', category: 'spatial' })
  const path = await exportToFolder(masks, memorySource([sample]))
  expect((await readdir(path)).sort()).toEqual(['d_Bild_ é__7.png', 'queries.jsonl'])
  expect(await readFile(join(path, 'queries.jsonl'), 'utf8')).toBe(
    '{"mask":"d_Bild_ é__7.png","image":"d/Bild: é.png","image_id":1,"sample_id":7,' +
      '"query":"Which one is it?","variants":[],"is_sentence":true,"target":"","synonyms":[],' +
      '"attributes":[],"sgdr":{"category":"spatial","components":[]},"split":null,"answer":"",' +
      '"rationale":"","no_target":false}\n',
  )
})

test('a pixel of both is target, and that is told', async () => {
  const { mask } = sampleOf()
  const source = memorySource([sampleOf({ ignore: mask })])
  await exportToFolder(masks, source)
  expect(source.losses).toEqual([
    { sample: 1, what: 'ignore mask: a pixel of both is target', iou: 0 },
  ])
})

async function plainFolder(names: readonly string[], images: readonly string[]) {
  const path = await temporaryFolder()
  const values = new Uint8Array(280)
  values.fill(255, 3, 30)
  for (const name of names) await writeFile(join(path, name), await labelPng(size, values))
  const beside = await temporaryFolder()
  for (const name of images) await writeFile(join(beside, name), 'a picture')
  return importAll(masks, path, { images: beside })
}

test('any folder of PNGs named after pictures; the words behind __ are the query', async () => {
  const names = ['cat.png', 'cat__left-ear.png', 'my__dog__3.png', 'bird.png']
  const found = await plainFolder(names, ['cat.jpg', 'my__dog.png'])
  expect(found.problems).toMatchObject([
    { reason: 'no picture has its name, with or without what follows __' },
  ])
  expect(found.problems[0]!.file).toContain('bird.png')
  expect(found.pictures.map((picture) => picture.names)).toEqual([
    ['cat.jpg'],
    ['cat.jpg'],
    ['my__dog.png'],
  ])
  expect(found.samples.map(({ texts }) => texts.query)).toEqual(['cat', 'left ear', 'my dog'])
  expect(found.samples.map(({ mask }) => rleArea(mask!))).toEqual([27, 27, 27])
})

test('masks beside their pictures in one folder', async () => {
  const path = await temporaryFolder()
  const png = await labelPng(size, new Uint8Array(280).fill(1, 0, 9))
  for (const name of ['a.png', 'a__x.png', 'b.png']) await writeFile(join(path, name), png)
  await writeFile(join(path, 'b.jpg'), 'a picture')
  const found = await importAll(masks, path)
  expect(found.samples.map(({ key, texts }) => [key, texts.query])).toEqual([
    ['a__x.png', 'x'],
    ['b.png', 'b'],
  ])
})

test('no masks of these images, and lines that are none', async () => {
  await expect(plainFolder(['cat.png'], ['dog.png'])).rejects.toThrow('holds no masks of these')
  const path = await exportToFolder(masks, memorySource([sampleOf()]))
  const lines = [
    '{"mask":"../x.png","image":"a","query":"q"}',
    '{"mask":"picture__1.png","query":"q"}',
    '{"mask":"none.png","image":"a","query":"q"}',
    '{"mask":"picture__1.png","image":"a"}',
    '[]',
    '{',
  ]
  await writeFile(join(path, 'queries.jsonl'), lines.join('\n'))
  const found = await importAll(masks, path)
  expect(found.bad).toEqual([
    'its mask is no name of a file in the folder',
    'it names no image',
    'it is no JSON object',
    'it is not JSON',
    'none.png: There is no file none.png.',
    'picture__1.png: it has no query',
  ])
})

test('damaged lines and PNGs never throw anything but a failure', async () => {
  const seed = 82
  const random = randomFrom(seed)
  const path = await exportToFolder(masks, memorySource([sampleOf(fullTexts)]))
  const whole = await readFile(join(path, 'queries.jsonl'), 'utf8')
  const png = await readFile(join(path, 'picture__1.png'))
  for (let i = 0; i < rounds(2000); i++) {
    const damaged = Buffer.from(png)
    damaged[random.below(png.length)] = random.below(256)
    await writeFile(join(path, 'picture__1.png'), damaged)
    await writeFile(join(path, 'queries.jsonl'), mutate(whole, random))
    try {
      for (const { mask } of (await importAll(masks, path)).samples)
        if (mask !== null) expect(rleArea(mask)).toBeGreaterThan(0)
    } catch (error) {
      expect(error, `seed ${seed}, round ${i}`).toBeInstanceOf(AppFailure)
    }
  }
})
