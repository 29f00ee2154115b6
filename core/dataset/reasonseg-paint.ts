import { areaOf, type Size } from '../geometry/size.ts'
import { combineFlips, operation, uniteFlips } from '../mask/flips.ts'
import type { Rle } from '../mask/mask.ts'
import { costOfCentreRing, spansOfCentreRing, type CentreRing } from '../mask/opencv-polygon.ts'
import { emptyRle, rleFromMask } from '../mask/rle.ts'
import { fail, ok, type Result } from '../result.ts'

export type ReasonSegShape = {
  readonly kind: 'target' | 'ignore'
  /** Pixel centres x, y, x, y, ... as whole numbers. */
  readonly ring: CentreRing
}

export type ReasonSegPainting = {
  readonly target: Rle
  readonly ignore: Rle
  /** Pixels that a target and an ignore shape of this area have in common: which of the two wins is not certain. */
  readonly ties: readonly { readonly area: number; readonly shared: number }[]
}

/** Steps along outlines and rows of one file: some seconds, and memory of some hundred megabytes. */
const mostSteps = 2 ** 24
/** Pixels painted, those painted over counted each time. */
const mostPainted = 2 ** 33

const level = { target: 1, ignore: 2 } as const

type Drawn = ReasonSegShape & { readonly spans: Uint32Array; readonly area: number }

/**
 * The masks that LISA's reader makes of the shapes: each drawn by OpenCV's rule, the largest first, so that smaller ones
 * lie on top whatever they are. Of equally large ones the first lies on top: numpy's argsort, reversed, as common builds
 * have it. Fails with `limit_reached` where that would take too long.
 * Source: dvlab-research/LISA utils/data_processing.py, get_mask_from_json.
 */
export function paintReasonSeg(
  shapes: readonly ReasonSegShape[],
  size: Size,
): Result<ReasonSegPainting> {
  const steps = shapes.reduce((sum, { ring }) => sum + costOfCentreRing(ring, size), 0)
  if (steps > mostSteps) return tooMuch('have outlines that are too long together')
  const drawn = shapes.map(({ kind, ring }): Drawn => {
    const spans = spansOfCentreRing(ring, size)
    return { kind, ring, spans, area: areaOfSpans(spans) }
  })
  if (drawn.reduce((sum, { area }) => sum + area, 0) > mostPainted)
    return tooMuch('cover too many pixels together')
  const canvas = new Uint8Array(areaOf(size))
  for (const { kind, spans } of drawn.toSorted((a, b) => a.area - b.area).reverse())
    for (let i = 0; i < spans.length; i += 2) canvas.fill(level[kind], spans[i], spans[i + 1])
  const hasIgnore = drawn.some(({ kind }) => kind === 'ignore')
  return ok({
    target: rleOfLevel(canvas, level.target, size),
    ignore: hasIgnore ? rleOfLevel(canvas, level.ignore, size) : emptyRle(size),
    ties: hasIgnore ? tiesOf(drawn) : [],
  })
}

function tooMuch(what: string): Result<ReasonSegPainting> {
  return fail('limit_reached', `its shapes ${what}`, 'Join or simplify them.')
}

function areaOfSpans(spans: Uint32Array): number {
  let area = 0
  for (let i = 0; i < spans.length; i += 2) area += (spans[i + 1] as number) - (spans[i] as number)
  return area
}

function rleOfLevel(canvas: Uint8Array, wanted: number, size: Size): Rle {
  const bits = new Uint8Array(canvas.length)
  for (let i = 0; i < bits.length; i++) if (canvas[i] === wanted) bits[i] = 1
  return rleFromMask({ size, bits })
}

function tiesOf(drawn: readonly Drawn[]): { area: number; shared: number }[] {
  const byArea = new Map<number, Record<ReasonSegShape['kind'], Uint32Array[]>>()
  for (const { area, kind, spans } of drawn) {
    const same = byArea.get(area) ?? { target: [], ignore: [] }
    same[kind].push(spans)
    byArea.set(area, same)
  }
  const ties: { area: number; shared: number }[] = []
  for (const [area, { target, ignore }] of byArea) {
    const both = combineFlips(uniteFlips(target), uniteFlips(ignore), operation.intersect)
    if (both.length > 0) ties.push({ area, shared: areaOfSpans(both) })
  }
  return ties
}
