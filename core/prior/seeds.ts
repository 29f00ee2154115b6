import { imagePoint, type ImagePoint } from '../geometry/point.ts'
import type { Size } from '../geometry/size.ts'
import { cellBox } from './region.ts'
import { priorSide, type Prior } from './prior.ts'

/** A place for a single-point prompt. */
export type Seed = {
  readonly point: ImagePoint
  /** Row-major index of its cell in the 32×32 grid. */
  readonly cell: number
  /** Prior weight of the cell, above 0 to 1. */
  readonly weight: number
  /** Mean initial logit of the cell. */
  readonly mean: number
  /** Weight times the logistic of the mean: how much prior and first mask agree on the place, 0..1. */
  readonly strength: number
}

export type SeedSettings = {
  readonly priorCells: number
  readonly seedCells: number
  readonly seedPoints: number
}

type Cell = { readonly cell: number; readonly weight: number; readonly mean: number }

/**
 * Rea2Seg §4.2 with the ties decided: the `priorCells` cells of most weight (never one of weight zero; ties by mean
 * initial logit, then the farthest from those taken), re-ordered by mean initial logit, `seedCells` kept, `seedPoints`
 * dealt out in proportion to weight, at least one a cell. `initialMeans` is 32×32, row-major. Strongest first.
 */
export function chooseSeeds(
  prior: Prior,
  initialMeans: readonly number[],
  size: Size,
  settings: SeedSettings,
): Seed[] {
  const cells = prior.weights
    .map((weight, cell) => ({ cell, weight, mean: initialMeans[cell] ?? 0 }))
    .filter((cell) => cell.weight > 0)
  const kept = heaviest(cells, settings.priorCells)
    .toSorted((a, b) => b.mean - a.mean)
    .slice(0, Math.min(settings.seedCells, settings.seedPoints))
  const counts = dealOut(
    kept.map((cell) => cell.weight),
    settings.seedPoints,
  )
  return kept
    .flatMap((cell, i) =>
      pointsIn(cell.cell, counts[i] ?? 0, size).map((point) => seed(cell, point)),
    )
    .toSorted((a, b) => b.strength - a.strength)
}

function seed(cell: Cell, point: ImagePoint): Seed {
  return { ...cell, point, strength: cell.weight / (1 + Math.exp(-cell.mean)) }
}

/** Weights that differ by rounding alone are ties. */
const sameWeight = (weight: number) => Math.round(weight * 1e9)

function heaviest(cells: readonly Cell[], count: number): Cell[] {
  const sorted = cells.toSorted(
    (a, b) => sameWeight(b.weight) - sameWeight(a.weight) || b.mean - a.mean || a.cell - b.cell,
  )
  const taken: Cell[] = []
  for (let start = 0; start < sorted.length && taken.length < count;) {
    const first = sorted[start] as Cell
    let end = start + 1
    while (end < sorted.length && isTied(first, sorted[end] as Cell)) end++
    takeFarthest(sorted.slice(start, end), taken, count)
    start = end
  }
  return taken
}

function isTied(a: Cell, b: Cell): boolean {
  return sameWeight(a.weight) === sameWeight(b.weight) && a.mean === b.mean
}

/** Adds to `taken`, one by one, the tied cell farthest from all taken; the very first is the one nearest their middle. */
function takeFarthest(tied: readonly Cell[], taken: Cell[], count: number): void {
  const away = tied.map((cell) =>
    taken.length === 0
      ? -squaredGap(cell, middleOf(tied))
      : Math.min(...taken.map((other) => squaredGap(cell, placeOf(other)))),
  )
  const left = new Set(tied.keys())
  while (left.size > 0 && taken.length < count) {
    const isFirst = taken.length === 0
    let best = -1
    for (const i of left) if (best < 0 || (away[i] as number) > (away[best] as number)) best = i
    const cell = tied[best] as Cell
    left.delete(best)
    taken.push(cell)
    for (const i of left) {
      const gap = squaredGap(tied[i] as Cell, placeOf(cell))
      away[i] = isFirst ? gap : Math.min(away[i] as number, gap)
    }
  }
}

type Place = { readonly column: number; readonly row: number }

function placeOf({ cell }: Cell): Place {
  return { column: cell % priorSide, row: Math.floor(cell / priorSide) }
}

function middleOf(cells: readonly Cell[]): Place {
  const places = cells.map(placeOf)
  const mean = (pick: (place: Place) => number) =>
    places.reduce((sum, place) => sum + pick(place), 0) / places.length
  return { column: mean((place) => place.column), row: mean((place) => place.row) }
}

function squaredGap(cell: Cell, to: Place): number {
  const from = placeOf(cell)
  return (from.column - to.column) ** 2 + (from.row - to.row) ** 2
}

/** Largest remainder with a floor of one each; adds up to `total`, which is at least the number of weights. */
function dealOut(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((a, b) => a + b, 0)
  const quotas = weights.map((weight) => (total * weight) / sum)
  const counts = quotas.map((quota) => Math.max(1, Math.floor(quota + 1e-9)))
  let left = weights.length === 0 ? 0 : total - counts.reduce((a, b) => a + b, 0)
  for (; left !== 0; left -= Math.sign(left)) {
    const sign = Math.sign(left)
    let best = -1
    let most = -Infinity
    for (const [i, count] of counts.entries()) {
      const missing = sign * ((quotas[i] as number) - count)
      if (missing > most + 1e-9 && (sign > 0 || count > 1)) {
        best = i
        most = missing
      }
    }
    counts[best] = (counts[best] as number) + sign
  }
  return counts
}

/** Steps of the two-dimensional golden ratio (the plastic number): points that never cluster, whatever their number. */
const step = { x: 0.7548776662466927, y: 0.5698402909980532 }

/** The cell's centre, then points spread evenly over it. */
function pointsIn(cell: number, count: number, size: Size): ImagePoint[] {
  const box = cellBox(cell, size)
  return Array.from({ length: count }, (_, i) =>
    imagePoint(
      box.x0 + ((0.5 + i * step.x) % 1) * (box.x1 - box.x0),
      box.y0 + ((0.5 + i * step.y) % 1) * (box.y1 - box.y0),
    ),
  )
}
