import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyRle, rleFromMask } from '#core/mask/rle'
import { rleOfVotes, votesOf } from '#core/mask/votes'
import { maskOfRows, masksOf, sizes } from './masks.ts'

const row = (bits: string) => rleFromMask(maskOfRows([bits]))

test('an image divided by who holds each pixel', () => {
  const votes = votesOf([row('01100'), row('00110')], { width: 5, height: 1 })
  expect(votes.patterns).toEqual([
    { votes: [false, false], yes: 0, pixels: 2 },
    { votes: [true, false], yes: 1, pixels: 1 },
    { votes: [true, true], yes: 2, pixels: 1 },
    { votes: [false, true], yes: 1, pixels: 1 },
  ])
  expect([...votes.starts]).toEqual([0, 1, 2, 3, 4])
  expect([...votes.kinds]).toEqual([0, 1, 2, 3, 0])
})

test('no masks, masks of another size, more masks than bits', () => {
  const size = { width: 5, height: 1 }
  expect(votesOf([], size).patterns).toEqual([{ votes: [], yes: 0, pixels: 5 }])
  expect(() => votesOf([row('01')], size)).toThrow('[1, 5]')
  const many = Array.from({ length: 53 }, () => emptyRle(size))
  expect(() => votesOf(many, size)).toThrow('52')
  const last = votesOf([...many.slice(2), row('00100')], size).patterns[1]!
  expect(last.votes.indexOf(true)).toBe(51)
})

test('the patterns cover the image, and every mask comes back from them', () => {
  const many = sizes(16).chain((size) =>
    fc.record({ size: fc.constant(size), masks: fc.array(masksOf(size), { maxLength: 5 }) }),
  )
  fc.assert(
    fc.property(many, ({ size, masks }) => {
      const rles = masks.map(rleFromMask)
      const votes = votesOf(rles, size)
      const covered = votes.patterns.reduce((sum, { pixels }) => sum + pixels, 0)
      expect(covered).toBe(size.width * size.height)
      rles.forEach((rle, i) => {
        expect(rleOfVotes(votes, (pattern) => pattern.votes[i]!)).toEqual(rle)
      })
    }),
  )
})
