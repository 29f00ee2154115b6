import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { imageBox } from '#core/geometry/box'
import { checkRegion } from '#core/grid/check-region'
import type { Grid } from '#core/grid/grid'
import {
  cellId,
  cellOf,
  likelyBoxes,
  regionBox,
  stripCount,
  stripEdges,
  stripsOfBox,
  unpaddedBox,
} from '#core/grid/lines'
import type { Region, RegionSettings } from '#core/grid/region'

const size = { width: 900, height: 450 }
const nine: Grid = { n: 9, style: 'split', shift: false, size }
const shifted: Grid = { ...nine, shift: true }
const strip: RegionSettings = { padding: 0.2, paddingOf: 'strip' }

const grids = fc.record({
  n: fc.integer({ min: 2, max: 20 }),
  shift: fc.boolean(),
  style: fc.constant('split' as const),
  size: fc.constant(size),
})

describe('strips', () => {
  it('are n of equal width, or n + 1 with half ones at the ends', () => {
    expect(stripEdges({ n: 4, shift: false })).toEqual([0, 0.25, 0.5, 0.75, 1])
    expect(stripEdges({ n: 4, shift: true })).toEqual([0, 0.125, 0.375, 0.625, 0.875, 1])
  })

  it('count from 1 in cells along the rows', () => {
    expect(cellOf(1, nine)).toEqual({ row: 1, column: 1 })
    expect(cellOf(10, nine)).toEqual({ row: 2, column: 1 })
    expect(cellOf(10, shifted)).toEqual({ row: 1, column: 10 })
    expect(cellOf(81, nine)).toEqual({ row: 9, column: 9 })
  })

  it('every cell has its own row and column', () => {
    fc.assert(
      fc.property(grids, (grid) => {
        for (let id = 1; id <= stripCount(grid) ** 2; id++) {
          const { row, column } = cellOf(id, grid)
          expect(cellId(row, column, grid)).toBe(id)
        }
      }),
    )
  })
})

describe('likelyBoxes', () => {
  const grid = { n: 10, style: 'split', shift: false, size: { width: 200, height: 100 } } as const

  it.each([
    {
      name: 'the strips, and drawn in by a quarter and half a strip',
      region: { kind: 'strips', rows: [2, 5], columns: [3, 8] },
      boxes: [imageBox(40, 10, 160, 50), imageBox(45, 12.5, 155, 47.5), imageBox(50, 15, 150, 45)],
    },
    {
      name: 'a single strip keeps two fifths',
      region: { kind: 'strips', rows: [2], columns: [3, 8] },
      boxes: [imageBox(40, 10, 160, 20), imageBox(45, 12.5, 155, 17.5), imageBox(50, 13, 150, 17)],
    },
    {
      name: 'a drawn box is meant',
      region: { kind: 'box', box: imageBox(1, 2, 30, 40) },
      boxes: [],
    },
  ] as const)('$name', ({ region, boxes }) => {
    expect(likelyBoxes(region, grid)).toEqual(boxes)
  })
})

describe('regionBox', () => {
  const strips = (rows: number[], columns: number[]): Region => ({ kind: 'strips', rows, columns })
  it.each([
    {
      name: 'a fifth of a strip on each side',
      region: strips([2, 3], [4, 5]),
      grid: nine,
      settings: strip,
      box: [280, 40, 520, 160],
    },
    {
      name: 'gaps are filled',
      region: strips([2, 4], [5, 3]),
      grid: nine,
      settings: strip,
      box: [180, 40, 520, 210],
    },
    {
      name: 'clamped at the border',
      region: strips([1, 9], [1, 1]),
      grid: nine,
      settings: strip,
      box: [0, 0, 120, 450],
    },
    {
      name: 'two fifths of the box',
      region: strips([2, 3], [4, 5]),
      grid: nine,
      settings: { padding: 0.4, paddingOf: 'box' },
      box: [220, 10, 580, 190],
    },
    {
      name: 'nothing added',
      region: strips([2, 3], [4, 5]),
      grid: nine,
      settings: { padding: 0, paddingOf: 'box' },
      box: [300, 50, 500, 150],
    },
    {
      name: 'half strip at the end, a whole strip’s padding',
      region: strips([1], [2]),
      grid: shifted,
      settings: strip,
      box: [30, 0, 170, 35],
    },
    {
      name: 'cells bound their rows and columns',
      region: { kind: 'cells', cells: [13, 23] },
      grid: nine,
      settings: strip,
      box: [280, 40, 520, 160],
    },
    {
      name: 'a drawn box as drawn',
      region: { kind: 'box', box: imageBox(10, 20, 30.5, 40) },
      grid: nine,
      settings: strip,
      box: [10, 20, 30.5, 40],
    },
    {
      name: 'a drawn box inside the image',
      region: { kind: 'box', box: imageBox(-10, 20, 3000, 40) },
      grid: nine,
      settings: strip,
      box: [0, 20, 900, 40],
    },
  ] as { name: string; region: Region; grid: Grid; settings: RegionSettings; box: number[] }[])(
    '$name',
    ({ region, grid, settings, box }) => {
      const { x0, y0, x1, y1 } = regionBox(region, grid, settings)
      for (const [i, value] of [x0, y0, x1, y1].entries()) expect(value).toBeCloseTo(box[i]!, 9)
    },
  )
})

describe('stripsOfBox', () => {
  it('undoes the box of any rows and columns', () => {
    const cases = grids.chain((grid) => {
      const id = fc.integer({ min: 1, max: stripCount(grid) })
      return fc.record({
        grid: fc.constant(grid),
        rows: fc.tuple(id, id),
        columns: fc.tuple(id, id),
      })
    })
    fc.assert(
      fc.property(cases, ({ grid, rows, columns }) => {
        const range = ([a, b]: [number, number]) =>
          Array.from({ length: Math.abs(a - b) + 1 }, (_, i) => Math.min(a, b) + i)
        const box = unpaddedBox({ kind: 'strips', rows, columns }, grid)
        expect(stripsOfBox(box, grid)).toEqual({ rows: range(rows), columns: range(columns) })
      }),
    )
  })

  it('is empty outside the image', () => {
    expect(stripsOfBox(imageBox(-50, -50, 0, 900), nine).columns).toEqual([])
  })
})

describe('checkRegion', () => {
  it('puts ids in order, each once', () => {
    expect(checkRegion({ kind: 'strips', rows: [3, 1, 3], columns: [9] }, nine)).toEqual({
      ok: true,
      value: { kind: 'strips', rows: [1, 3], columns: [9] },
    })
    expect(checkRegion({ kind: 'cells', cells: [100, 1] }, shifted)).toMatchObject({ ok: true })
  })

  it.each([
    { name: 'no row', region: { kind: 'strips', rows: [], columns: [1] }, says: 'no row' },
    { name: 'column 0', region: { kind: 'strips', rows: [1], columns: [0] }, says: 'no column 0' },
    {
      name: 'column 10 of 9',
      region: { kind: 'strips', rows: [1], columns: [10] },
      says: 'no column 10',
    },
    {
      name: 'half a row',
      region: { kind: 'strips', rows: [1.5], columns: [1] },
      says: 'no row 1.5',
    },
    { name: 'not a number', region: { kind: 'cells', cells: [Number.NaN] }, says: 'no cell NaN' },
    { name: 'cell 82 of 81', region: { kind: 'cells', cells: [82] }, says: 'no cell 82' },
    { name: 'no cell', region: { kind: 'cells', cells: [] }, says: 'no cell' },
    { name: 'an empty box', region: { kind: 'box', box: imageBox(5, 5, 5, 9) }, says: 'no area' },
    {
      name: 'a box beside the image',
      region: { kind: 'box', box: imageBox(900, 0, 950, 9) },
      says: 'no area',
    },
    {
      name: 'an endless box',
      region: { kind: 'box', box: imageBox(0, 0, Infinity, 9) },
      says: 'no area',
    },
  ] as { name: string; region: Region; says: string }[])('refuses $name', ({ region, says }) => {
    const checked = checkRegion(region, nine)
    expect(checked).toMatchObject({ ok: false, error: { code: 'bad_input' } })
    if (!checked.ok) expect(checked.error.message).toContain(says)
  })
})
