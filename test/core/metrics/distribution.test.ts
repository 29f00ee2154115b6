import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shareDistribution } from '#core/metrics/distribution'

test('in equal bins, the ends in the first and the last', () => {
  const found = shareDistribution([0, 0.05, 0.3, 0.5, 1, 1.2, -0.1], (share) => share, 4)
  expect(found).toEqual([
    { from: 0, to: 0.25, members: [0, 0.05, -0.1], cumulative: 3 / 7 },
    { from: 0.25, to: 0.5, members: [0.3], cumulative: 4 / 7 },
    { from: 0.5, to: 0.75, members: [0.5], cumulative: 5 / 7 },
    { from: 0.75, to: 1, members: [1, 1.2], cumulative: 1 },
  ])
})

test('a share on a bin’s edge belongs to the bin that begins there', () => {
  for (let i = 0; i < 20; i++)
    expect(shareDistribution([i / 20], (share) => share)[i]!.members).toEqual([i / 20])
})

test('every member once; of none all bins are empty', () => {
  expect(shareDistribution([], () => 0, 2).map(({ cumulative }) => cumulative)).toEqual([0, 0])
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
      fc.integer({ min: 1, max: 50 }),
      (all, bins) => {
        const found = shareDistribution(all, (share) => share, bins)
        expect(found).toHaveLength(bins)
        const members = found.flatMap((bin) => bin.members)
        expect(members.toSorted((a, b) => a - b)).toEqual(all.toSorted((a, b) => a - b))
        if (all.length > 0) expect(found.at(-1)!.cumulative).toBe(1)
      },
    ),
  )
})
