import type { Size } from '../geometry/size.ts'

/** A segment between two whole-number points; clipping moves its ends. */
export type Segment = { x0: number; y0: number; x1: number; y1: number }

/**
 * Moves the ends of a segment onto the image, both ends inclusive, and says whether any of it is inside; ends may have
 * moved also where nothing is. OpenCV's `clipLine`, its order of operations and its cutting toward zero.
 */
export function clipSegment(at: Segment, size: Size): boolean {
  const right = size.width - 1
  const bottom = size.height - 1
  const sideOf = (x: number) => (x < 0 ? 1 : x > right ? 2 : 0)
  const levelOf = (y: number) => (y < 0 ? 4 : y > bottom ? 8 : 0)
  let a = sideOf(at.x0) | levelOf(at.y0)
  let b = sideOf(at.x1) | levelOf(at.y1)
  if ((a & b) !== 0 || (a | b) === 0) return (a | b) === 0
  if (a >= 4) {
    const y = a < 8 ? 0 : bottom
    at.x0 += Math.trunc(((y - at.y0) * (at.x1 - at.x0)) / (at.y1 - at.y0))
    at.y0 = y
    a = sideOf(at.x0)
  }
  if (b >= 4) {
    const y = b < 8 ? 0 : bottom
    at.x1 += Math.trunc(((y - at.y1) * (at.x1 - at.x0)) / (at.y1 - at.y0))
    at.y1 = y
    b = sideOf(at.x1)
  }
  if ((a & b) !== 0 || (a | b) === 0) return (a | b) === 0
  if (a !== 0) {
    const x = a === 1 ? 0 : right
    at.y0 += Math.trunc(((x - at.x0) * (at.y1 - at.y0)) / (at.x1 - at.x0))
    at.x0 = x
  }
  if (b !== 0) {
    const x = b === 1 ? 0 : right
    at.y1 += Math.trunc(((x - at.x1) * (at.y1 - at.y0)) / (at.x1 - at.x0))
    at.x1 = x
  }
  return true
}

/** Pixels of one row, both ends inclusive. */
export type VisitSpan = (y: number, x0: number, x1: number) => void

/** The pixels of OpenCV's 8-connected line, both ends inclusive, which walks from left to right; all lie in the image. */
export function visitLine({ x0, y0, x1, y1 }: Segment, visit: VisitSpan): void {
  const isLeftward = x1 < x0
  let x = isLeftward ? x1 : x0
  let y = isLeftward ? y1 : y0
  const end = isLeftward ? x0 : x1
  const across = Math.abs(x1 - x0)
  const down = Math.abs(y1 - y0)
  const step = isLeftward === y1 < y0 ? 1 : -1
  if (down > across) {
    let error = down - across * 2
    for (let i = 0; i <= down; i++, y += step) {
      visit(y, x, x)
      if (error < 0) {
        x++
        error += down * 2
      }
      error -= across * 2
    }
    return
  }
  let error = across - down * 2
  let from = x
  for (; x <= end; x++) {
    if (error < 0) {
      visit(y, from, x)
      from = x + 1
      y += step
      error += across * 2
    }
    error -= down * 2
  }
  if (from <= end) visit(y, from, end)
}
