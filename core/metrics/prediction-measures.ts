import type { ImageBox } from '../geometry/box.ts'
import type { Size } from '../geometry/size.ts'
import type { Rle } from '../mask/mask.ts'
import { rleBox, subtractRles } from '../mask/rle-ops.ts'
import { priorIou } from '../prior/compare.ts'
import { topIou } from './corpus.ts'
import { shareInBoxes, shareUnderPrior } from './covers.ts'
import type { FunnelRecord, FunnelResult } from './failure-funnel.ts'
import {
  kindsOf,
  nearOnes,
  shareOfInput,
  type FailureKind,
  type KindRecord,
} from './failure-kinds.ts'
import { maskErrors, type MaskErrors } from './mask-errors.ts'
import { iouOf } from './overlap.ts'
import { boundaryF, surfaceDistances } from './surface.ts'

/** A prediction with all that was recorded of how it came about; null wherever nothing was. */
export type PredictionParts = {
  readonly mask: Rle
  /** Where the target was said to be, in image coordinates. */
  readonly boxes: readonly ImageBox[] | null
  /** 32×32 weights in [0, 1]. */
  readonly prior: readonly number[] | null
  readonly candidates: readonly { readonly rle: Rle; readonly score: number }[] | null
}

/** The truth of a sample; pixels of `ignore` count for nothing. */
export type TruthParts = {
  readonly truth: Rle
  readonly ignore: Rle | null
  /** Boxes of other truths of the picture that have the same target's name; null where there are none. */
  readonly others: readonly ImageBox[] | null
}

/** How a prediction stands to its truth, ignored pixels left out; shares and IoUs are 0..1. */
export type PredictionMeasures = {
  readonly mask: MaskErrors
  readonly boundaryF: number
  /** Pixels, both ways pooled; null where exactly one mask is empty. */
  readonly hd95: number | null
  readonly regionCover: number | null
  readonly priorCover: number | null
  readonly priorIou: number | null
  /** Of all candidates, of the first three and of the first by score. */
  readonly bestIou: number | null
  readonly top3Iou: number | null
  readonly top1Iou: number | null
  /** How many others of the same name are near the truth; null where none is known. */
  readonly neighbours: number | null
}

/** Throws where the sizes differ. */
export function measurePrediction(
  { mask, boxes, prior, candidates }: PredictionParts,
  { truth, ignore, others }: TruthParts,
): PredictionMeasures {
  const counted = (rle: Rle) => (ignore === null ? rle : subtractRles(rle, ignore))
  const [given, wanted] = [counted(mask), counted(truth)]
  const ranked = candidates?.map(({ rle, score }) => ({
    score,
    iou: iouOf(rle, truth, ignore).iou,
  }))
  const top = (k: number) => (ranked === undefined ? null : topIou(ranked, k))
  const box = rleBox(wanted)
  return {
    mask: maskErrors(given, wanted, null),
    boundaryF: boundaryF(given, wanted),
    hd95: surfaceDistances(given, wanted)?.pooled ?? null,
    regionCover: boxes === null ? null : shareInBoxes(wanted, boxes),
    priorCover: prior === null ? null : shareUnderPrior(wanted, prior),
    priorIou: prior === null || box === null ? null : priorIou(prior, wanted),
    bestIou: top(ranked?.length ?? 0),
    top3Iou: top(3),
    top1Iou: top(1),
    neighbours: box === null || others === null ? null : nearOnes(box, others),
  }
}

/** What the model said, beside what it measured. */
export type SaidOfTarget = {
  readonly isNoTarget: boolean
  readonly reasoning: FunnelRecord['reasoning']
}

export function funnelRecordOf(
  { isNoTarget, reasoning }: SaidOfTarget,
  { mask, regionCover, priorCover, bestIou }: PredictionMeasures,
): FunnelRecord {
  return { isNoTarget, reasoning, regionCover, priorCover, bestIou, mask }
}

/** The kinds of failure that are true of a prediction; none where nothing is wrong with it. `area`: pixels of the truth. */
export function failureKindsOf(
  { cause, stages }: FunnelResult,
  { mask, neighbours }: PredictionMeasures,
  { size, area }: { readonly size: Size; readonly area: number },
): FailureKind[] {
  if (cause === null) return []
  const record: KindRecord = {
    reasoning: stages.find(({ stage }) => stage === 'reasoning')?.state ?? 'unknown',
    mask,
    inputShare: shareOfInput(area, size),
    neighbours,
  }
  return Object.entries(kindsOf(record)).flatMap(([kind, isSo]) =>
    isSo === true ? [kind as FailureKind] : [],
  )
}
