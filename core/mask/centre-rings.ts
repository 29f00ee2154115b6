import type { Mask, Rle } from './mask.ts'
import { pixelLoopsOf } from './pixel-loops.ts'
import { signedArea } from './polygon.ts'
import { maskFromRle } from './rle.ts'

/** A way around a part, or around one of its holes, over the part's pixels. */
type Walk = {
  /** x, y, x, y, ...; each step is straight or diagonal, and the last leads to the first. */
  readonly points: number[]
  /** Ways to holes, by the point they leave from or above which they do. */
  readonly bridges: Map<number, Bridge[]>
}

/** From a pixel of one walk straight to the right to the point `start` of a hole's. */
type Bridge = {
  readonly x: number
  readonly y: number
  readonly hole: Walk
  readonly start: number
}

/** Where a walk goes up along background to its left: its column, its topmost row, the point at its lower end. */
type Rise = { readonly x: number; readonly top: number; readonly walk: Walk; readonly at: number }

/** The topmost, and there leftmost, pixel of a hole, and the point of its walk to the left of it. */
type Gap = { readonly x: number; readonly y: number; readonly start: number }

/**
 * Rings of pixel centres that `spansOfCentreRing`, and every reader of ReasonSeg, turns back into the same mask: one
 * for each 8-connected part, its holes joined to it by bridges over the part's own pixels, walked both ways. Every edge
 * is straight or diagonal, so that no reader rounds it otherwise. At least three vertices a ring, repeated where the
 * part has fewer pixels.
 */
export function centreRingsFromRle(rle: Rle): number[][] {
  const mask = maskFromRle(rle)
  const rises = new Map<number, Rise[]>()
  const parts: Walk[] = []
  const holes: { readonly hole: Walk; readonly gap: Gap }[] = []
  for (const { corners } of pixelLoopsOf(rle, 8)) {
    const walk: Walk = { points: [], bridges: new Map() }
    const gap = walkAlong(corners, walk, rises)
    if (signedArea(corners) > 0) parts.push(walk)
    else holes.push({ hole: walk, gap })
  }
  for (const list of rises.values()) list.sort((a, b) => a.top - b.top)
  for (const { hole, gap } of holes) addBridge(hole, gap, mask, rises)
  return parts.map(ringOf)
}

/** The pixels to the right of a way along pixel edges. Its corners come as one vertical edge after another. */
function walkAlong(corners: readonly number[], walk: Walk, rises: Map<number, Rise[]>): Gap {
  const { points } = walk
  let gap: Gap = { x: 0, y: Infinity, start: 0 }
  for (let i = 0; i < corners.length; i += 4) {
    const x = corners[i] as number
    const y0 = corners[i + 1] as number
    const y1 = corners[i + 3] as number
    const isUp = y1 < y0
    addPoint(points, isUp ? x : x - 1, isUp ? y0 - 1 : y0)
    const at = points.length / 2 - 1
    if (isUp) listAt(rises, x).push({ x, top: y1, walk, at })
    else if (y0 < gap.y || (y0 === gap.y && x < gap.x)) gap = { x, y: y0, start: at }
    addPoint(points, isUp ? x : x - 1, isUp ? y1 : y1 - 1)
    const next = corners[(i + 4) % corners.length] as number
    addPoint(points, next > x ? x : x - 1, next > x ? y1 : y1 - 1)
    addPoint(points, next > x ? next - 1 : next, next > x ? y1 : y1 - 1)
  }
  const isClosed = points[0] === points.at(-2) && points[1] === points.at(-1)
  if (isClosed && points.length > 2) points.length -= 2
  return gap
}

function addPoint(points: number[], x: number, y: number): void {
  if (points.at(-2) !== x || points.at(-1) !== y) points.push(x, y)
}

function listAt<T>(lists: Map<number, T[]>, key: number): T[] {
  const list = lists.get(key) ?? []
  lists.set(key, list)
  return list
}

/**
 * To the left of a hole's first pixel the part goes on to the background on its other side: outside, or a hole whose
 * first pixel comes before this one's. So bridges never lead in a circle.
 */
function addBridge(hole: Walk, gap: Gap, mask: Mask, rises: Map<number, Rise[]>): void {
  const row = gap.y * mask.size.width
  const x = mask.bits.subarray(row, row + gap.x).lastIndexOf(0) + 1
  const rise = lastUpTo(rises.get(x) ?? [], gap.y)
  if (rise === undefined) throw new Error('a hole without a part around it')
  const at = rise.at % (rise.walk.points.length / 2)
  listAt(rise.walk.bridges, at).push({ x, y: gap.y, hole, start: gap.start })
}

/** The rise that covers a row: the one that begins lowest of those whose top is not below the row. */
function lastUpTo(rises: readonly Rise[], y: number): Rise | undefined {
  let from = 0
  let to = rises.length
  while (from < to) {
    const middle = (from + to) >> 1
    if ((rises[middle] as Rise).top <= y) from = middle + 1
    else to = middle
  }
  return rises[from - 1]
}

type Frame = {
  readonly walk: Walk
  readonly start: number
  /** The bridge to this walk; null for a part's own. */
  readonly over: Bridge | null
  /** Points taken so far, and bridges of the latest one that are still to be crossed. */
  step: number
  waiting: Bridge[]
}

function ringOf(part: Walk): number[] {
  const ring: number[] = []
  const frames: Frame[] = [{ walk: part, start: 0, over: null, step: 0, waiting: [] }]
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const bridge = frame.waiting.pop()
    if (bridge !== undefined) {
      addPoint(ring, bridge.x, bridge.y)
      const { hole, start } = bridge
      frames.push({ walk: hole, start, over: bridge, step: 0, waiting: [] })
    } else if (!takePoint(frame, ring)) {
      frames.pop()
      leaveHole(frame, ring)
    }
  }
  while (ring.length < 6) ring.push(...ring.slice(-2))
  return ring
}

/** Bridges leave on the way up, the lowest first. */
function takePoint(frame: Frame, ring: number[]): boolean {
  const { walk, start, step } = frame
  const count = walk.points.length / 2
  if (step === count) return false
  const at = (start + step) % count
  addPoint(ring, walk.points[at * 2] as number, walk.points[at * 2 + 1] as number)
  frame.waiting = (walk.bridges.get(at) ?? []).toSorted((a, b) => a.y - b.y)
  frame.step++
  return true
}

/** Back to where the hole's walk began, and over its bridge to the walk it left from. */
function leaveHole({ walk, start, over }: Frame, ring: number[]): void {
  if (over === null) return
  addPoint(ring, walk.points[start * 2] as number, walk.points[start * 2 + 1] as number)
  addPoint(ring, over.x, over.y)
}
