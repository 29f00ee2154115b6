import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isEmptyRle, rleArea } from '#core/mask/rle-ops'
import { yolo } from '#electron/formats/yolo'
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

test('masks come back exactly with the target’s name; what is lost is told once each', async () => {
  const random = randomFrom(92)
  const samples = Array.from({ length: rounds(400) }, (_, i) =>
    sampleOf({
      target: `thing ${i % 3}`,
      query: 'Q?',
      sampleId: i + 1,
      imageId: i + 1,
      imageName: `d/p${i}.png`,
      mask: randomRle(random, size),
    }),
  )
  const source = memorySource(samples)
  const path = await exportToFolder(yolo, source)
  const found = await importAll(yolo, path)
  expect(found.bad).toEqual([])
  const there = samples.filter(({ mask }) => !isEmptyRle(mask))
  const byKey = new Map(found.samples.map((sample) => [sample.key, sample]))
  for (const { imageName, mask, target } of there) {
    const key = [...byKey.keys()].find((one) =>
      one.startsWith(`labels/train/${imageName.slice(0, -4)}#`),
    )!
    expect(byKey.get(key)).toMatchObject({ mask, texts: { query: target, target } })
  }
  expect(found.samples).toHaveLength(there.length)
  const queries = source.losses.filter(({ what }) => what === 'query: YOLO has no place for it')
  expect(queries).toHaveLength(samples.length)
  const absent = source.losses.filter(({ what }) => what.startsWith('no target'))
  expect(absent).toHaveLength(samples.length - there.length)
  const again = await exportToFolder(yolo, memorySource(samples))
  for (const name of ['data.yaml', 'labels/train/d/p1.txt'])
    expect(await readFile(join(again, name))).toEqual(await readFile(join(path, name)))
})

test('splits, classes and stems that two images share', async () => {
  const samples = [
    sampleOf({ sampleId: 1, imageName: 'a.png', target: 'cup "x"', split: 'val' }),
    sampleOf({
      sampleId: 2,
      imageId: 2,
      imageName: 'a.jpg',
      split: 'val',
      ignore: sampleOf().mask,
    }),
  ]
  const source = memorySource(samples)
  const path = await exportToFolder(yolo, source)
  expect((await readdir(join(path, 'labels', 'val'))).sort()).toEqual(['a-2.txt', 'a.txt'])
  expect(await readFile(join(path, 'data.yaml'), 'utf8')).toBe(
    'path: .\ntrain: images/val\nval: images/val\nnames:\n  0: "cup \\"x\\""\n  1: "object"\n',
  )
  expect(source.losses.map(({ what }) => what)).toEqual([
    'query: YOLO has no place for it',
    'query: YOLO has no place for it',
    'ignore mask: YOLO has none',
    'image: its labels are labels/val/a-2.txt, another image has its stem',
  ])
  const found = await importAll(yolo, path)
  expect(new Set(found.samples.map(({ texts }) => texts.query))).toEqual(
    new Set(['cup "x"', 'object']),
  )
  expect(found.pictures[0]!.names).toContain('images/val/a-2.jpg')
})

test('rows of a class are united; boxes, words and outlines outside are named with their line', async () => {
  const path = await temporaryFolder()
  await mkdir(join(path, 'labels'))
  const rows = [
    '0 0 0 0.5 0 0.5 1 0 1',
    '0 0.5 0 0.6 0 0.6 1 0.5 1',
    '1 0.5 0.5 0.1 0.1',
    'hello',
    '7 0 1.5 0.5 1.5 0.5 2 0 2',
    '',
  ]
  await writeFile(join(path, 'labels', 'x.txt'), rows.join('\r\n'))
  const found = await importAll(yolo, path)
  expect(found.samples.map(({ texts, mask }) => [texts.query, rleArea(mask!)])).toEqual([
    ['class 0', 168],
  ])
  expect(found.taken.filter(({ kind }) => kind !== 'sample')).toMatchObject([
    { kind: 'passed', line: 3 },
    { kind: 'bad', line: 4 },
    { kind: 'bad', line: 5, reason: 'its outline holds no pixel of the image' },
  ])
  await writeFile(join(path, 'data.yaml'), 'nc: 1\n')
  await expect(importAll(yolo, path)).rejects.toThrow('it has no names')
  await expect(importAll(yolo, await temporaryFolder())).rejects.toThrow('holds no label files')
})

test('damaged files never throw anything but a failure', async () => {
  const seed = 93
  const random = randomFrom(seed)
  const path = await exportToFolder(yolo, memorySource([sampleOf(fullTexts)]))
  const names = ['data.yaml', 'labels/val/picture.txt'].map((name) => join(path, name))
  const whole = await Promise.all(names.map((name) => readFile(name, 'utf8')))
  for (let i = 0; i < rounds(2000); i++) {
    for (const [k, name] of names.entries()) await writeFile(name, mutate(whole[k]!, random))
    try {
      for (const { mask } of (await importAll(yolo, path)).samples)
        expect(rleArea(mask!)).toBeGreaterThan(0)
    } catch (error) {
      expect(error, `seed ${seed}, round ${i}`).toBeInstanceOf(AppFailure)
    }
  }
})
