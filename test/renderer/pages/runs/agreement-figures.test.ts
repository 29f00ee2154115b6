import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AgreementPoint } from '#rpc/schemas/agreement'
import {
  lineInside,
  lineThrough,
  priorCorrelation,
  priorPoints,
} from '../../../../renderer/pages/runs/agreement-figures.ts'

const point = (priorIou: number | null, rankOneIou: number) =>
  ({ priorIou, softPriorIou: null, rankOneIou }) as AgreementPoint

test('runs without a prior are no points', () => {
  const points = priorPoints([point(0.2, 0.4), point(null, 0.9)], 'priorIou')
  expect(points.map(({ x, y }) => [x, y])).toEqual([[0.2, 0.4]])
  expect(priorPoints([point(0.2, 0.4)], 'softPriorIou')).toEqual([])
  expect(priorCorrelation(points)).toBeNull()
})

// numpy.polyfit([0.1, 0.4, 0.5, 0.9], [0.3, 0.35, 0.7, 0.8], 1)
test('the line of least squares', () => {
  const line = lineThrough([
    { x: 0.1, y: 0.3 },
    { x: 0.4, y: 0.35 },
    { x: 0.5, y: 0.7 },
    { x: 0.9, y: 0.8 },
  ])
  expect(line?.slope).toBeCloseTo(0.66793893, 7)
  expect(line?.offset).toBeCloseTo(0.22022901, 7)
})

test('no line through nothing, one point, or points above one another', () => {
  expect(lineThrough([])).toBeNull()
  expect(lineThrough([{ x: 0.5, y: 0.5 }])).toBeNull()
  expect(
    lineThrough([
      { x: 0.5, y: 0.1 },
      { x: 0.5, y: 0.9 },
    ]),
  ).toBeNull()
})

test.each([
  ['from side to side', { slope: 0.5, offset: 0.2 }, [0, 0.2], [1, 0.7]],
  ['through floor and ceiling', { slope: 4, offset: -1 }, [0.25, 0], [0.5, 1]],
  ['level', { slope: 0, offset: 0.3 }, [0, 0.3], [1, 0.3]],
])('the part of a line that is in sight: %s', (_name, line, from, to) => {
  const [a, b] = lineInside(line)!
  expect([a.x, a.y]).toEqual([expect.closeTo(from[0]!, 9), expect.closeTo(from[1]!, 9)])
  expect([b.x, b.y]).toEqual([expect.closeTo(to[0]!, 9), expect.closeTo(to[1]!, 9)])
})

test('a line is never drawn outside the square, and lies on itself', () => {
  expect(lineInside({ slope: 0, offset: 2 })).toBeNull()
  const number = fc.double({ min: -5, max: 5, noNaN: true })
  fc.assert(
    fc.property(number, number, (slope, offset) => {
      for (const { x, y } of lineInside({ slope, offset }) ?? []) {
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(-1e-6)
        expect(Math.max(x, y)).toBeLessThanOrEqual(1 + 1e-6)
        expect(y).toBeCloseTo(offset + slope * x, 6)
      }
    }),
  )
})
