import { columnRunsOf, type Connectivity, type LineRuns } from './line-runs.ts'
import type { Rle } from './mask.ts'

/** One closed walk along pixel edges. */
export type PixelLoop = {
  /** Corners x, y, x, y, ... in whole numbers; the last joins the first. Foreground lies to the right of the walk. */
  readonly corners: readonly number[]
  /** A column run (index in `columnRunsOf`) of the part whose edge this is. */
  readonly run: number
}

/**
 * All edges of a mask as closed loops: clockwise as seen around parts, counter-clockwise around holes. Pixels that
 * touch at a corner only are apart, with 8-connectivity together.
 *
 * The vertical edges come from comparing neighbouring columns; their ends pair up along each row line from left to
 * right, which are the horizontal edges.
 */
export function pixelLoopsOf(rle: Rle, connectivity: Connectivity = 4): PixelLoop[] {
  const edges = edgesOf(columnRunsOf(rle), rle.size[0], connectivity)
  const visited = new Uint8Array(edges.count)
  const loops: PixelLoop[] = []
  for (let first = 0; first < edges.count; first++)
    if (visited[first] === 0) loops.push(walk(edges, first, visited))
  return loops
}

/** Edge k runs from (x, top) to (x, bottom); its ends are numbered 2k (top) and 2k + 1 (bottom). */
type Edges = {
  count: number
  readonly x: Int32Array
  readonly top: Int32Array
  readonly bottom: Int32Array
  /** 1 where the foreground lies in the column to the right of the edge, -1 to the left. */
  readonly side: Int8Array
  readonly run: Int32Array
  /** The end that the horizontal edge from this one leads to. */
  readonly partner: Int32Array
  /** On each row line the end that still waits for its partner, or -1. */
  readonly waiting: Int32Array
  readonly connectivity: Connectivity
}

function edgesOf(runs: LineRuns, height: number, connectivity: Connectivity): Edges {
  // Each run ends twice on the boundaries to both sides of it.
  const most = runs.from.length * 4
  const edges: Edges = {
    count: 0,
    x: new Int32Array(most),
    top: new Int32Array(most),
    bottom: new Int32Array(most),
    side: new Int8Array(most),
    run: new Int32Array(most),
    partner: new Int32Array(most * 2),
    waiting: new Int32Array(height + 1).fill(-1),
    connectivity,
  }
  for (let x = 0; x <= runs.lineEnds.length; x++) compareColumns(runs, x, edges)
  return edges
}

type Cursor = { run: number; readonly end: number; inside: 0 | 1; next: number }

function compareColumns(runs: LineRuns, x: number, edges: Edges): void {
  const left = cursorAt(runs, x - 1)
  const right = cursorAt(runs, x)
  let side = 0
  for (;;) {
    const y = Math.min(left.next, right.next)
    if (y === Infinity) return
    if (left.next === y) advance(left, runs)
    if (right.next === y) advance(right, runs)
    const before = side
    side = right.inside - left.inside
    if (side === before) continue
    const closed = before === 0 ? -1 : edges.count - 1
    if (closed >= 0) edges.bottom[closed] = y
    const opened = side === 0 ? -1 : openEdge(edges, x, y, side)
    if (opened >= 0) edges.run[opened] = side > 0 ? right.run : left.run
    // Where two pixels touch at a corner, each horizontal edge stays with its own, or goes over to the other.
    const isFirst = before > 0 === (edges.connectivity === 4)
    if (isFirst && opened >= 0) pairUp(edges, opened * 2, y)
    if (closed >= 0) pairUp(edges, closed * 2 + 1, y)
    if (!isFirst && opened >= 0) pairUp(edges, opened * 2, y)
  }
}

function cursorAt(runs: LineRuns, column: number): Cursor {
  const run = column > 0 ? (runs.lineEnds[column - 1] ?? 0) : 0
  const end = column >= 0 ? (runs.lineEnds[column] ?? run) : 0
  return { run, end, inside: 0, next: run < end ? (runs.from[run] as number) : Infinity }
}

function advance(cursor: Cursor, runs: LineRuns): void {
  if (cursor.inside === 0) {
    cursor.inside = 1
    cursor.next = runs.to[cursor.run] as number
    return
  }
  cursor.inside = 0
  cursor.run++
  cursor.next = cursor.run < cursor.end ? (runs.from[cursor.run] as number) : Infinity
}

function openEdge(edges: Edges, x: number, y: number, side: number): number {
  const edge = edges.count++
  edges.x[edge] = x
  edges.top[edge] = y
  edges.side[edge] = side
  return edge
}

function pairUp(edges: Edges, end: number, y: number): void {
  const other = edges.waiting[y] as number
  if (other < 0) {
    edges.waiting[y] = end
    return
  }
  edges.partner[end] = other
  edges.partner[other] = end
  edges.waiting[y] = -1
}

function walk(edges: Edges, first: number, visited: Uint8Array): PixelLoop {
  const corners: number[] = []
  let edge = first
  while (visited[edge] === 0) {
    visited[edge] = 1
    const x = edges.x[edge] as number
    const top = edges.top[edge] as number
    const bottom = edges.bottom[edge] as number
    const isUp = edges.side[edge] === 1
    if (isUp) corners.push(x, bottom, x, top)
    else corners.push(x, top, x, bottom)
    edge = (edges.partner[isUp ? edge * 2 : edge * 2 + 1] as number) >> 1
  }
  return { corners, run: edges.run[first] as number }
}
