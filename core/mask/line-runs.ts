import { visitColumnRuns } from './column-runs.ts'
import type { Mask, Rle } from './mask.ts'

/** Stretches [from, to) of one value along parallel lines: the rows of a mask or the columns of run lengths. */
export type LineRuns = {
  readonly from: Int32Array
  readonly to: Int32Array
  /** Runs of line k are those from lineEnds[k - 1] (0 for k = 0) to lineEnds[k]. */
  readonly lineEnds: Int32Array
}

export type Connectivity = 4 | 8

type RunList = { from: Int32Array; to: Int32Array; count: number }

/** Runs of pixels equal to `value` in each row. */
export function rowRunsOf(mask: Mask, value: 0 | 1): LineRuns {
  const { width, height } = mask.size
  const { bits } = mask
  const list = createList()
  const lineEnds = new Int32Array(height)
  for (let y = 0; y < height; y++) {
    const row = y * width
    for (let x = 0; x < width; x++) {
      if (bits[row + x] !== value) continue
      const from = x
      while (x < width && bits[row + x] === value) x++
      addRun(list, from, x)
    }
    lineEnds[y] = list.count
  }
  return finish(list, lineEnds)
}

/** Runs of foreground in each column. */
export function columnRunsOf(rle: Rle): LineRuns {
  const list = createList()
  const lineEnds = new Int32Array(rle.size[1])
  let column = 0
  visitColumnRuns(rle, (x, y0, y1) => {
    while (column < x) lineEnds[column++] = list.count
    addRun(list, y0, y1)
  })
  lineEnds.fill(list.count, column)
  return finish(list, lineEnds)
}

/** A label 1.. for every run; runs that touch in neighbouring lines (at corners too with 8) share one. */
export function labelRuns(
  runs: LineRuns,
  connectivity: Connectivity,
): { readonly labels: Int32Array; readonly count: number } {
  const parent = new Int32Array(runs.from.length).map((_, i) => i)
  const reach = connectivity === 8 ? 1 : 0
  for (let line = 1; line < runs.lineEnds.length; line++) joinLines(runs, line, reach, parent)
  const labels = new Int32Array(parent.length)
  let count = 0
  for (let i = 0; i < parent.length; i++)
    labels[i] = parent[i] === i ? ++count : (labels[rootOf(parent, i)] as number)
  return { labels, count }
}

/** Lowest index wins, so that a root always comes before its members. */
function joinLines(runs: LineRuns, line: number, reach: number, parent: Int32Array): void {
  const { from, to, lineEnds } = runs
  let above = line > 1 ? (lineEnds[line - 2] as number) : 0
  const aboveEnd = lineEnds[line - 1] as number
  const end = lineEnds[line] as number
  for (let i = aboveEnd; i < end; i++) {
    const left = (from[i] as number) - reach
    const right = (to[i] as number) + reach
    while (above < aboveEnd && (to[above] as number) <= left) above++
    for (let k = above; k < aboveEnd && (from[k] as number) < right; k++) join(parent, k, i)
  }
}

function join(parent: Int32Array, a: number, b: number): void {
  const rootA = rootOf(parent, a)
  const rootB = rootOf(parent, b)
  if (rootA < rootB) parent[rootB] = rootA
  else parent[rootA] = rootB
}

function rootOf(parent: Int32Array, index: number): number {
  let root = index
  while (parent[root] !== root) {
    const next = parent[parent[root] as number] as number
    parent[root] = next
    root = next
  }
  return root
}

function createList(): RunList {
  return { from: new Int32Array(1024), to: new Int32Array(1024), count: 0 }
}

function addRun(list: RunList, from: number, to: number): void {
  if (list.count === list.from.length) {
    list.from = doubled(list.from)
    list.to = doubled(list.to)
  }
  list.from[list.count] = from
  list.to[list.count++] = to
}

function doubled(values: Int32Array): Int32Array {
  const wider = new Int32Array(values.length * 2)
  wider.set(values)
  return wider
}

function finish(list: RunList, lineEnds: Int32Array): LineRuns {
  return { from: list.from.subarray(0, list.count), to: list.to.subarray(0, list.count), lineEnds }
}
