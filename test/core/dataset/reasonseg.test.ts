import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseReasonSeg, reasonSegFromSample } from '#core/dataset/reasonseg'
import { paintReasonSeg } from '#core/dataset/reasonseg-paint'
import { emptyRle, maskFromRle, rleFromMask } from '#core/mask/rle'
import { subtractRles } from '#core/mask/rle-ops'
import { fullTexts, rectangleRle, sampleOf } from '../../electron/formats/memory-source.ts'
import { report, rounds } from '../../soak/scale.ts'
import vectors from '../../fixtures/vectors/reasonseg-raster.json' with { type: 'json' }
import { maskPair } from '../mask/masks.ts'

const size = { width: 10, height: 8 }

function paint(annotation: unknown, at = size) {
  const parsed = parseReasonSeg(annotation)
  if (!parsed.ok) throw new Error(parsed.error.message)
  const painted = paintReasonSeg(parsed.value.shapes, at)
  if (!painted.ok) throw new Error(painted.error.message)
  return painted.value
}

describe('the raster of the reference', () => {
  test.each(vectors.cases)('$id: $note', ({ annotation, h, w, ...wanted }) => {
    const painted = paint(annotation, { width: w, height: h })
    const ignored = maskFromRle(painted.ignore).bits
    const levels = Array.from(maskFromRle(painted.target).bits, (bit, i) =>
      ignored[i] === 1 ? 'i' : String(bit),
    )
    const rows = wanted.rows.map((_, y) => levels.slice(y * w, (y + 1) * w).join(''))
    expect(rows).toEqual(wanted.rows)
    expect(painted.target.counts).toBe(wanted.target_rle)
    expect(painted.ignore.counts).toBe(wanted.ignore_rle)
  })

  test('what is not certain is said: equally large shapes that differ and overlap', () => {
    const ties = new Map(
      vectors.cases.map(({ id, annotation, h, w }) => [
        id,
        paint(annotation, { width: w, height: h }).ties,
      ]),
    )
    for (const [id, found] of ties)
      expect(found).toEqual(/^a1[34]/.test(id) ? [{ area: 20, shared: 9 }] : [])
  })
})

const ring = [
  [1, 1],
  [5, 1],
  [5, 4],
]
const whole = { text: ['q'], is_sentence: true, shapes: [{ label: 'target', points: ring }] }

test.each([
  ['text', { ...whole, text: undefined }],
  ['text', { ...whole, text: ['q', 7] }],
  ['is_sentence', { ...whole, is_sentence: 'yes' }],
  ['shapes', { ...whole, shapes: undefined }],
  ['shapes[0] has no text as "label"', { ...whole, shapes: [{ points: ring }] }],
  ['shapes[0] has no text as "label"', { ...whole, shapes: [null] }],
  ['shapes[1] has no points', { ...whole, shapes: [...whole.shapes, { label: 'a', points: [] }] }],
  ['not two usable numbers', { ...whole, shapes: [{ label: 'a', points: [['1', '2']] }] }],
  ['not two usable numbers', { ...whole, shapes: [{ label: 'a', points: [[1, 2, 3]] }] }],
  ['not two usable numbers', { ...whole, shapes: [{ label: 'a', points: [[1, null]] }] }],
  ['not two usable numbers', { ...whole, shapes: [{ label: 'a', points: [[1, 1e300]] }] }],
  ['text', []],
  ['text', null],
  ['text', 'text'],
])('%s is missing or wrong: %j', (words, value) => {
  const parsed = parseReasonSeg(value)
  expect(!parsed.ok && parsed.error.message).toContain(words)
})

test('texts in the forms that other files have them', () => {
  const read = (value: object) => parseReasonSeg({ ...whole, ...value })
  expect(read({ text: 'one', is_sentence: 0 })).toMatchObject({
    value: { texts: { query: 'one', variants: [], isSentence: false }, own: null, size: null },
  })
  expect(read({ text: ['a', 'b', 'c'], is_sentence: undefined, sample_id: 0 })).toMatchObject({
    value: { texts: { query: 'a', variants: ['b', 'c'] }, own: null },
  })
  expect(read({ imageHeight: 8, imageWidth: 10, sample_id: 3 })).toMatchObject({
    value: { size, own: { sampleId: 3, annotationId: null, imageName: null } },
  })
})

test('shapes that would take too long are refused', () => {
  const zigzag = Array.from({ length: 60_000 }, (_, i) => [i % 2, (i % 2) * 999])
  const parsed = parseReasonSeg({ ...whole, shapes: [{ label: 'a', points: zigzag }] })
  const painted = parsed.ok && paintReasonSeg(parsed.value.shapes, { width: 9, height: 1000 })
  expect(painted).toMatchObject({ error: { code: 'limit_reached' } })
})

test('a file has what ReasonSeg, LabelMe and we need', () => {
  const sample = sampleOf({ ...fullTexts, size, mask: rectangleRle(size, [2, 1, 5, 4]) })
  const { record, losses } = reasonSegFromSample(sample, 'a.jpg')
  expect(losses).toEqual([])
  expect(record).toMatchObject({
    version: '5.5.0',
    flags: {},
    imagePath: 'a.jpg',
    imageData: null,
    imageHeight: 8,
    imageWidth: 10,
    text: [fullTexts.query, ...fullTexts.variants],
    is_sentence: true,
    sample_id: 1,
    no_target: false,
    sgdr: { category: 'spatial', components: ['relative'] },
  })
  expect(record).not.toHaveProperty('variants')
  const corners = [
    [2, 4],
    [2, 1],
    [6, 1],
    [6, 4],
  ]
  const shape = {
    label: 'target',
    points: corners,
    group_id: null,
    shape_type: 'polygon',
    flags: {},
  }
  expect(record.shapes).toEqual([shape])
})

test('no target and what is both target and ignore', () => {
  const mask = rectangleRle(size, [2, 1, 5, 4])
  const none = reasonSegFromSample(sampleOf({ size, mask, noTarget: true }), 'a.jpg')
  expect(none).toMatchObject({ record: { shapes: [], no_target: true }, losses: [] })
  const ignore = rectangleRle(size, [4, 2, 5, 1])
  const both = reasonSegFromSample(sampleOf({ size, mask, ignore }), 'a.jpg')
  expect(both.losses).toEqual([
    { sample: 1, what: 'ignore mask: 3 pixels that are also target are target', iou: null },
  ])
  expect(paint(both.record).ignore).toEqual(rectangleRle(size, [7, 2, 2, 1]))
})

test('every mask and ignore mask comes back bit for bit', () => {
  const numRuns = rounds(1000)
  fc.assert(
    fc.property(maskPair(30), ([one, other]) => {
      const mask = rleFromMask(one)
      const ignore = subtractRles(rleFromMask(other), mask)
      const sample = sampleOf({ size: one.size, mask, ignore })
      const { record, losses } = reasonSegFromSample(sample, 'a.jpg')
      expect(losses).toEqual([])
      const read = paint(JSON.parse(JSON.stringify(record)), one.size)
      expect(read).toMatchObject({ target: mask, ignore, ties: [] })
    }),
    { numRuns },
  )
  report(`ReasonSeg: ${numRuns} random targets with ignore masks came back bit for bit`)
})

test('an empty mask is an empty painting', () => {
  expect(paint({ ...whole, shapes: [] })).toEqual({
    target: emptyRle(size),
    ignore: emptyRle(size),
    ties: [],
  })
})
