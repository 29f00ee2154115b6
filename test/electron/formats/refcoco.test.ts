import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeEach, describe, expect, test } from 'vitest'
import { emptyRle } from '#core/mask/rle'
import { uniteRles } from '#core/mask/rle-ops'
import { refCoco } from '#electron/formats/refcoco'
import { AppFailure } from '#models/failure'
import { mutate, randomFrom } from '../../soak/random.ts'
import { report, rounds } from '../../soak/scale.ts'
import pickles from '../../fixtures/pickles.json' with { type: 'json' }
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
const none = emptyRle(size)

const samples = [
  sampleOf({ sampleId: 1, ...fullTexts }),
  sampleOf({ sampleId: 2, noTarget: true, mask: none, split: 'train' }),
  sampleOf({
    sampleId: 3,
    imageId: 2,
    imageName: 'a/b.jpg',
    isSentence: false,
    ignore: rectangleRle(size, [1, 1, 2, 2]),
  }),
]

describe('an export', () => {
  test.each(['rle', 'polygon'] as const)('comes back as it was, in %s', async (segmentation) => {
    const source = memorySource(samples, { segmentation })
    const folder = await exportToFolder(refCoco, source)
    expect(source.losses).toEqual([
      { sample: 2, what: 'no target: RefCOCO cannot say so; kept in grefs.json', iou: null },
      { sample: 3, what: 'ignore mask: RefCOCO has none; kept as a key of its ref', iou: null },
    ])
    const { pictures, samples: found, bad, problems } = await importAll(refCoco, folder)
    expect([bad, problems]).toEqual([[], []])
    expect(pictures.map(({ key, imageId, size: stated }) => ({ key, imageId, stated }))).toEqual([
      { key: 'picture.png', imageId: 1, stated: size },
      { key: 'a/b.jpg', imageId: 2, stated: size },
    ])
    for (const sample of samples) {
      const back = found.find(({ sampleId }) => sampleId === sample.sampleId)!
      const { query, variants, target, synonyms, attributes, category, components } = sample
      const { split, answer, rationale, isSentence } = sample
      const texts = { query, variants, target, synonyms, attributes, category, components }
      expect({ ...sampleOf(), ...back.texts }).toMatchObject({
        ...texts,
        split,
        answer,
        rationale,
        isSentence,
      })
      expect(back).toMatchObject({
        mask: sample.noTarget ? null : sample.mask,
        ignore: sample.sampleId === 3 ? sample.ignore : null,
        noTarget: sample.noTarget,
        annotationId: sample.annotationId,
      })
    }
  })

  test('has the keys that readers of RefCOCO take', async () => {
    const folder = await exportToFolder(refCoco, memorySource(samples))
    const read = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8'))
    const { images, annotations, categories } = await read('instances.json')
    expect(images).toHaveLength(2)
    expect(categories).toEqual([{ id: 1, name: 'target', supercategory: 'object' }])
    expect(annotations[0]).toEqual({
      id: 101,
      image_id: 1,
      category_id: 1,
      segmentation: samples[0]!.mask,
      area: 30,
      bbox: [4, 3, 6, 5],
      iscrowd: 0,
    })
    const refs = await read('refs.json')
    expect(refs.map(({ ann_id: id }: { ann_id: unknown }) => id)).toEqual([101, 103])
    expect(refs[0]).toMatchObject({
      ref_id: 101,
      category_id: 1,
      image_id: 1,
      file_name: 'picture.png',
      split: 'val',
      sent_ids: [6464, 6465, 6466],
      is_sentence: true,
      cot: fullTexts.rationale,
      tags: ['spatial', 'relative'],
    })
    const { raw, sent } = refs[0].sentences[1]
    expect([raw, sent, refs[0].sentences[1].tokens]).toEqual([
      'Its house?',
      'Its house?',
      ['its', 'house'],
    ])
    expect(refs[1]).toMatchObject({ split: 'train', no_split: true })
    expect(await read('grefs.json')).toMatchObject([
      { ann_id: [-1], category_id: [-1], no_target: true, split: 'train' },
    ])
  })

  test('may bring its pictures along', async () => {
    const images = await temporaryFolder()
    await mkdir(join(images, 'a'))
    const picture = sharp({ create: { ...size, channels: 3, background: '#a63' } })
    await picture.clone().png().toFile(join(images, 'picture.png'))
    await picture.clone().jpeg().toFile(join(images, 'a/b.jpg'))
    const folder = await exportToFolder(
      refCoco,
      memorySource(samples, { copyImages: true }, images),
    )
    expect(await readdir(join(folder, 'images'), { recursive: true })).toContain('picture.png')
    const found = await importAll(refCoco, folder)
    for (const { names } of found.pictures) await readFile(join(folder, 'images', names[0]!))
  })

  test('every mask comes back bit for bit, also as outlines', async () => {
    const random = randomFrom(72)
    const many = Array.from({ length: rounds(2000) }, (_, i) =>
      sampleOf({ sampleId: i + 1, mask: randomRle(random, size) }),
    )
    for (const segmentation of ['rle', 'polygon'] as const) {
      const folder = await exportToFolder(refCoco, memorySource(many, { segmentation }))
      const masks = new Map(
        (await importAll(refCoco, folder)).samples.map(({ sampleId, mask }) => [sampleId, mask]),
      )
      for (const { sampleId, mask } of many) expect(masks.get(sampleId) ?? none).toEqual(mask)
    }
    report(`RefCOCO: ${many.length} samples, as run lengths and as outlines (seed 72)`)
  })
})

describe('a folder from elsewhere', () => {
  const image = { id: 581857, width: 20, height: 14, file_name: 'COCO_train2014_000000581857.jpg' }
  const box = (x: number, y: number, w: number, h: number) => [
    [x, y, x + w, y, x + w, y + h, x, y + h],
  ]
  const annotation = (id: number, segmentation: unknown, more = {}) => {
    return { id, image_id: image.id, category_id: 1, iscrowd: 0, segmentation, ...more }
  }
  const instances = {
    images: [image],
    annotations: [
      annotation(1719310, box(4, 3, 6, 5)),
      annotation(2, box(12, 3, 2, 2)),
      annotation(3, { size: [14, 20], counts: [280] }, { iscrowd: 1 }),
      annotation(4, [rectangleRle(size, [0, 0, 3, 3])]),
      annotation(5, box(90, 90, 5, 5)),
      annotation(6, 7),
    ],
    categories: [{ id: 1, name: 'person' }],
  }
  const ref = (id: number, annotationId: unknown, more = {}) => ({
    ref_id: id,
    ann_id: annotationId,
    image_id: image.id,
    category_id: 1,
    split: 'testA',
    sentences: [{ sent_id: id * 2, sent: 'a lady', raw: 'A Lady' }],
    ...more,
  })
  let root = ''
  const put = (name: string, content: unknown) =>
    writeFile(join(root, name), content instanceof Uint8Array ? content : JSON.stringify(content))
  beforeEach(async () => {
    root = await temporaryFolder()
    await put('instances.json', instances)
  })

  test('is a sample a sentence, from a pickle', async () => {
    await put('refs(unc).p', Buffer.from(pickles.data.at(-2)!.base64, 'base64'))
    const found = await importAll(refCoco, root)
    expect(found.pictures).toMatchObject([{ names: [image.file_name], imageId: image.id, size }])
    expect(found.samples).toEqual(
      ['the lady', 'x'].map((query, i) => ({
        texts: { query, isSentence: false, target: 'person', split: 'train' },
        mask: rectangleRle(size, [4, 3, 6, 5]),
        ignore: null,
        noTarget: false,
        key: `ref 0 sentence ${i}`,
        annotationId: null,
        sampleId: null,
      })),
    )
    expect(found.bad).toEqual(['[1]: it has no whole number as ref_id'])
  })

  test('has several targets or none in gRefCOCO', async () => {
    const refs = [ref(1, [1719310, 2, 3]), ref(2, [-1]), ref(3, [], { no_target: true }), ref(4, 3)]
    await put('grefs(unc).json', refs)
    const { samples: found, taken, bad } = await importAll(refCoco, root)
    const both = uniteRles(rectangleRle(size, [4, 3, 6, 5]), rectangleRle(size, [12, 3, 2, 2]))
    expect(found).toMatchObject([
      { mask: both, noTarget: false, texts: { split: 'test', target: 'person' } },
      { mask: null, noTarget: true },
      { mask: null, noTarget: true },
    ])
    expect(bad).toEqual([])
    expect(taken[3]).toMatchObject({ kind: 'passed', reason: expect.stringContaining('iscrowd') })
  })

  test.each([
    [['refs(google).p', 'refs(unc).p', 'refs(unc).json'], ['refs(unc).json']],
    [['refs(google).p', 'refs(umd).p'], ['refs(umd).p']],
    [['refs(b).p', 'refs(a).p'], ['refs(a).p']],
    [['refs(unc).p', 'grefs(unc).json'], ['refs(unc).p']],
    [
      ['refs.json', 'grefs.json', 'refs(unc).p'],
      ['refs.json', 'grefs.json'],
    ],
    [['grefs.json'], ['grefs.json']],
  ])('of %j it reads %j and says so', async (names, read) => {
    const pickle = Buffer.from('(l.')
    for (const name of names) await put(name, name.endsWith('.p') ? pickle : [])
    const { problems } = await importAll(refCoco, root)
    const passed = problems.map(({ file }) => file.slice(root.length + 1))
    expect(passed.toSorted()).toEqual(names.filter((name) => !read.includes(name)).toSorted())
    for (const { isPassed, reason } of problems) {
      expect(isPassed).toBe(true)
      expect(reason).toContain(read[0])
    }
  })

  test('has run lengths in a list, too', async () => {
    await put('refs.json', [ref(1, 4)])
    const [sample] = (await importAll(refCoco, root)).samples
    expect(sample!.mask).toEqual(rectangleRle(size, [0, 0, 3, 3]))
  })

  test.each([
    ['no whole number as image_id', { image_id: null }],
    ['ann_id', { ann_id: 'x' }],
    ['ann_id', { ann_id: [] }],
    ['no sentences', { sentences: [] }],
    ['no query', { sentences: [{ sent_id: 1, sent: ' ' }] }],
    ['no usable annotation 99', { ann_id: 99 }],
    ['run lengths are broken', { ann_id: [6, 2] }],
    ['no pixel inside', { ann_id: 5 }],
    ['there twice', { ref_id: 1 }],
    ['no image 9', { image_id: 9 }],
    ['ref 2: its target is not a text', { sample_id: 4, target: 5 }],
    ['ignore mask', { sample_id: 4, ignore: { size: [1, 1], counts: '01' } }],
    ['sent_id is there twice', { sentences: [1, 1].map((sent_id) => ({ sent_id, sent: 'a' })) }],
  ])('a bad ref is left out: %s', async (words, more) => {
    await put('refs.json', [ref(1, 2), ref(2, 2, more)])
    const { samples: found, bad } = await importAll(refCoco, root)
    expect(found[0]!.key).toBe('ref 1 sentence 2')
    expect(bad.join('\n')).toContain(words)
  })

  test.each([
    ['GLOBAL', 'refs(unc).p', Buffer.from('cposix\nsystem\n.')],
    ['no list of refs', 'refs(unc).p', Buffer.from('(d.')],
    ['not with [', 'refs.json', {}],
    ['cut off', 'refs.json', Buffer.from('[{')],
  ])('a file with %s is refused by name', async (words, name, content) => {
    await put(name, content)
    await expect(importAll(refCoco, root)).rejects.toThrow(words)
    await expect(importAll(refCoco, root)).rejects.toThrow(join(root, name))
  })

  test('the folder above is told which to choose', async () => {
    const above = await temporaryFolder()
    await expect(importAll(refCoco, above)).rejects.toThrow(`${above} does not hold instances.json`)
    await mkdir(join(above, 'refcoco+'))
    await writeFile(join(above, 'refcoco+/instances.json'), '{}')
    await writeFile(join(above, 'refcoco+/refs(unc).p'), '')
    const failed: unknown = await importAll(refCoco, above).catch((error: unknown) => error)
    expect(failed instanceof AppFailure && failed.error.hint).toContain('refcoco+')
  })

  test('damaged files are read in part or refused', async () => {
    const random = randomFrom(73)
    const total = rounds(3000)
    const wholes = { 'instances.json': instances, 'refs.json': [ref(1, 2), ref(2, [1719310, 2])] }
    let refused = 0
    for (let i = 0; i < total; i++) {
      for (const [name, value] of Object.entries(wholes))
        await put(name, Buffer.from(mutate(JSON.stringify(value), random)))
      await importAll(refCoco, root).catch((error: unknown) => {
        if (!(error instanceof AppFailure)) throw error
        refused++
      })
    }
    report(`RefCOCO: ${total} damaged folders (seed 73), ${refused} refused whole`)
  })
})
