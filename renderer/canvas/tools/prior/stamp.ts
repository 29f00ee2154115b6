import type { ImagePoint } from '#core/geometry/point'
import type { Size } from '#core/geometry/size'
import { cellBox } from '#core/prior/region'
import { priorSide } from '#core/prior/prior'
import { boxCenter } from '#core/geometry/box'

export type PriorBrush = {
  readonly path: readonly ImagePoint[]
  /** Image pixels; never less than a cell, or the brush would slip between the cells' centres. */
  readonly radius: number
  readonly isErasing: boolean
}

/** Paints the path with a soft brush into 32×32 weights, in place: full inside half the radius, none at its rim. */
export function stampPrior(weights: number[], brush: PriorBrush, size: Size): void {
  const cell = Math.max(size.width, size.height) / priorSide
  const radius = Math.max(brush.radius, cell)
  for (let i = 0; i < weights.length; i++) {
    const centre = boxCenter(cellBox(i, size))
    const strength = strengthAt(distanceToPath(centre, brush.path) / radius)
    if (strength === 0) continue
    const now = weights[i] ?? 0
    weights[i] = brush.isErasing ? Math.min(now, 1 - strength) : Math.max(now, strength)
  }
}

/** `distance` in radii. */
function strengthAt(distance: number): number {
  const rest = Math.min(Math.max(2 - 2 * distance, 0), 1)
  return rest * rest * (3 - 2 * rest)
}

function distanceToPath(point: ImagePoint, path: readonly ImagePoint[]): number {
  let nearest = Infinity
  path.forEach((b, i) => {
    nearest = Math.min(nearest, distanceToSegment(point, path[i - 1] ?? b, b))
  })
  return nearest
}

function distanceToSegment(point: ImagePoint, a: ImagePoint, b: ImagePoint): number {
  const square = (b.x - a.x) ** 2 + (b.y - a.y) ** 2
  const along =
    square === 0 ? 0 : ((point.x - a.x) * (b.x - a.x) + (point.y - a.y) * (b.y - a.y)) / square
  const t = Math.min(Math.max(along, 0), 1)
  return Math.hypot(point.x - a.x - t * (b.x - a.x), point.y - a.y - t * (b.y - a.y))
}
