import { describe, expect, it } from 'vitest'
import { imageBox } from '#core/geometry/box'
import {
  failureKinds,
  kindsOf,
  nearOnes,
  shareOfInput,
  type KindRecord,
} from '#core/metrics/failure-kinds'

const record = (fields: Partial<KindRecord> = {}, mask = {}): KindRecord => ({
  reasoning: 'ok',
  inputShare: 0.1,
  neighbours: 0,
  ...fields,
  mask: {
    iou: 0.4,
    boundaryIou: 0.3,
    inside: 0.5,
    covered: 0.6,
    holes: 0,
    islands: 0,
    missedParts: 0,
    parts: 1,
    ...mask,
  },
})
const kinds = (of: KindRecord) => failureKinds.filter((kind) => kindsOf(of)[kind] === true)

describe('kindsOf', () => {
  it.each([
    ['none of them', record(), []],
    ['the query was misread', record({ reasoning: 'failed' }), ['misread-query']],
    ['wrong place', record({}, { inside: 0.1, covered: 0.2 }), ['wrong-place']],
    ['part of it', record({}, { inside: 0.9, covered: 0.5 }), ['partial-region']],
    ['holes', record({}, { holes: 0.1 }), ['holes']],
    ['tiny', record({ inputShare: 0.0005 }), ['tiny-object']],
    ['among its kind', record({ neighbours: 2 }), ['crowd']],
    [
      'several at once',
      record({ inputShare: 0.0005, neighbours: 5 }, { inside: 0, covered: 0 }),
      ['wrong-place', 'tiny-object', 'crowd'],
    ],
    ['no prediction is no place', record({}, { inside: null, covered: 0 }), []],
    ['no target is not tiny', record({ inputShare: 0 }, { covered: null }), []],
  ])('%s', (_name, of, expected) => expect(kinds(of)).toEqual(expected))
  it('what was not recorded is not told', () => {
    expect(kindsOf(record({ reasoning: 'unknown', neighbours: null }))).toMatchObject({
      'misread-query': null,
      crowd: null,
    })
    expect(kindsOf(record({ reasoning: 'undecided' }))['misread-query']).toBeNull()
  })
})

it('the share of a square input', () => {
  expect(shareOfInput(100 * 100, { width: 1000, height: 500 })).toBe(0.01)
  expect(shareOfInput(1024, { width: 1024, height: 1024 })).toBeCloseTo(0.001, 4)
})

it.each([
  ['touching', imageBox(20, 10, 30, 20), 1],
  ['inside', imageBox(12, 12, 13, 13), 1],
  ['its own size away', imageBox(30, 10, 35, 20), 1],
  ['a pixel more', imageBox(31, 10, 35, 20), 0],
  ['diagonal', imageBox(28, 28, 40, 40), 0],
])('near: %s', (_name, other, n) => {
  expect(nearOnes(imageBox(10, 10, 20, 20), [other])).toBe(n)
})
