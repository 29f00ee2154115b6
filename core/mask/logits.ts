import { clampBox, type ImageBox } from '../geometry/box.ts'
import { imagePoint, squaredDistance, type ImagePoint } from '../geometry/point.ts'
import type { Size } from '../geometry/size.ts'
import { visitColumnRuns } from './column-runs.ts'
import {
  axisOf,
  cellsOf,
  imageFromCell,
  sharesUnder,
  type Axis,
  type AxisMap,
  type Share,
} from './logit-axis.ts'
import type { Rle } from './mask.ts'
import { rleFromFlips } from './rle.ts'

/** A part of a logit grid, in grid cells; may be fractional. Cell k spans [k, k+1). */
export type GridWindow = {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

/**
 * A model's low-resolution mask: finite logits on a grid, foreground where > 0. `window` is the part of the grid that
 * shows `view`, a box of whole image pixels; outside the view the mask is background.
 */
export type Logits = {
  /** Row-major, one value a cell. */
  readonly values: Float32Array
  readonly size: Size
  readonly window: GridWindow
  readonly view: ImageBox
}

/** A grid of logits without the logits: how a decode lies on its image. */
export type LogitPlace = Omit<Logits, 'values'>

/** What `meanPerCell` gives where the view does not grid. */
export const logitOutsideView = -32
/** Size of the logit of a wholly covered (or empty) cell made from a painted mask. */
const paintedLogit = 10

/**
 * The mask at image size: bilinear with half-pixel centres, clamped to the window's edge cells, foreground where > 0.
 * Equals the evaluation of every pixel in float64 (across, then down) but costs O(width * grid height): along a column
 * the interpolated value is monotone between two grid rows, so only its sign changes are looked for.
 */
export function rleFromLogits(logits: Logits, size: Size): Rle {
  const box = clampBox(logits.view, size)
  const maps = mapsOf(logits)
  const across = axisOf([box.x0, box.x1], maps.across)
  const down = axisOf([box.y0, box.y1], maps.down)
  const spans = spansOf(down)
  const starts = startsOf(spans, logits.size.height)
  const most = Math.min(2 * spans.length, down.count) + 1
  const flips = { at: new Uint32Array(across.count * most), count: 0 }
  const grid = columnsOf(logits, down)
  const rows = logits.size.height
  const column = new Float64Array(rows)
  for (let i = 0; i < across.count; i++) {
    const a = across.cell[i] as number
    const b = Math.min(a + 1, across.last)
    const first = Math.min(grid.first[a] as number, grid.first[b] as number)
    const last = Math.max(grid.last[a] as number, grid.last[b] as number)
    if (first > last) continue
    const f = across.fraction[i] as number
    for (let y = Math.max(0, first - 1); y <= Math.min(last + 1, down.last); y++)
      column[y] =
        (grid.values[a * rows + y] as number) * (1 - f) + (grid.values[b * rows + y] as number) * f
    const top = (box.x0 + i) * size.height + box.y0
    const start = starts[Math.max(0, first - 1)] as number
    addCrossings({ column, down, spans, start, last }, top, flips)
  }
  return rleFromFlips(size, flips.at, flips.count)
}

type AxisMaps = { readonly across: AxisMap; readonly down: AxisMap }

/** The place axis by axis. */
export function mapsOf({ view, window, size }: LogitPlace): AxisMaps {
  return {
    across: { view: [view.x0, view.x1], window: [window.x0, window.x1], side: size.width },
    down: { view: [view.y0, view.y1], window: [window.y0, window.y1], side: size.height },
  }
}

/** Stretches of pixels that share a grid cell. */
type Span = { readonly cell: number; readonly from: number; readonly to: number }

function spansOf(axis: Axis): Span[] {
  const spans: Span[] = []
  let from = 0
  for (let i = 1; i <= axis.count; i++) {
    if (i < axis.count && axis.cell[i] === axis.cell[from]) continue
    spans.push({ cell: axis.cell[from] as number, from, to: i })
    from = i
  }
  return spans
}

/** For every grid row the first span at or after it. */
function startsOf(spans: readonly Span[], rows: number): Int32Array {
  const starts = new Int32Array(rows + 1).fill(spans.length)
  for (let s = spans.length - 1; s >= 0; s--) {
    const from = s === 0 ? 0 : (spans[s - 1] as Span).cell + 1
    starts.fill(s, from, (spans[s] as Span).cell + 1)
  }
  return starts
}

type Columns = {
  /** The grid's values column by column, since that is how they are read. */
  readonly values: Float32Array
  /** First and last row of each column with a positive value (first > last where there is none). */
  readonly first: Int32Array
  readonly last: Int32Array
}

function columnsOf({ values, size }: Logits, down: Axis): Columns {
  const { width, height } = size
  const turned = new Float32Array(values.length)
  const first = new Int32Array(width).fill(height)
  const last = new Int32Array(width).fill(-1)
  for (let y = down.first; y <= down.last; y++)
    for (let x = 0; x < width; x++) {
      const value = values[y * width + x] as number
      turned[x * height + y] = value
      if (value <= 0) continue
      if (first[x] === height) first[x] = y
      last[x] = y
    }
  return { values: turned, first, last }
}

type ColumnScan = {
  readonly column: Float64Array
  readonly down: Axis
  readonly spans: readonly Span[]
  /** Before this span and after this row of the grid nothing can be positive. */
  readonly start: number
  readonly last: number
}

/** Adds the flips of one image column whose first pixel of the view has the column-major position `top`. */
function addCrossings(
  scan: ColumnScan,
  top: number,
  flips: { at: Uint32Array; count: number },
): void {
  const { column, down, spans } = scan
  let n = flips.count
  let inside = false
  for (let s = scan.start; s < spans.length; s++) {
    const span = spans[s] as Span
    const { cell, from, to } = span
    if (cell > scan.last) {
      if (!inside) break
      flips.at[n++] = top + from
      inside = false
      break
    }
    const v0 = column[cell] as number
    const v1 = column[Math.min(cell + 1, down.last)] as number
    if (v0 > 0 === v1 > 0) {
      if (v0 > 0 !== inside) flips.at[n++] = top + from
      inside = v0 > 0
      continue
    }
    const starts = isPositive(v0, v1, down.fraction[from] as number)
    if (starts !== inside) flips.at[n++] = top + from
    inside = isPositive(v0, v1, down.fraction[to - 1] as number)
    if (inside !== starts) flips.at[n++] = top + flipIn(span, down.fraction, v0, v1)
  }
  if (inside) flips.at[n++] = top + down.count
  flips.count = n
}

/** The first pixel of the span whose sign differs from the span's first one, by bisection. */
function flipIn(span: Span, fraction: Float64Array, v0: number, v1: number): number {
  const starts = isPositive(v0, v1, fraction[span.from] as number)
  let same = span.from
  let flipped = span.to - 1
  while (flipped - same > 1) {
    const middle = (same + flipped) >> 1
    if (isPositive(v0, v1, fraction[middle] as number) === starts) same = middle
    else flipped = middle
  }
  return flipped
}

function isPositive(v0: number, v1: number, f: number): boolean {
  return v0 * (1 - f) + v1 * f > 0
}

/**
 * Share of the cells above `-offset` that are also above `offset`: how little the mask depends on its threshold.
 * Over the window's cells; null where none is above `-offset`. Source: segment-anything utils/amg.py.
 */
export function stabilityOf(logits: Logits, offset = 1): number | null {
  const { values, size } = logits
  const maps = mapsOf(logits)
  const [x0, x1] = cellsOf(maps.across)
  const [y0, y1] = cellsOf(maps.down)
  let sure = 0
  let possible = 0
  for (let y = y0; y <= y1; y++)
    for (let at = y * size.width + x0; at <= y * size.width + x1; at++) {
      const value = values[at] as number
      if (value > offset) sure++
      if (value > -offset) possible++
    }
  return possible > 0 ? sure / possible : null
}

/**
 * Mean logit in each cell of an n x n grid laid over the whole image, row-major, weighted by area where a cell covers
 * parts of logit cells. A cell partly in the view has the mean of that part; one outside it has `logitOutsideView`.
 */
export function meanPerCell(logits: Logits, n: number, size: Size): Float32Array {
  const maps = mapsOf(logits)
  const across = sharesPerCell(n, size.width, maps.across)
  const down = sharesPerCell(n, size.height, maps.down)
  const means = new Float32Array(n * n)
  down.forEach((rows, cy) => {
    across.forEach((columns, cx) => {
      means[cy * n + cx] = weightedMean(logits, rows, columns)
    })
  })
  return means
}

function sharesPerCell(n: number, side: number, map: AxisMap): Share[][] {
  return Array.from({ length: n }, (_, i) =>
    sharesUnder([(i * side) / n, ((i + 1) * side) / n], map),
  )
}

function weightedMean({ values, size }: Logits, rows: Share[], columns: Share[]): number {
  let sum = 0
  let height = 0
  for (const row of rows) {
    const at = row.cell * size.width
    let across = 0
    for (const column of columns) across += column.weight * (values[at + column.cell] as number)
    sum += row.weight * across
    height += row.weight
  }
  const width = columns.reduce((total, column) => total + column.weight, 0)
  return height * width > 0 ? sum / (height * width) : logitOutsideView
}

export type BackgroundPick = { readonly point: ImagePoint; readonly logit: number }

/**
 * One background point: of the cells whose logit is under `below` the one nearest to any foreground point (ties: lower
 * logit, then row-major), else the cell of minimum logit. The point is the cell's centre. Source: Rea2Seg section 4.2.
 */
export function pickBackground(
  logits: Logits,
  size: Size,
  foreground: readonly ImagePoint[],
  below: number,
): BackgroundPick {
  const maps = mapsOf(logits)
  const box = clampBox(logits.view, size)
  let lowest: BackgroundPick | null = null
  let nearest: BackgroundPick | null = null
  let distance = Infinity
  visitCells(logits, (x, y, logit) => {
    const isLower = lowest === null || logit < lowest.logit
    if (!isLower && logit >= below) return
    const point = imagePoint(
      imageFromCell(x, maps.across, [box.x0, box.x1]),
      imageFromCell(y, maps.down, [box.y0, box.y1]),
    )
    if (isLower) lowest = { point, logit }
    if (logit >= below) return
    const away = foreground.reduce((d, p) => Math.min(d, squaredDistance(p, point)), Infinity)
    if (away > distance || (away === distance && nearest !== null && logit >= nearest.logit)) return
    distance = away
    nearest = { point, logit }
  })
  const pick = nearest ?? lowest
  if (pick === null) throw new Error('logits without a cell')
  return pick
}

function visitCells(logits: Logits, visit: (x: number, y: number, logit: number) => void): void {
  const maps = mapsOf(logits)
  const [x0, x1] = cellsOf(maps.across)
  const [y0, y1] = cellsOf(maps.down)
  for (let y = y0; y <= y1; y++)
    for (let x = x0; x <= x1; x++) visit(x, y, logits.values[y * logits.size.width + x] as number)
}

/**
 * A painted mask as logits, to prompt a segmenter with: each cell's covered share p becomes ln(p / (1 - p)), cut to
 * -10..10, so that the zero crossing stays on the mask's edge. Cells the window does not touch have -10.
 */
export function logitsFromMask(
  rle: Rle,
  gridSize: Size,
  window: GridWindow,
  view: ImageBox,
): Float32Array {
  const { across, down } = mapsOf({ size: gridSize, window, view })
  const covered = new Float64Array(gridSize.width * gridSize.height)
  const columns = Array.from({ length: rle.size[1] }, (_, x) => sharesUnder([x, x + 1], across))
  visitColumnRuns(rle, (x, y0, y1) => {
    const column = columns[x] as Share[]
    if (column.length === 0) return
    for (const row of sharesUnder([y0, y1], down))
      for (const { cell, weight } of column) {
        const at = row.cell * gridSize.width + cell
        covered[at] = (covered[at] as number) + row.weight * weight
      }
  })
  const logits = new Float32Array(covered.length).fill(-paintedLogit)
  for (const row of sharesUnder(down.view, down))
    for (const { cell, weight } of sharesUnder(across.view, across)) {
      const at = row.cell * gridSize.width + cell
      // A sum of shares may be a trifle above their whole, of which there is no logit.
      const p = Math.min(1, (covered[at] as number) / (row.weight * weight))
      logits[at] = Math.min(Math.max(Math.log(p / (1 - p)), -paintedLogit), paintedLogit)
    }
  return logits
}
