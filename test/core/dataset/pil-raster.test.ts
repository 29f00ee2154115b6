import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  fillPilCircle,
  fillPilPolygon,
  fillPilRectangle,
  type PilPoint,
} from '#core/dataset/pil-raster'
import { createMask } from '#core/mask/mask'

type Row = {
  shape_type: string
  width: number
  height: number
  points: PilPoint[]
  rows: string[]
}

const file = new URL('../../fixtures/vectors/pil-raster.json', import.meta.url)
const { shapes } = JSON.parse(readFileSync(file, 'utf8')) as { shapes: Row[] }

test.each(shapes.map((row, i) => [i, row] as const))(
  'shape %i is painted as PIL does',
  (_, row) => {
    const mask = createMask(row)
    const [a, b] = [row.points[0]!, row.points[1]!]
    if (row.shape_type === 'polygon') fillPilPolygon(mask, row.points)
    else if (row.shape_type === 'rectangle') fillPilRectangle(mask, a, b)
    else fillPilCircle(mask, a, Math.hypot(a[0] - b[0], a[1] - b[1]))
    const rows = row.rows.map((_line, y) =>
      mask.bits.subarray(y * row.width, (y + 1) * row.width).join(''),
    )
    expect(rows).toEqual(row.rows)
  },
)

test('both ends count, and what lies outside is cut off', () => {
  const mask = createMask({ width: 8, height: 6 })
  fillPilPolygon(mask, [
    [2, 1],
    [6, 1],
    [6, 4],
    [2, 4],
  ])
  expect(mask.bits.reduce((sum, bit) => sum + bit, 0)).toBe(20)
  fillPilPolygon(mask, [
    [-(2 ** 28), -(2 ** 28)],
    [2 ** 28, -(2 ** 28)],
    [2 ** 28, 2 ** 28],
    [-(2 ** 28), 2 ** 28],
  ])
  expect(mask.bits.every((bit) => bit === 1)).toBe(true)
})
