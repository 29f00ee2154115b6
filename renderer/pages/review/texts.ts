import type { ReviewOrder } from '#core/dataset/review-order'
import type { Queued, Role, Verdict } from '#rpc/schemas/review'

export const orderNames: Readonly<Record<ReviewOrder, string>> = {
  uncertain: 'unsure ranking first',
  judge: 'far from rank 1 first',
  clicks: 'most clicks first',
  random: 'random',
  oldest: 'oldest first',
}

export const verdictNames: Readonly<Record<Verdict, string>> = {
  right: 'right',
  fix: 'to fix',
  reject: 'rejected',
  later: 'put off',
}

export const roleNames: Readonly<Record<Role, string>> = {
  annotate: 'to annotate',
  opinion: 'second opinion',
  review: 'to review',
}

export const definitions = {
  iou: 'Intersection over union of two masks, 0 to 1: pixels in both, over pixels in either. Mean over all pairs of annotators of a sample, then over samples.',
  boundaryIou:
    'The same of the masks’ rims alone, 2 % of the image’s diagonal wide: tells of contours where areas are large (Cheng et al. 2021).',
  sameTarget:
    'Share of the pairs whose masks overlap with an IoU of at least 0.5: the same thing was meant.',
  leastIou: 'IoU of the pair that agrees least.',
  alphaCategories:
    'Krippendorff’s alpha for names over the categories that annotators gave: 1 is always the same, 0 as by chance, below it worse. Only samples that two or more people named count.',
  alphaVerdicts:
    'Krippendorff’s alpha for names over the last verdicts of each reviewer, “later” left out: 1 is always the same, 0 as by chance. Only samples that two or more people judged count.',
  majority: 'The pixels that more than half of the annotators hold.',
  staple:
    'STAPLE: mask and every annotator’s quality estimated from one another (Warfield et al. 2004); careful annotators count more.',
} as const

/** What the row was ordered by, in few words; empty where that is not known. */
export function keyFigure(
  row: Pick<Queued, 'lead' | 'firstRankIou' | 'clicks'>,
  order: ReviewOrder,
): string {
  const { lead, firstRankIou, clicks } = row
  if (order === 'uncertain') return lead === null ? '' : `lead ${lead.toFixed(2)}`
  if (order === 'judge') return firstRankIou === null ? '' : `IoU ${firstRankIou.toFixed(2)}`
  if (order === 'clicks')
    return clicks === null ? '' : `${clicks} ${clicks === 1 ? 'click' : 'clicks'}`
  return ''
}

/** `2 min 5 s`; of less than a minute `5 s`. */
export function secondsText(seconds: number): string {
  const whole = Math.round(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}
