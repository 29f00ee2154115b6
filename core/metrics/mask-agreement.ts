import type { Rle } from '../mask/mask.ts'
import { subtractRles, uniteRles } from '../mask/rle-ops.ts'
import { boundaryIou } from './boundary.ts'
import { meanOf } from './calibration.ts'
import { diceOf, pairAreas } from './overlap.ts'

/** What one annotator made of a sample. An empty target says that nothing answers the query. */
export type RaterMask = {
  readonly rater: string
  readonly target: Rle
  readonly ignore: Rle | null
}

/** Two annotators' masks of one sample; all but the names 0..1. */
export type MaskPair = {
  readonly raters: readonly [string, string]
  readonly iou: number
  readonly dice: number
  readonly boundaryIou: number
  readonly isSameTarget: boolean
}

/** From this IoU on two masks show the same target; that of two empty ones is 1. */
export const sameTargetIou = 0.5

/** Agreement over pairs of masks: means, and the least of them. */
export type MaskAgreement = {
  readonly pairs: number
  readonly iou: number
  readonly leastIou: number
  readonly dice: number
  readonly boundaryIou: number
  readonly leastBoundaryIou: number
  /** Share of the pairs that show the same target. */
  readonly sameTarget: number
}

/**
 * Every unordered pair of one sample's masks. Pixels that either of a pair ignores count for neither. Where both are
 * empty all measures are 1. Throws where sizes differ.
 */
export function maskPairs(masks: readonly RaterMask[]): MaskPair[] {
  return masks.flatMap((a, i) => masks.slice(i + 1).map((b) => pairOf(a, b)))
}

/** Over one sample's pairs; null without any. */
export function maskAgreementOf(pairs: readonly MaskPair[]): MaskAgreement | null {
  const ious = pairs.map(({ iou }) => iou)
  const boundary = pairs.map((pair) => pair.boundaryIou)
  const iou = meanOf(ious)
  if (iou === null) return null
  return {
    pairs: pairs.length,
    iou,
    leastIou: Math.min(...ious),
    dice: meanOf(pairs.map(({ dice }) => dice)) ?? 0,
    boundaryIou: meanOf(boundary) ?? 0,
    leastBoundaryIou: Math.min(...boundary),
    sameTarget: meanOf(pairs.map(({ isSameTarget }) => (isSameTarget ? 1 : 0))) ?? 0,
  }
}

/** Over many samples, each weighing the same however many annotators it has; the least of all pairs. null without any. */
export function meanMaskAgreement(samples: readonly MaskAgreement[]): MaskAgreement | null {
  const mean = (of: (one: MaskAgreement) => number) => meanOf(samples.map(of)) ?? 0
  if (samples.length === 0) return null
  return {
    pairs: samples.reduce((sum, { pairs }) => sum + pairs, 0),
    iou: mean(({ iou }) => iou),
    leastIou: samples.reduce((least, one) => Math.min(least, one.leastIou), 1),
    dice: mean(({ dice }) => dice),
    boundaryIou: mean((one) => one.boundaryIou),
    leastBoundaryIou: samples.reduce((least, one) => Math.min(least, one.leastBoundaryIou), 1),
    sameTarget: mean(({ sameTarget }) => sameTarget),
  }
}

export type RaterPair = { readonly raters: readonly [string, string] } & MaskAgreement

/** Who agrees with whom: all samples' pairs by their two annotators, in the order of the names; worst IoU first. */
export function raterPairs(pairs: readonly MaskPair[]): RaterPair[] {
  const groups = new Map<string, MaskPair[]>()
  for (const pair of pairs) {
    const raters = pair.raters.toSorted()
    const key = JSON.stringify(raters)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [pair])
    else group.push(pair)
  }
  return [...groups]
    .flatMap(([key, group]) => {
      const agreement = maskAgreementOf(group)
      const raters = JSON.parse(key) as [string, string]
      return agreement === null ? [] : [{ raters, ...agreement }]
    })
    .toSorted((a, b) => a.iou - b.iou || (a.raters.join('\n') < b.raters.join('\n') ? -1 : 1))
}

function pairOf(a: RaterMask, b: RaterMask): MaskPair {
  const ignore =
    a.ignore === null || b.ignore === null ? (a.ignore ?? b.ignore) : uniteRles(a.ignore, b.ignore)
  const [left, right] = [a.target, b.target].map((mask) =>
    ignore === null ? mask : subtractRles(mask, ignore),
  ) as [Rle, Rle]
  const areas = pairAreas(left, right, null)
  const iou = areas.union === 0 ? 1 : areas.intersection / areas.union
  return {
    raters: [a.rater, b.rater],
    iou,
    dice: diceOf(areas.intersection, areas.prediction + areas.truth),
    boundaryIou: boundaryIou(left, right),
    isSameTarget: iou >= sameTargetIou,
  }
}
