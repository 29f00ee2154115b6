import { expect, test } from 'vitest'
import { imageBox, isInBox } from '#core/geometry/box'
import { pointsForBox } from '#core/prompt/box-points'

test.each([
  ['a square', imageBox(0, 0, 100, 100)],
  ['a strip', imageBox(10, 20, 12, 400)],
  ['a part of a pixel', imageBox(3.2, 3.2, 3.6, 3.4)],
])('%s: five different points, all inside, the centre first', (_name, box) => {
  const points = pointsForBox(box)
  expect(new Set(points.map(({ x, y }) => `${x},${y}`)).size).toBe(5)
  expect(points.every((point) => isInBox(point, box))).toBe(true)
  expect(points[0]).toEqual({ x: (box.x0 + box.x1) / 2, y: (box.y0 + box.y1) / 2 })
})
