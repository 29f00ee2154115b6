import type { Rle } from './mask.ts'
import { pixelLoopsOf } from './pixel-loops.ts'
import { signedArea, simplifyRing, type Ring } from './polygon.ts'

/** Steps of one pixel disappear from here on. */
const firstTolerance = 0.75

/**
 * Closed polylines x, y, x, y, ... along the mask's pixel edges, parts and holes alike, for drawing. With `maxPoints`
 * they are simplified, coarser and coarser, until all together have at most that many points; where three points a
 * loop are still too many the smallest loops are left out.
 */
export function contoursOf(rle: Rle, maxPoints = Infinity): Float32Array[] {
  let rings: Ring[] = pixelLoopsOf(rle).map((loop) => loop.corners)
  const exact = rings
  const widest = rle.size[0] + rle.size[1]
  for (let t = firstTolerance; pointsOf(rings) > maxPoints && t < widest; t *= 2)
    rings = exact.map((ring) => simplifyRing(ring, t))
  return withinBudget(rings, maxPoints).map((ring) => Float32Array.from(ring))
}

function pointsOf(rings: readonly Ring[]): number {
  return rings.reduce((sum, ring) => sum + ring.length / 2, 0)
}

function withinBudget(rings: readonly Ring[], maxPoints: number): readonly Ring[] {
  if (pointsOf(rings) <= maxPoints) return rings
  const bySize = rings.toSorted((a, b) => Math.abs(signedArea(b)) - Math.abs(signedArea(a)))
  let left = maxPoints
  return bySize.filter((ring) => {
    left -= ring.length / 2
    return left >= 0
  })
}
