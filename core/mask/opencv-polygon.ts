import type { Size } from '../geometry/size.ts'
import { clipSegment, visitLine, type Segment, type VisitSpan } from './opencv-line.ts'

/** A closed ring x, y, x, y, ... of whole numbers that name pixel centres; within 2^28. */
export type CentreRing = ArrayLike<number>

/** Fixed point: parts of a pixel. */
const fraction = 65_536

/** At most how many spans and crossings `spansOfCentreRing` makes of a ring: what it costs in time and memory. */
export function costOfCentreRing(ring: CentreRing, size: Size): number {
  let cost = 0
  visitEdges(ring, ({ x0, y0, x1, y1 }) => {
    const down = Math.min(Math.abs(y1 - y0), size.height)
    cost += 1 + down + Math.min(Math.max(down, Math.abs(x1 - x0)), Math.max(size.width, down))
  })
  return cost
}

/**
 * A ring as OpenCV draws it: its outline one pixel wide (`polylines`), then filled even-odd (`fillPoly`), clipped to
 * the image. Both ends of everything are inclusive, and a ring of one or two vertices is a pixel or a line. Gives
 * row-major positions (y * width + x) [from, to) one after another, ascending and apart. Bit for bit OpenCV
 * 5.0, and inside the image 4.6, which takes the slopes of clipped edges from their unclipped ends.
 * Source: opencv modules/imgproc/src/drawing.cpp, CollectPolyEdges, FillEdgeCollection and LineIterator.
 */
export function spansOfCentreRing(ring: CentreRing, size: Size): Uint32Array {
  const most = costOfCentreRing(ring, size)
  const spans = { from: new Uint32Array(most), to: new Uint32Array(most), count: 0 }
  const add = (y: number, x0: number, x1: number) => {
    spans.from[spans.count] = y * size.width + x0
    spans.to[spans.count++] = y * size.width + x1 + 1
  }
  const crossings = { keys: new Float64Array(most), count: 0 }
  visitEdges(ring, (edge) => {
    const clipped = { ...edge }
    if (clipSegment(clipped, size)) visitLine(clipped, add)
    if (edge.y0 !== edge.y1) addCrossings(edge, clipped, size, crossings)
  })
  fillBetween(crossings.keys.subarray(0, crossings.count).sort(), size.width, add)
  return united(spans.from.subarray(0, spans.count), spans.to.subarray(0, spans.count))
}

/** From each vertex's predecessor to it, the last one's edge first. */
function visitEdges(ring: CentreRing, visit: (edge: Segment) => void): void {
  let x0 = ring[ring.length - 2] as number
  let y0 = ring[ring.length - 1] as number
  for (let i = 0; i + 1 < ring.length; i += 2) {
    const x1 = ring[i] as number
    const y1 = ring[i + 1] as number
    visit({ x0, y0, x1, y1 })
    x0 = x1
    y0 = y1
  }
}

type Crossings = { readonly keys: Float64Array; count: number }

/**
 * Where an edge crosses each row from its upper end up to, not including, its lower one, as
 * (row * (width + 2) + 1) * 2^16 + x in fixed point; what lies beyond the image is moved beside it. Slope and start are
 * those of the clipped ends, also where clipping found nothing inside; their rows only where these differ.
 */
function addCrossings(edge: Segment, clipped: Segment, size: Size, crossings: Crossings): void {
  const { y0, y1 } = clipped.y0 === clipped.y1 ? edge : clipped
  const slope = Math.trunc(((clipped.x1 - clipped.x0) * fraction) / (y1 - y0))
  const isDown = edge.y0 < edge.y1
  const startX = (isDown ? clipped.x0 : clipped.x1) * fraction
  const startY = isDown ? y0 : y1
  const last = Math.min(size.height, Math.max(edge.y0, edge.y1))
  for (let y = Math.max(0, Math.min(edge.y0, edge.y1)); y < last; y++) {
    const x = startX + (y - startY) * slope
    const within = Math.min(Math.max(x, -fraction), size.width * fraction)
    crossings.keys[crossings.count++] = (y * (size.width + 2) + 1) * fraction + within
  }
}

/** From each odd crossing of a row to the one after it, both inclusive: a closed ring has an even number on each row. */
function fillBetween(keys: Float64Array, width: number, add: VisitSpan): void {
  for (let i = 0; i + 1 < keys.length; i += 2) {
    const y = Math.floor((keys[i] as number) / (fraction * (width + 2)))
    const start = y * (width + 2) + 1
    const from = Math.max(Math.ceil((keys[i] as number) / fraction) - start, 0)
    const to = Math.min(Math.floor((keys[i + 1] as number) / fraction) - start, width - 1)
    if (from <= to) add(y, from, to)
  }
}

/** The union of spans given in any order; those that touch become one. */
function united(from: Uint32Array, to: Uint32Array): Uint32Array {
  from.sort()
  to.sort()
  const ends = new Uint32Array(from.length * 2)
  let n = 0
  let open = 0
  for (let i = 0, j = 0; j < to.length;) {
    if (i < from.length && (from[i] as number) <= (to[j] as number)) {
      if (open++ === 0) ends[n++] = from[i] as number
      i++
    } else if (--open === 0) ends[n++] = to[j++] as number
    else j++
  }
  return ends.slice(0, n)
}
