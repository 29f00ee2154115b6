import type { Size } from '../geometry/size.ts'
import { fail, ok, type Result } from '../result.ts'
import { uniteFlips } from './flips.ts'
import { columnRunsOf, labelRuns } from './line-runs.ts'
import type { Rle } from './mask.ts'
import { pixelLoopsOf } from './pixel-loops.ts'
import { rleFromFlips } from './rle.ts'

/** A flat ring x1, y1, x2, y2, ... in continuous image coordinates, closed by itself. */
export type Ring = readonly number[]

/** Vertices are snapped to a grid this many times finer than pixels. */
const fineness = 5
/** Beyond this a coordinate times the fineness leaves 32 bits, where the reference is undefined. */
const maxCoordinate = 2 ** 28

/**
 * The union of rings as COCO rasterises them: vertices snapped to a fifth of a pixel, even-odd down each column's
 * centre line, clipped to the image. Bit for bit pycocotools' result. Coordinates must be finite and within 2^28.
 * Source: cocoapi common/maskApi.c, rleFrPoly and rleMerge.
 */
export function rleFromPolygons(rings: readonly Ring[], size: Size): Rle {
  return rleFromFlips(size, uniteFlips(rings.map((ring) => flipsOfRing(ring, size))))
}

/** A COCO polygon list from outside: rings of at least three vertices. Fails with `bad_polygon`. */
export function parseRings(value: unknown): Result<number[][]> {
  if (!Array.isArray(value)) return badRing('the segmentation is not a list of rings')
  const rings: number[][] = []
  for (const [i, ring] of (value as readonly unknown[]).entries()) {
    if (!Array.isArray(ring)) return badRing(`ring ${i} is not a list of numbers`)
    if (ring.length < 6 || ring.length % 2 !== 0)
      return badRing(
        `ring ${i} has ${ring.length} numbers; x and y of at least three vertices are needed`,
      )
    if (!ring.every(isCoordinate))
      return badRing(`ring ${i} has a vertex that is not a usable number`)
    rings.push(ring)
  }
  return ok(rings)
}

function badRing(problem: string): Result<number[][]> {
  return fail(
    'bad_polygon',
    problem,
    'expected a list of flat rings: [[x1, y1, x2, y2, x3, y3, ...], ...]',
  )
}

function isCoordinate(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= maxCoordinate
}

function flipsOfRing(ring: Ring, size: Size): Uint32Array {
  if (!ring.every(isCoordinate)) throw new Error('a ring has a vertex that is not a usable number')
  const snapped = ring.map((value) => Math.trunc(fineness * value + 0.5))
  const flips: number[] = []
  for (let i = 0; i + 1 < snapped.length; i += 2) {
    const j = i + 3 < snapped.length ? i + 2 : 0
    const from: Vertex = [snapped[i] as number, snapped[i + 1] as number]
    const to: Vertex = [snapped[j] as number, snapped[j + 1] as number]
    addEdge(from, to, size, flips)
  }
  return Uint32Array.from(flips).sort()
}

type Vertex = readonly [x: number, y: number]

/** The reference walks every fine step of an edge; only the steps over a column's centre line count, so only they are made. */
function addEdge(from: Vertex, to: Vertex, size: Size, flips: number[]): void {
  const dx = Math.abs(to[0] - from[0])
  const dy = Math.abs(to[1] - from[1])
  if (dx === 0) return
  const isFlat = dx >= dy
  const isBackwards = isFlat ? from[0] > to[0] : from[1] > to[1]
  const [a, b] = isBackwards ? [to, from] : [from, to]
  const slope = isFlat ? (b[1] - a[1]) / dx : (b[0] - a[0]) / dy
  const low = Math.min(a[0], b[0])
  const high = Math.max(a[0], b[0])
  const last = Math.min(size.width - 1, Math.floor((high - 3) / fineness))
  for (let column = Math.max(0, Math.ceil((low - 2) / fineness)); column <= last; column++) {
    const y = isFlat ? flatCrossing(a, slope, column) : steepCrossing(a, slope, column)
    const row = Math.ceil(Math.min(Math.max((y + 0.5) / fineness - 0.5, 0), size.height))
    flips.push(column * size.height + row)
  }
}

/** Upper end of the fine step from 5c + 2 to 5c + 3 on an edge walked along x. */
function flatCrossing(a: Vertex, slope: number, column: number): number {
  const t = fineness * column + 2 - a[0]
  const before = Math.trunc(a[1] + slope * t + 0.5)
  return Math.min(before, Math.trunc(a[1] + slope * (t + 1) + 0.5))
}

/** The same on an edge walked along y, where the step is the first that lands across the column's centre. */
function steepCrossing(a: Vertex, slope: number, column: number): number {
  const middle = fineness * column + 2
  const isAcross = (t: number) =>
    slope > 0
      ? Math.trunc(a[0] + slope * t + 0.5) > middle
      : Math.trunc(a[0] + slope * t + 0.5) <= middle
  let t = Math.max(1, Math.ceil((middle + 0.5 - a[0]) / slope))
  while (t > 1 && isAcross(t - 1)) t--
  while (!isAcross(t)) t++
  return a[1] + t - 1
}

/** The mask's edges as rings along pixel edges: clockwise as seen around parts, counter-clockwise around holes. */
export function ringsFromRle(rle: Rle): number[][] {
  return pixelLoopsOf(rle).map((loop) => [...loop.corners])
}

/**
 * Rings that `rleFromPolygons`, and every reader of COCO polygons, turns back into the same mask, holes and all: one
 * ring for each 4-connected part, its holes joined to it by bridges walked both ways, which leave no trace.
 */
export function keyholeRingsFromRle(rle: Rle): number[][] {
  const { labels } = labelRuns(columnRunsOf(rle), 4)
  const outers = new Map<number, number[]>()
  const holes: { readonly part: number; readonly ring: Ring }[] = []
  for (const { corners, run } of pixelLoopsOf(rle)) {
    const part = labels[run] as number
    if (signedArea(corners) > 0) outers.set(part, [...corners])
    else holes.push({ part, ring: corners })
  }
  for (const { part, ring } of holes) {
    const outer = outers.get(part)
    if (outer === undefined) throw new Error('a hole without a part around it')
    const [x = 0, y = 0] = outer
    const [holeX = 0, holeY = 0] = ring
    outer.push(x, y)
    for (const value of ring) outer.push(value)
    outer.push(holeX, holeY)
  }
  return [...outers.values()]
}

/** Positive for rings that run clockwise as seen (y down). */
export function signedArea(ring: Ring): number {
  let twice = 0
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length
    twice += (ring[i] as number) * (ring[j + 1] as number)
    twice -= (ring[j] as number) * (ring[i + 1] as number)
  }
  return twice / 2
}

/**
 * Fewer vertices: none left out lies farther than `tolerance` pixels from the new ring (Douglas-Peucker from the first
 * vertex and the one farthest from it). At least three vertices stay of a ring that has them.
 */
export function simplifyRing(ring: Ring, tolerance: number): number[] {
  const n = ring.length / 2
  if (n <= 3) return [...ring]
  const kept = new Uint8Array(n)
  const far = farthest(ring, 0, n)
  kept[0] = 1
  kept[far.index] = 1
  const todo: [number, number][] = [
    [0, far.index],
    [far.index, n],
  ]
  let widest = { index: 0, distance: -1 }
  for (let span = todo.pop(); span !== undefined; span = todo.pop()) {
    const [from, to] = span
    const { index, distance } = farthest(ring, from, to)
    if (distance > widest.distance && kept[index] === 0) widest = { index, distance }
    if (distance <= tolerance) continue
    kept[index] = 1
    todo.push([from, index], [index, to])
  }
  kept[widest.index] = 1
  return ring.filter((_, i) => kept[i >> 1] === 1)
}

/** The vertex between two (`to` may be n, the first again) that is farthest from the segment between them. */
function farthest(ring: Ring, from: number, to: number): { index: number; distance: number } {
  const ax = ring[from * 2] as number
  const ay = ring[from * 2 + 1] as number
  const end = (to * 2) % ring.length
  const dx = (ring[end] as number) - ax
  const dy = (ring[end + 1] as number) - ay
  const length = dx * dx + dy * dy
  let best = { index: from, distance: -1 }
  for (let i = from + 1; i < to; i++) {
    const px = (ring[i * 2] as number) - ax
    const py = (ring[i * 2 + 1] as number) - ay
    const along = length === 0 ? 0 : Math.min(Math.max((px * dx + py * dy) / length, 0), 1)
    const distance = Math.hypot(px - along * dx, py - along * dy)
    if (distance > best.distance) best = { index: i, distance }
  }
  return best
}
