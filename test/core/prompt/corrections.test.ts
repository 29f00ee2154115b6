import fc from 'fast-check'
import { expect, test } from 'vitest'
import { imageBox, isInBox, wholeImage } from '#core/geometry/box'
import { imagePoint } from '#core/geometry/point'
import type { Grid } from '#core/grid/grid'
import { unpaddedBox } from '#core/grid/lines'
import type { Region } from '#core/grid/region'
import { createMask, type Rle } from '#core/mask/mask'
import { rleFromMask } from '#core/mask/rle'
import { correctionPoints, isInRle, type Correctable } from '#core/prompt/corrections'
import { anyMask, masksOf } from '../mask/masks.ts'

const size = { width: 100, height: 50 }
/** Cells of 20×10 pixels. */
const grid: Grid = { n: 5, style: 'split', shift: false, size }

function filled(...boxes: readonly (readonly [number, number, number, number])[]): Rle {
  const mask = createMask(size)
  for (const [x0, y0, x1, y1] of boxes)
    for (let y = y0; y < y1; y++) mask.bits.fill(1, y * size.width + x0, y * size.width + x1)
  return rleFromMask(mask)
}

const strips = (rows: number[], columns: number[]): Region => ({ kind: 'strips', rows, columns })

function correct(given: Partial<Correctable>) {
  const nothing = { missing: [], surplus: [], grid, within: [wholeImage(size)] }
  const { points, anchor } = correctionPoints({
    mask: filled([20, 10, 60, 30]),
    ...nothing,
    ...given,
  })
  return { points: points.map(({ point: { x, y }, label }) => [x, y, label]), anchor }
}

test.each([
  ['nothing named: nothing to correct', {}, []],
  ['missing: the middle of the cell', { missing: [strips([2], [4])] }, [[64.5, 14.5, 1]]],
  ['missing, but the mask has it', { missing: [strips([2], [2, 3])] }, []],
  [
    'missing: what the mask lacks of the cell',
    { mask: filled([20, 10, 32, 30]), missing: [strips([2], [2])] },
    [[35.5, 13.5, 1]],
  ],
  [
    'missing beyond where the target may be',
    { missing: [strips([2], [4, 5])], within: [imageBox(0, 0, 80, 50)] },
    [[64.5, 14.5, 1]],
  ],
  [
    'nowhere where it may be',
    { missing: [strips([2], [5])], within: [imageBox(0, 0, 80, 50)] },
    [],
  ],
  ['too much: the middle of the cell', { surplus: [strips([2], [2])] }, [[24.5, 14.5, 0]]],
  ['too much outside the mask', { surplus: [strips([5], [5])] }, []],
  [
    'neighbouring cells are one piece',
    { surplus: [{ kind: 'cells', cells: [7, 12] } as const] },
    [[29.5, 19.5, 0]],
  ],
  [
    'cells apart are two, those of a lasting thickness',
    { missing: [strips([1, 5], [1])] },
    [
      [4.5, 4.5, 1],
      [4.5, 44.5, 1],
    ],
  ],
  [
    'both at once, the deeper first',
    { missing: [strips([3, 4], [4, 5])], surplus: [strips([2], [2])] },
    [
      [69.5, 29.5, 1],
      [24.5, 14.5, 0],
    ],
  ],
  [
    'a place named both ways: in and out of the mask',
    { mask: filled([20, 10, 32, 20]), missing: [strips([2], [2])], surplus: [strips([2], [2])] },
    [
      [24.5, 14.5, 0],
      [35.5, 13.5, 1],
    ],
  ],
  [
    'a drawn box',
    { missing: [{ kind: 'box', box: imageBox(80, 40, 90, 50) } as const] },
    [[84.5, 44.5, 1]],
  ],
] as const)('%s', (_name, given, expected) => {
  expect(correct(given as Partial<Correctable>).points).toEqual(expected)
})

test('slivers are left out where there is more, and stand for themselves where not', () => {
  const wide = { size: { width: 1000, height: 500 }, n: 5, style: 'split', shift: false } as const
  const mask = createMask(wide.size)
  // All of the cell of row 1 and column 1 but two rows at its bottom.
  for (let y = 0; y < 98; y++) mask.bits.fill(1, y * 1000, y * 1000 + 200)
  const of = (missing: Region[]) =>
    correctionPoints({
      mask: rleFromMask(mask),
      missing,
      surplus: [],
      grid: wide,
      within: [wholeImage(wide.size)],
    }).points.map(({ point }) => [point.x, point.y])
  expect(of([strips([1], [1])])).toEqual([[0.5, 98.5]])
  expect(of([strips([1], [1]), strips([3], [3])])).toEqual([[449.5, 249.5]])
})

test('the anchor is the deepest place of what stays', () => {
  expect(correct({}).anchor).toEqual({ x: 29.5, y: 19.5 })
  expect(correct({ surplus: [strips([2, 3], [2])] }).anchor).toEqual({ x: 49.5, y: 19.5 })
  expect(correct({ surplus: [strips([2, 3], [2, 3])] }).anchor).toBeNull()
})

test('a large image is looked at scaled down, and answered in its own pixels', () => {
  const large = { width: 6000, height: 4000 }
  const mask = createMask(large)
  for (let y = 1000; y < 3000; y++) mask.bits.fill(1, y * 6000 + 1000, y * 6000 + 3000)
  const { points } = correctionPoints({
    mask: rleFromMask(mask),
    missing: [strips([5], [6])],
    surplus: [],
    grid: { ...grid, n: 10, size: large },
    within: [wholeImage(large)],
  })
  expect(points).toHaveLength(1)
  expect(Math.abs(points[0]!.point.x - 3300)).toBeLessThan(120)
  expect(Math.abs(points[0]!.point.y - 1800)).toBeLessThan(20)
  expect(Math.abs(points[0]!.depth - 200)).toBeLessThan(20)
})

test('points lie in the places named, on the side of the mask they speak of, at most five of each', () => {
  const cells = fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 25 })
  const region = cells.map((ids): Region => ({ kind: 'cells', cells: [...new Set(ids)] }))
  const regions = fc.array(region, { maxLength: 2 })
  const one = { width: 40, height: 30 }
  const own = { ...grid, size: one }
  fc.assert(
    fc.property(masksOf(one), regions, regions, (mask, missing, surplus) => {
      const rle = rleFromMask(mask)
      const within = [imageBox(0, 0, 30, 30)]
      const { points, anchor } = correctionPoints({
        mask: rle,
        missing,
        surplus,
        grid: own,
        within,
      })
      const isNamed = (all: readonly Region[], point: (typeof points)[0]['point']) =>
        all.some(
          (named) =>
            named.kind === 'cells' &&
            named.cells.some((cell) =>
              isInBox(point, unpaddedBox({ kind: 'cells', cells: [cell] }, own)),
            ),
        )
      for (const { point, label, depth } of points) {
        expect(isNamed(label === 1 ? missing : surplus, point)).toBe(true)
        expect(isInRle(rle, point)).toBe(label === 0)
        if (label === 1) expect(isInBox(point, within[0]!)).toBe(true)
        expect(depth).toBeGreaterThan(0)
      }
      for (const label of [0, 1])
        expect(points.filter((all) => all.label === label).length).toBeLessThanOrEqual(5)
      if (anchor !== null) expect(isInRle(rle, anchor)).toBe(true)
      expect(correctionPoints({ mask: rle, missing, surplus, grid: own, within })).toEqual({
        points,
        anchor,
      })
    }),
  )
})

test('a pixel of run lengths is the pixel of the mask', () => {
  fc.assert(
    fc.property(
      anyMask(8),
      fc.integer({ min: -1, max: 8 }),
      fc.integer({ min: -1, max: 8 }),
      (mask, x, y) => {
        const { width, height } = mask.size
        const isInside = x >= 0 && y >= 0 && x < width && y < height
        const expected = isInside && mask.bits[y * width + x] === 1
        expect(isInRle(rleFromMask(mask), imagePoint(x + 0.3, y + 0.9))).toBe(expected)
      },
    ),
  )
})
