import { describe, expect, it } from 'vitest'
import { verdictOf, writingTask, type Instance } from '#core/dataset/generation'
import { createMask } from '#core/mask/mask'
import { rleArea } from '#core/mask/rle-ops'
import { rleFromMask } from '#core/mask/rle'

/** 20 × 10 pixels, a square of four pixels a side at each place. */
function maskAt(...places: readonly (readonly [x: number, y: number])[]) {
  const mask = createMask({ width: 20, height: 10 })
  for (const [x, y] of places)
    for (let i = 0; i < 16; i++) mask.bits[(y + (i >> 2)) * 20 + x + (i & 3)] = 1
  return rleFromMask(mask)
}

function instance(sample: number, parts: Partial<Instance>): Instance {
  const mask = maskAt([0, 0])
  return { sample, image: 1, query: 'q', target: 'cup', hasRationale: false, mask, ...parts }
}

const left = instance(1, {})
const right = instance(2, { target: ' Cup', mask: maskAt([10, 0]) })
const twice = instance(3, { mask: maskAt([11, 0]) })
const plate = instance(4, { target: 'plate', mask: maskAt([0, 6]) })
const image = [left, right, twice, plate]

describe('the task that a sample gives', () => {
  it('boxes the target red and the others of its kind blue, each object once', () => {
    expect(writingTask('spatial', left, image)).toMatchObject({
      target: 'cup',
      red: [{ x0: 0, y0: 0, x1: 4, y1: 4 }],
      blue: [{ x0: 10, y0: 0, x1: 14, y1: 4 }],
    })
  })

  it('boxes each part of a mask that matters', () => {
    const task = writingTask('rationale', instance(1, { mask: maskAt([0, 0], [10, 4]) }), [])
    expect(typeof task === 'string' ? [] : task.red).toHaveLength(2)
  })

  it('of all of a kind is their union, led by the first', () => {
    const task = writingTask('kind', left, image)
    expect(typeof task === 'string' ? 0 : rleArea(task.mask)).toBe(32)
    expect(writingTask('kind', right, image)).toMatch(/another sample/)
  })

  it.each([
    ['no other of its kind', 'spatial', plate, /no other plate/],
    ['no name', 'multi-step', instance(1, { target: ' ' }), /no name/],
    ['a rationale already', 'rationale', instance(1, { hasRationale: true }), /already/],
    ['no query', 'rationale', instance(1, { query: '' }), /no query/],
    ['another speaks for the image', 'questions', right, /another sample/],
  ] as const)('is none where there is %s', (_, kind, one, why) => {
    expect(writingTask(kind, one, image)).toMatch(why)
  })
})

it.each([
  ['wrong', { correct: false, unambiguous: false, trivial: true, shortcut: true }],
  ['ambiguous', { correct: true, unambiguous: false, trivial: true, shortcut: true }],
  ['trivial', { correct: true, unambiguous: true, trivial: true, shortcut: true }],
  ['shortcut', { correct: true, unambiguous: true, trivial: false, shortcut: true }],
  ['good', { correct: true, unambiguous: true, trivial: false, shortcut: false }],
] as const)('the gravest finding counts: %s', (verdict, said) => {
  expect(verdictOf(said)).toBe(verdict)
})
