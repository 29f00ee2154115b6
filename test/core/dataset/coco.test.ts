import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cocoAnnotationFromSample,
  cocoCategoryName,
  cocoSegmentation,
  extendCategories,
  type CocoSample,
} from '#core/dataset/coco'
import {
  parseCocoAnnotation,
  parseCocoCategory,
  parseCocoImage,
  parseCocoSideEntry,
} from '#core/dataset/coco-records'
import type { Rle } from '#core/mask/mask'
import { emptyRle, fullRle, maskFromRle, rleFromCounts, rleFromMask } from '#core/mask/rle'
import { isEmptyRle, rleArea } from '#core/mask/rle-ops'

import vectors from '../../fixtures/vectors/coco-rle.json' with { type: 'json' }

const size = { width: 4, height: 3 }
const corner: Rle = rleFromMask({ size, bits: Uint8Array.of(1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0) })
const sample: CocoSample = {
  sampleId: 7,
  imageId: 3,
  annotationId: 11,
  categoryId: 2,
  query: 'What could protect the snail?',
  variants: ['Which part shields it?'],
  isSentence: true,
  target: 'shell',
  synonyms: [],
  attributes: ['brown'],
  answer: '',
  rationale: 'It is hard.',
  category: 'multi-step',
  components: ['commonsense'],
  mask: corner,
  ignore: emptyRle(size),
  noTarget: false,
}
const exact = { kind: 'rle' } as const

describe('cocoSegmentation', () => {
  it.each([
    { name: 'a ring', value: [[0, 0, 2, 0, 2, 2, 0, 2]], mask: corner },
    {
      name: 'two rings are united',
      value: [
        [0, 0, 2, 0, 2, 1, 0, 1],
        [0, 1, 2, 1, 2, 2, 0, 2],
      ],
      mask: corner,
    },
    { name: 'outside is cut off', value: [[-9, -9, 2, -9, 2, 2, -9, 2]], mask: corner },
    { name: 'compressed', value: corner, mask: corner },
    { name: 'uncompressed', value: { size: [3, 4], counts: [0, 2, 1, 2, 7] }, mask: corner },
    {
      name: 'not canonical',
      value: { size: [3, 4], counts: [0, 1, 0, 1, 1, 2, 7, 0] },
      mask: corner,
    },
  ])('reads $name', ({ value, mask }) => {
    expect(cocoSegmentation(value, size)).toEqual({ ok: true, value: mask })
  })

  it.each([
    { name: 'an empty list', value: [], code: 'bad_polygon' },
    { name: 'a flat ring', value: [0, 0, 2, 0, 2, 2], code: 'bad_polygon' },
    { name: 'two vertices', value: [[0, 0, 2, 2]], code: 'bad_polygon' },
    { name: 'half a vertex', value: [[0, 0, 2, 0, 2, 2, 1]], code: 'bad_polygon' },
    { name: 'NaN', value: [[0, 0, 2, 0, Number.NaN, 2]], code: 'bad_polygon' },
    { name: 'infinity', value: [[0, 0, 2, 0, 1 / 0, 2]], code: 'bad_polygon' },
    { name: 'null for a number', value: [[0, 0, 2, 0, null, 2]], code: 'bad_polygon' },
    {
      name: 'width first',
      value: { size: [4, 3], counts: [0, 2, 1, 2, 7] },
      code: 'size_mismatch',
    },
    { name: 'another size', value: emptyRle({ width: 40, height: 30 }), code: 'size_mismatch' },
    { name: 'runs too short', value: { size: [3, 4], counts: [0, 2, 1] }, code: 'bad_rle' },
    { name: 'runs too long', value: { size: [3, 4], counts: [0, 2, 1, 20] }, code: 'bad_rle' },
    { name: 'a negative run', value: { size: [3, 4], counts: [14, -2] }, code: 'bad_rle' },
    { name: 'a broken string', value: { size: [3, 4], counts: '0p' }, code: 'bad_rle' },
    { name: 'no size', value: { counts: '<' }, code: 'bad_rle' },
    { name: 'text', value: 'mask.png', code: 'bad_rle' },
    { name: 'nothing', value: null, code: 'bad_rle' },
  ])('refuses $name', ({ value, code }) => {
    expect(cocoSegmentation(value, size)).toMatchObject({ ok: false, error: { code } })
  })
})

it('reads every reference vector', () => {
  for (const { h, w, counts, rle } of vectors.masks) {
    const expected = { ok: true, value: { size: [h, w], counts: rle } }
    const of = { width: w, height: h }
    expect(cocoSegmentation({ size: [h, w], counts }, of)).toEqual(expected)
    expect(cocoSegmentation({ size: [h, w], counts: rle }, of)).toEqual(expected)
  }
  for (const { h, w, segmentation, counts } of vectors.polygons) {
    const read = cocoSegmentation(segmentation, { width: w, height: h })
    expect(read).toEqual({ ok: true, value: rleFromCounts({ width: w, height: h }, counts) })
  }
})

describe('cocoAnnotationFromSample', () => {
  it('says everything, in COCO’s words and ours', () => {
    expect(cocoAnnotationFromSample(sample, exact)).toEqual({
      annotation: {
        id: 11,
        image_id: 3,
        category_id: 2,
        segmentation: corner,
        area: 4,
        bbox: [0, 0, 2, 2],
        iscrowd: 0,
        sample_id: 7,
        query: 'What could protect the snail?',
        variants: ['Which part shields it?'],
        is_sentence: true,
        sgdr: { category: 'multi-step', components: ['commonsense'] },
        target: 'shell',
        attributes: ['brown'],
        rationale: 'It is hard.',
      },
      side: null,
      losses: [],
    })
  })

  it('keeps a sample without target in the side list, query and all', () => {
    const parts = cocoAnnotationFromSample({ ...sample, noTarget: true }, exact)
    expect(parts.annotation).toBeNull()
    expect(parts.side).toMatchObject({
      image_id: 3,
      annotation_id: null,
      no_target: true,
      ignore: null,
      sample_id: 7,
      query: sample.query,
    })
    expect(parts.losses).toEqual([
      { sample: 7, what: expect.stringContaining('no target'), iou: null },
    ])
    expect(cocoAnnotationFromSample({ ...sample, mask: emptyRle(size) }, exact)).toEqual(parts)
  })

  it('keeps an ignore mask in the side list, never as a crowd', () => {
    const parts = cocoAnnotationFromSample({ ...sample, ignore: fullRle(size) }, exact)
    expect(parts.annotation?.iscrowd).toBe(0)
    expect(parts.side).toMatchObject({ annotation_id: 11, no_target: false, ignore: fullRle(size) })
    expect(parts.losses).toEqual([
      { sample: 7, what: expect.stringContaining('ignore mask'), iou: null },
    ])
  })

  const masks = fc
    .uint8Array({ min: 0, max: 1, minLength: 12 * 9, maxLength: 12 * 9 })
    .map((bits) => rleFromMask({ size: { width: 12, height: 9 }, bits }))
    .filter((rle) => !isEmptyRle(rle))

  it('polygons without tolerance lose nothing', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const { annotation, losses } = cocoAnnotationFromSample(
          { ...sample, mask },
          { kind: 'polygon', tolerance: 0 },
        )
        expect(losses).toEqual([])
        expect(cocoSegmentation(annotation?.segmentation, { width: 12, height: 9 })).toEqual({
          ok: true,
          value: mask,
        })
      }),
    )
  })

  it('simplified polygons report the IoU a reader will find', () => {
    const disc = rleFromMask({
      size: { width: 40, height: 40 },
      bits: Uint8Array.from({ length: 1600 }, (_, i) =>
        Number(Math.hypot((i % 40) - 20, Math.floor(i / 40) - 20) < 15),
      ),
    })
    const { annotation, losses } = cocoAnnotationFromSample(
      { ...sample, mask: disc },
      { kind: 'polygon', tolerance: 2 },
    )
    const read = cocoSegmentation(annotation?.segmentation, { width: 40, height: 40 })
    expect(losses).toHaveLength(1)
    const iou = losses[0]!.iou!
    expect(iou).toBeGreaterThan(0.8)
    expect(iou).toBeLessThan(1)
    if (!read.ok) throw new Error(read.error.message)
    const [a, b] = [maskFromRle(read.value).bits, maskFromRle(disc).bits]
    const both = a.filter((bit, i) => bit & b[i]!).length
    expect(both / (rleArea(read.value) + rleArea(disc) - both)).toBeCloseTo(iou, 12)
    expect(annotation?.area).toBe(rleArea(disc))
  })
})

describe('categories', () => {
  it.each([
    ['shell', 'shell'],
    ['  red \n apple ', 'red apple'],
    ['', 'object'],
    ['   ', 'object'],
  ])('“%s” is “%s”', (target, name) => {
    expect(cocoCategoryName(target)).toBe(name)
  })

  it('keep their ids when new ones come', () => {
    const first = extendCategories([], ['shell', 'object', 'shell'])
    expect(first.map(({ id, name }) => [id, name])).toEqual([
      [1, 'shell'],
      [2, 'object'],
    ])
    const foreign = [{ id: 40, name: 'dog', supercategory: 'animal' }]
    expect(extendCategories(foreign, ['cat', 'dog']).map(({ id, name }) => [id, name])).toEqual([
      [40, 'dog'],
      [41, 'cat'],
    ])
  })
})

describe('foreign records', () => {
  it('read back what was written', () => {
    const { annotation, side } = cocoAnnotationFromSample({ ...sample, ignore: corner }, exact)
    const read = parseCocoAnnotation(JSON.parse(JSON.stringify(annotation)))
    const { id, image_id, category_id, segmentation, area, bbox, iscrowd, ...extras } = annotation!
    expect(read).toEqual({
      ok: true,
      value: {
        id,
        imageId: image_id,
        categoryId: category_id,
        isCrowd: false,
        segmentation,
        extras,
      },
    })
    expect([area, bbox, iscrowd]).toEqual([4, [0, 0, 2, 2], 0])
    expect(parseCocoSideEntry(JSON.parse(JSON.stringify(side)))).toEqual({
      ok: true,
      value: { imageId: 3, annotationId: 11, noTarget: false, ignore: corner, extras },
    })
  })

  it.each([
    {
      name: 'an image',
      read: parseCocoImage({ id: 1, width: 4, height: 3, file_name: 'a.jpg', license: 2 }),
      value: { id: 1, width: 4, height: 3, file_name: 'a.jpg' },
    },
    {
      name: 'an LVIS image',
      read: parseCocoImage({ id: 1, width: 4, height: 3, coco_url: 'http://x/val/b.jpg' }),
      value: { id: 1, width: 4, height: 3, file_name: 'b.jpg' },
    },
    {
      name: 'a category',
      read: parseCocoCategory({ id: 0, name: 'dog' }),
      value: { id: 0, name: 'dog', supercategory: '' },
    },
    {
      name: 'a plain annotation',
      read: parseCocoAnnotation({ id: 5, image_id: 1, segmentation: [[]], iscrowd: 1 }),
      value: { id: 5, imageId: 1, categoryId: null, isCrowd: true, segmentation: [[]], extras: {} },
    },
    {
      name: 'extras of a wrong type',
      read: parseCocoAnnotation({
        id: 5,
        image_id: 1,
        segmentation: [],
        query: 5,
        variants: 'a',
        is_sentence: 1,
        sgdr: 'x',
      }),
      value: { id: 5, imageId: 1, categoryId: null, isCrowd: false, segmentation: [], extras: {} },
    },
  ])('$name', ({ read, value }) => {
    expect(read).toEqual({ ok: true, value })
  })

  it.each([
    { name: 'text for an image', read: parseCocoImage('a.jpg') },
    { name: 'an image without id', read: parseCocoImage({ width: 4, height: 3, file_name: 'a' }) },
    {
      name: 'an image without size',
      read: parseCocoImage({ id: 1, width: 0, height: 3, file_name: 'a' }),
    },
    { name: 'an image without a name', read: parseCocoImage({ id: 1, width: 4, height: 3 }) },
    { name: 'a nameless category', read: parseCocoCategory({ id: 1, name: ' ' }) },
    { name: 'null for a category', read: parseCocoCategory(null) },
    {
      name: 'an annotation with half an id',
      read: parseCocoAnnotation({ id: 1.5, image_id: 1, segmentation: [] }),
    },
    { name: 'an annotation of no image', read: parseCocoAnnotation({ id: 1, segmentation: [] }) },
    {
      name: 'an annotation without mask',
      read: parseCocoAnnotation({ id: 1, image_id: 1, segmentation: null }),
    },
    { name: 'a side entry of no image', read: parseCocoSideEntry({ no_target: true }) },
  ])('refuses $name', ({ read }) => {
    expect(read).toMatchObject({ ok: false, error: { code: 'bad_input' } })
  })
})
