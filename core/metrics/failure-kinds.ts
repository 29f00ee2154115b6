import { boxHeight, boxWidth, type ImageBox } from '../geometry/box.ts'
import type { Size } from '../geometry/size.ts'
import type { StageState } from './failure-funnel.ts'
import type { MaskErrors } from './mask-errors.ts'

/** The kinds of failure that the papers show, several a sample. */
export const failureKinds = [
  'misread-query',
  'wrong-place',
  'partial-region',
  'holes',
  'tiny-object',
  'crowd',
] as const
export type FailureKind = (typeof failureKinds)[number]

export type KindRecord = {
  /** The funnel's first stage. */
  readonly reasoning: StageState
  readonly mask: MaskErrors
  /** Share of the model's input that the truth takes, see `shareOfInput`; 0 without a target. */
  readonly inputShare: number
  /** Other instances of the target's kind near it, see `nearOnes`; null where they are not known. */
  readonly neighbours: number | null
}

export type KindSettings = {
  /** Wrong place: at most this share of the mask lies on the truth. */
  readonly wrongInside: number
  /** Partial: at least this share of the mask lies on the truth, and less than this share of the truth is covered. */
  readonly partialInside: number
  readonly partialCovered: number
  /** Holes: more than this share of the truth lies in holes of the mask. */
  readonly mostHoles: number
  /** Tiny: less than this share of the model's input; 0.001 of 1024×1024 is a square of 32 pixels. */
  readonly tinyShare: number
  /** Crowd: at least so many of the same kind are near. */
  readonly leastNeighbours: number
}

export const kindDefaults: KindSettings = {
  wrongInside: 0.1,
  partialInside: 0.7,
  partialCovered: 0.7,
  mostHoles: 0.01,
  tinyShare: 0.001,
  leastNeighbours: 2,
}

/** Each kind by its rule: true, false, or null where the record does not tell. Meant for samples that failed. */
export function kindsOf(
  { reasoning, mask, inputShare, neighbours }: KindRecord,
  settings: KindSettings = kindDefaults,
): Readonly<Record<FailureKind, boolean | null>> {
  const { inside, covered } = mask
  const isReadable = reasoning === 'ok' || reasoning === 'failed'
  return {
    'misread-query': isReadable ? reasoning === 'failed' : null,
    'wrong-place': inside !== null && covered !== null && inside <= settings.wrongInside,
    'partial-region':
      inside !== null &&
      covered !== null &&
      inside >= settings.partialInside &&
      covered < settings.partialCovered,
    holes: mask.holes > settings.mostHoles,
    'tiny-object': inputShare > 0 && inputShare < settings.tinyShare,
    crowd: neighbours === null ? null : neighbours >= settings.leastNeighbours,
  }
}

/** Share of a square input that `area` pixels of an image take when its longer side is fitted to the input's. */
export function shareOfInput(area: number, { width, height }: Size): number {
  return area / Math.max(width, height) ** 2
}

/** How many of the other boxes are at most `reach` times the longer side of this one away from it, edge to edge. */
export function nearOnes(box: ImageBox, others: readonly ImageBox[], reach = 1): number {
  const most = reach * Math.max(boxWidth(box), boxHeight(box))
  return others.filter((other) => {
    const across = Math.max(0, other.x0 - box.x1, box.x0 - other.x1)
    const down = Math.max(0, other.y0 - box.y1, box.y0 - other.y1)
    return Math.hypot(across, down) <= most
  }).length
}
