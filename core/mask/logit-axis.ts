/** How one axis of an image's view lies on one axis of a logit grid; both run from low to high. */
export type AxisMap = {
  readonly view: Range
  readonly window: Range
  /** Cells of the grid along this axis. */
  readonly side: number
}

export type Range = readonly [from: number, to: number]

/** For every pixel the grid cell at or before its centre, and how far it is towards the next (0 to 1). */
export type Axis = {
  readonly count: number
  readonly cell: Int32Array
  readonly fraction: Float64Array
  readonly first: number
  readonly last: number
}

/** Bilinear taps with half-pixel centres for the image pixels of a range, clamped to the cells the window touches. */
export function axisOf(pixels: Range, map: AxisMap): Axis {
  const count = Math.max(0, pixels[1] - pixels[0])
  const [first, last] = cellsOf(map)
  const scale = cellsPerPixel(map)
  const cell = new Int32Array(count)
  const fraction = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const at = map.window[0] + (pixels[0] + i + 0.5 - map.view[0]) * scale - 0.5
    const inside = Math.min(Math.max(at, first), last)
    cell[i] = Math.floor(inside)
    fraction[i] = inside - Math.floor(inside)
  }
  return { count, cell, fraction, first, last }
}

/** First and last grid cell that the window touches. */
export function cellsOf({ window, side }: AxisMap): Range {
  const first = Math.min(Math.max(Math.floor(window[0]), 0), side - 1)
  return [first, Math.min(Math.max(Math.ceil(window[1]) - 1, first), side - 1)]
}

/** Image coordinate of a grid cell's centre, kept half a pixel inside the range it may lie in. */
export function imageFromCell(cell: number, map: AxisMap, within: Range): number {
  return Math.min(Math.max(centreOfCell(cell, map), within[0] + 0.5), within[1] - 0.5)
}

/** Image coordinate of a grid cell's centre, wherever that lies. */
export function centreOfCell(cell: number, map: AxisMap): number {
  return map.view[0] + (cell + 0.5 - map.window[0]) / cellsPerPixel(map)
}

/** Grid coordinate of an image coordinate: cell k spans [k, k+1). */
export function gridFromImage(at: number, map: AxisMap): number {
  return map.window[0] + (at - map.view[0]) * cellsPerPixel(map)
}

export type Share = { readonly cell: number; readonly weight: number }

/** The grid cells under an image range and the length of each that lies under it, in cells; empty outside the view. */
export function sharesUnder(range: Range, map: AxisMap): Share[] {
  const scale = cellsPerPixel(map)
  const from = Math.max(range[0], map.view[0])
  const to = Math.min(range[1], map.view[1])
  if (to <= from) return []
  const g0 = map.window[0] + (from - map.view[0]) * scale
  const g1 = map.window[0] + (to - map.view[0]) * scale
  const shares: Share[] = []
  for (let cell = Math.max(0, Math.floor(g0)); cell < Math.min(g1, map.side); cell++) {
    const weight = Math.min(g1, cell + 1) - Math.max(g0, cell)
    if (weight > 0) shares.push({ cell, weight })
  }
  return shares
}

/** Grid cells to one pixel of the image. */
export function cellsPerPixel({ view, window }: AxisMap): number {
  return (window[1] - window[0]) / (view[1] - view[0])
}
