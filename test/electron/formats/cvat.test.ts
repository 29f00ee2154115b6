import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyRle } from '#core/mask/rle'
import { rleArea } from '#core/mask/rle-ops'
import { cvat } from '#electron/formats/cvat'
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
  const random = randomFrom(52)
  const samples = Array.from({ length: rounds(600) }, (_, i) => {
    const mask = randomRle(random, size)
    return sampleOf({
      ...(i % 2 === 0 ? fullTexts : {}),
      sampleId: i + 1,
      imageId: i % 4,
      imageName: `Bild "${i % 4}" & <x>.png`,
      mask,
      ignore: randomRle(random, size),
      noTarget: rleArea(mask) === 0,
    })
  })
  const source = memorySource(samples)
  const path = await exportToFile(cvat, source)
  expect(source.losses).toEqual([])
  expect(source.counted()).toBe(samples.length)
  const found = await importAll(cvat, path)
  expect(found.bad).toEqual([])
  expect(found.samples).toHaveLength(samples.length)
  expect(found.pictures[0]).toMatchObject({
    names: ['Bild "0" & <x>.png'],
    size,
    line: expect.any(Number),
  })
  const read = new Map(found.samples.map((sample) => [sample.sampleId, sample]))
  for (const { sampleId, mask, ignore, noTarget, annotationId, ...sample } of samples) {
    const back = read.get(sampleId)!
    expect(back.mask ?? emptyRle(size)).toEqual(mask)
    expect(back.ignore ?? emptyRle(size)).toEqual(ignore)
    expect(back).toMatchObject({ noTarget, annotationId })
    expect(sample).toMatchObject(back.texts)
    if (sample.target !== '') expect(back.texts).toEqual(fullTexts)
  }
  const again = await exportToFile(cvat, memorySource(samples))
  expect(await readFile(again)).toEqual(await readFile(path))
})

test('control characters that XML cannot hold are a loss', async () => {
  const source = memorySource([sampleOf({ query: 'a\u0001b' })])
  const found = await importAll(cvat, await exportToFile(cvat, source))
  expect(found.samples[0]!.texts.query).toBe('ab')
  expect(source.losses).toMatchObject([{ sample: 1, iou: null }])
})

async function importXml(inside: string, before = '') {
  const path = join(await temporaryFolder(), 'annotations.xml')
  await writeFile(
    path,
    `<?xml version="1.0" encoding="utf-8"?>${before}<annotations>${inside}</annotations>`,
  )
  return importAll(cvat, path)
}

const image = (inside: string) =>
  `<image id="0" name="a/x.png" width="20" height="14">${inside}</image>`
const square = 'points="2.00,2.00;6.00,2.00;6.00,5.00;2.00,5.00"'

test('labels are queries, shapes of one united; a query goes before them, also through a group', async () => {
  const found = await importXml(
    image(
      `<polygon label="cup" ${square}/><box label="cup" xtl="10" ytl="0" xbr="12" ybr="2"/>` +
        `<polygon label="dog" ${square} group_id="3"/>` +
        '<tag label="q" group_id="3"><attribute name="query">Who &amp; why?</attribute></tag>' +
        '<polygon label="Ignored" group_id="3" points="0,0;2,0;2,2;0,2"/>' +
        '<polyline label="line" points="1,1;2,2"/><tag label="sunny"/>',
    ),
  )
  expect(found.bad).toEqual([])
  expect(found.taken.filter(({ kind }) => kind === 'passed')).toMatchObject([
    { what: 'polyline "line"' },
  ])
  const told = found.samples.map(({ texts, mask, ignore, noTarget }) => {
    return { ...texts, area: rleArea(mask!), ignore: ignore && rleArea(ignore), noTarget }
  })
  expect(told).toEqual([
    { query: 'cup', target: 'cup', isSentence: false, area: 16, ignore: null, noTarget: false },
    { query: 'Who & why?', target: 'q', isSentence: true, area: 12, ignore: 4, noTarget: false },
  ])
})

test('a bad shape is named with its line, the others go on', async () => {
  const found = await importXml(
    image(
      `<mask label="a" rle="1" left="0" top="0" width="2" height="2"/>\n<polygon label="b" ${square}/>`,
    ) + '<image id="1" width="3" height="3"/>',
  )
  expect(found.bad).toEqual([
    'an image has no name',
    'mask "a": its mask at line 1: its runs add up to 1, its box has 4 pixels',
  ])
  expect(found.samples).toHaveLength(1)
})

const refused = [
  ['definitions', '', '<!DOCTYPE a [<!ENTITY b "c">]>', 'DOCTYPE'],
  ['an entity', '&b;', '', 'no usable XML'],
  ['brackets that do not add up', '<image>', '', 'no usable XML'],
  ['no image', '<a/>', '', 'holds no images'],
  ['a deep nest', '<a>'.repeat(100), '', 'nests more than'],
] as const

test.each(refused)('%s: refused', async (_, inside, before, words) => {
  await expect(importXml(inside, before)).rejects.toThrow(words)
})

test('bytes that are no UTF-8, a folder, nothing: refused by name', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'a.xml')
  await writeFile(path, Buffer.from('<annotations>\xe9</annotations>', 'latin1'))
  await expect(importAll(cvat, path)).rejects.toThrow('no UTF-8')
  await expect(importAll(cvat, folder)).rejects.toThrow('is no file')
  await expect(importAll(cvat, join(folder, 'b.xml'))).rejects.toThrow('There is no file')
})

test('damaged files never throw anything but a failure', async () => {
  const seed = 53
  const random = randomFrom(seed)
  const sample = sampleOf({ ...fullTexts, ignore: rectangleRle(size, [0, 0, 3, 2]) })
  const whole = await readFile(await exportToFile(cvat, memorySource([sample])), 'utf8')
  const path = join(await temporaryFolder(), 'a.xml')
  for (let i = 0; i < rounds(3000); i++) {
    await writeFile(path, mutate(whole.slice(whole.indexOf('<image')), random))
    const tail = await readFile(path)
    await writeFile(path, Buffer.concat([Buffer.from('<annotations>'), tail]))
    try {
      for (const { mask } of (await importAll(cvat, path)).samples)
        if (mask !== null) expect(rleArea(mask)).toBeGreaterThan(0)
    } catch (error) {
      expect(error, `seed ${seed}, round ${i}`).toBeInstanceOf(AppFailure)
    }
  }
})
