import { boxHeight, boxWidth, clampBox, imageBox, type ImageBox } from '../geometry/box.ts'
import type { Grid, GridSettings } from './grid.ts'
import type { Region, RegionSettings } from './region.ts'

type Division = Pick<GridSettings, 'n' | 'shift'>

/** Strips a side: n, or n + 1 where the grid is shifted. */
export function stripCount(grid: Division): number {
  return grid.shift ? grid.n + 1 : grid.n
}

/** Edges of the strips from 0 to 1, first and last included; shifted, the end strips are half as wide as the others. */
export function stripEdges(grid: Division): number[] {
  const count = stripCount(grid)
  const offset = grid.shift ? 0.5 : 0
  return Array.from({ length: count + 1 }, (_, i) =>
    Math.min(1, Math.max(0, (i - offset) / grid.n)),
  )
}

/** Row and column, from 1, of a cell. Cells count from 1 along the rows, from the top left. */
export function cellOf(
  id: number,
  grid: Division,
): { readonly row: number; readonly column: number } {
  const count = stripCount(grid)
  return { row: Math.floor((id - 1) / count) + 1, column: ((id - 1) % count) + 1 }
}

/** The cell of a row and a column, all from 1. */
export function cellId(row: number, column: number, grid: Division): number {
  return (row - 1) * stripCount(grid) + column
}

/**
 * From the lowest to the highest row and column named, widened on each side by a share of a whole strip (RSVP
 * appendix D) or of the box (its table 9), inside the image. A drawn box is taken as drawn. Ids must be checked.
 */
export function regionBox(region: Region, grid: Grid, settings: RegionSettings): ImageBox {
  const box = unpaddedBox(region, grid)
  if (region.kind === 'box') return box
  const { width, height } = grid.size
  const isStrip = settings.paddingOf === 'strip'
  const x = settings.padding * (isStrip ? width / grid.n : boxWidth(box))
  const y = settings.padding * (isStrip ? height / grid.n : boxHeight(box))
  return clampBox(imageBox(box.x0 - x, box.y0 - y, box.x1 + x, box.y1 + y), grid.size)
}

/** From the lowest to the highest row and column named, nothing added. */
export function unpaddedBox(region: Region, grid: Grid): ImageBox {
  if (region.kind === 'box') return clampBox(region.box, grid.size)
  const { rows, columns } = region.kind === 'strips' ? region : stripsOfCells(region.cells, grid)
  const edges = stripEdges(grid)
  const edge = (i: number) => edges[i] ?? 1
  const { width, height } = grid.size
  return imageBox(
    edge(Math.min(...columns) - 1) * width,
    edge(Math.min(...rows) - 1) * height,
    edge(Math.max(...columns)) * width,
    edge(Math.max(...rows)) * height,
  )
}

/** How much of a strip is taken off each side, and at most which share of the box. */
const drawnIn = { ofStrip: [0, 0.25, 0.5], most: 0.3 }

/**
 * The boxes that a target of the region may well have. Rows and columns are named as soon as the target touches them,
 * so it ends somewhere within the outer ones: their box as it is, drawn in by a quarter and by half a strip on each
 * side. None for a drawn box, which is meant as drawn.
 */
export function likelyBoxes(region: Region, grid: Grid): readonly ImageBox[] {
  if (region.kind === 'box') return []
  const box = unpaddedBox(region, grid)
  const { width, height } = grid.size
  return drawnIn.ofStrip.map((share) => {
    const x = Math.min((share * width) / grid.n, drawnIn.most * boxWidth(box))
    const y = Math.min((share * height) / grid.n, drawnIn.most * boxHeight(box))
    return imageBox(box.x0 + x, box.y0 + y, box.x1 - x, box.y1 - y)
  })
}

/** Which rows and columns a box has area in, from 1, ascending; none where it has none in the image. */
export function stripsOfBox(
  box: ImageBox,
  grid: Grid,
): { readonly rows: readonly number[]; readonly columns: readonly number[] } {
  const inside = clampBox(box, grid.size)
  const { width, height } = grid.size
  return {
    rows: stripsBetween(inside.y0 / height, inside.y1 / height, grid),
    columns: stripsBetween(inside.x0 / width, inside.x1 / width, grid),
  }
}

/** Edges that differ by rounding alone are the same edge. */
const rounding = 1e-9

function stripsBetween(from: number, to: number, grid: Division): number[] {
  const edges = stripEdges(grid)
  return edges.slice(0, -1).flatMap((edge, i) => {
    const shared = Math.min(to, edges[i + 1] ?? 1) - Math.max(from, edge)
    return shared > rounding ? [i + 1] : []
  })
}

function stripsOfCells(cells: readonly number[], grid: Division) {
  const places = cells.map((id) => cellOf(id, grid))
  return { rows: places.map(({ row }) => row), columns: places.map(({ column }) => column) }
}
