import type { Mask } from '../mask/mask.ts'

/** x, y in pixels; whole numbers name pixel centres. */
export type PilPoint = readonly [x: number, y: number]

/**
 * Paints a closed polygon into a mask as PIL's ImageDraw.polygon fills it: vertices cut toward zero, both ends
 * inclusive, even-odd, clipped to the mask. Bit for bit Pillow 12's result. Coordinates must be finite.
 * Source: python-pillow/Pillow src/libImaging/Draw.c, ImagingDrawPolygon and polygon_generic.
 */
export function fillPilPolygon(mask: Mask, points: readonly PilPoint[]): void {
  const edges = edgesOf(points.map(([x, y]) => [Math.trunc(x), Math.trunc(y)]))
  const slanted: Edge[] = []
  let top = mask.size.height - 1
  let bottom = 0
  for (const edge of edges) {
    top = Math.min(top, edge.top)
    bottom = Math.max(bottom, edge.bottom)
    if (edge.top === edge.bottom) fillRow(mask, edge.top, [edge.left, edge.right])
    else slanted.push(edge)
  }
  bottom = Math.min(bottom, mask.size.height)
  const starts = slanted.toSorted((a, b) => a.top - b.top || a.index - b.index)
  let active: Edge[] = []
  let next = 0
  for (let y = Math.max(0, top); y <= bottom; y++) {
    const before = next
    while (next < starts.length && (starts[next] as Edge).top <= y) next++
    active = active.filter((edge) => edge.bottom >= y)
    if (next > before)
      active = [...active, ...starts.slice(before, next).filter((edge) => edge.bottom >= y)].sort(
        (a, b) => a.index - b.index,
      )
    const crossings = crossingsAt(active, y, bottom)
    for (let i = 1; i < crossings.length; i += 2)
      fillRow(mask, y, [roundUp(crossings[i - 1] as number), roundDown(crossings[i] as number)])
  }
}

/** ImageDraw.rectangle, filled: corners cut toward zero, both inclusive. */
export function fillPilRectangle(mask: Mask, from: PilPoint, to: PilPoint): void {
  const [x0, x1] = [Math.trunc(Math.min(from[0], to[0])), Math.trunc(Math.max(from[0], to[0]))]
  const [y0, y1] = [Math.trunc(Math.min(from[1], to[1])), Math.trunc(Math.max(from[1], to[1]))]
  for (let y = Math.max(0, y0); y <= Math.min(mask.size.height - 1, y1); y++)
    fillRow(mask, y, [x0, x1])
}

/** ImageDraw.ellipse, filled, in the box of a circle; a radius over 50,000 pixels takes long. */
export function fillPilCircle(mask: Mask, [x, y]: PilPoint, radius: number): void {
  const [x0, y0] = [Math.trunc(x - radius), Math.trunc(y - radius)]
  const across = Math.trunc(x + radius) - x0
  const down = Math.trunc(y + radius) - y0
  for (const [half, reach] of quarterOf(across, down)) {
    const row: [number, number] = [x0 + (across - reach) / 2, x0 + (across + reach) / 2]
    fillRow(mask, y0 + (down - half) / 2, row)
    fillRow(mask, y0 + (down + half) / 2, row)
  }
}

type Edge = {
  readonly index: number
  readonly x: number
  readonly y: number
  left: number
  right: number
  readonly top: number
  readonly bottom: number
  /** Columns a row, in single precision as all that follows from it. */
  readonly slope: number
}

/** A horizontal edge that goes on in the direction of a horizontal one is joined to it. */
function edgesOf(points: readonly PilPoint[]): Edge[] {
  const edges: Edge[] = []
  for (let i = 0; i + 1 < points.length; i++) {
    const [from, to] = [points[i] as PilPoint, points[i + 1] as PilPoint]
    const before = points[i - 1]
    const last = edges.at(-1)
    if (from[1] === to[1] && before?.[1] === from[1] && last !== undefined) {
      if (to[0] > from[0] && from[0] > before[0]) {
        last.right = to[0]
        continue
      }
      if (to[0] < from[0] && from[0] < before[0]) {
        last.left = to[0]
        continue
      }
    }
    edges.push(edgeOf(edges.length, from, to))
  }
  const [first, end] = [points[0], points.at(-1)]
  const isOpen = first?.[0] !== end?.[0] || first?.[1] !== end?.[1]
  if (isOpen && first !== undefined && end !== undefined)
    edges.push(edgeOf(edges.length, end, first))
  return edges
}

function edgeOf(index: number, [x, y]: PilPoint, to: PilPoint): Edge {
  return {
    index,
    x,
    y,
    left: Math.min(x, to[0]),
    right: Math.max(x, to[0]),
    top: Math.min(y, to[1]),
    bottom: Math.max(y, to[1]),
    slope: y === to[1] ? 0 : Math.fround(Math.fround(to[0] - x) / (to[1] - y)),
  }
}

/** Columns at which the row crosses edges, ascending. `active` are those that reach it, in the polygon's order. */
function crossingsAt(active: readonly Edge[], y: number, bottom: number): Float32Array {
  const crossings = new Float32Array(active.length * 2)
  const ending: Edge[] = []
  let n = 0
  for (const edge of active) {
    const at = xOn(edge, y)
    crossings[n++] = at
    if (y === edge.bottom && y < bottom) crossings[n++] = at
    else if ((y === edge.top || y === edge.bottom) && edge.slope !== 0)
      crossings[n - 1] = cornerAt(edge, ending, y)
    if ((y === edge.top || y === edge.bottom) && edge.slope !== 0) ending.push(edge)
  }
  return crossings.subarray(0, n).sort()
}

/** Where two edges end together far from where they were a row before, the corner is drawn out to meet that row. */
function cornerAt(edge: Edge, others: readonly Edge[], y: number): number {
  const at = xOn(edge, y)
  const step = y === edge.bottom ? -1 : 1
  for (const other of others) {
    if (roundAway(at) !== roundAway(xOn(other, y))) continue
    if (y + step < other.top || y + step > other.bottom) continue
    const near = xOn(edge, y + step)
    const far = xOn(other, y + step)
    if (at > Math.fround(near + 1) && at > Math.fround(far + 1))
      return roundAway(Math.max(near, far)) + 1
    if (at < Math.fround(near - 1) && at < Math.fround(far - 1))
      return roundAway(Math.min(near, far)) - 1
    return at
  }
  return at
}

function xOn({ x, y, slope }: Edge, row: number): number {
  return Math.fround(Math.fround((row - y) * slope) + Math.fround(x))
}

function roundAway(value: number): number {
  return Math.sign(value) * Math.floor(Math.abs(value) + 0.5)
}

function roundUp(value: number): number {
  return value >= 0 ? Math.floor(Math.fround(value + 0.5)) : -Math.floor(Math.abs(value) + 0.5)
}

function roundDown(value: number): number {
  return value >= 0 ? Math.ceil(Math.fround(value - 0.5)) : -Math.ceil(Math.abs(value) - 0.5)
}

function fillRow({ size, bits }: Mask, y: number, [x0, x1]: readonly [number, number]): void {
  if (y < 0 || y >= size.height || x0 >= size.width || x1 < 0) return
  const from = y * size.width
  if (x0 <= x1) bits.fill(1, from + Math.max(0, x0), from + Math.min(size.width - 1, x1) + 1)
}

/**
 * Rows of a quarter of an ellipse as [twice the distance from its middle, twice the reach], by Bresenham's way: of the
 * three next places the one nearest to the curve. Whole numbers beyond 2^53 are met on the way.
 */
function quarterOf(across: number, down: number): [number, number][] {
  if (across + down < 1) return []
  const [a2, b2] = [BigInt(across) ** 2n, BigInt(down) ** 2n]
  const delta = (x: number, y: number) => {
    const off = a2 * BigInt(y) ** 2n + b2 * BigInt(x) ** 2n - a2 * b2
    return off < 0n ? -off : off
  }
  let [x, y] = [across, down % 2]
  const rows: [number, number][] = [[y, x]]
  while (x !== across % 2 || y !== down) {
    let best = [x, y + 2] as const
    let least = delta(...best)
    if (x > 1)
      for (const other of [[x - 2, y + 2] as const, [x - 2, y] as const]) {
        const off = delta(...other)
        if (off < least) [best, least] = [other, off]
      }
    if (best[1] > y) rows.push([best[1], best[0]])
    ;[x, y] = best
  }
  return rows
}
