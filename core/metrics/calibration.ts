/** A mask's IoU as its segmenter foretold it, and as it is; both 0..1. */
export type Estimate = { readonly predicted: number; readonly iou: number }

export type Calibration = {
  readonly meanPredicted: number
  readonly meanIou: number
  /** Expected calibration error, 0..1. */
  readonly error: number
}

const bins = 10

/** Pearson's correlation of predicted and true IoU, -1..1; null where either does not vary. */
export function correlationOf(estimates: readonly Estimate[]): number | null {
  const a = meanOf(estimates.map(({ predicted }) => predicted)) ?? 0
  const b = meanOf(estimates.map(({ iou }) => iou)) ?? 0
  let [joint, ownA, ownB] = [0, 0, 0]
  for (const { predicted, iou } of estimates) {
    joint += (predicted - a) * (iou - b)
    ownA += (predicted - a) ** 2
    ownB += (iou - b) ** 2
  }
  // A constant's mean may be off by the last bit.
  const isVaried = Math.min(ownA, ownB) > estimates.length * 1e-24
  return isVaried ? joint / Math.sqrt(ownA * ownB) : null
}

/**
 * How far the predictions can be taken at their word; null without any. The error is that of ten equal bins over the
 * predicted IoU: the distance of a bin's mean prediction from its mean IoU, weighted by its share of the masks.
 * Source: Guo et al., On Calibration of Modern Neural Networks, 2017, section 2.
 */
export function calibrationOf(estimates: readonly Estimate[]): Calibration | null {
  const meanPredicted = meanOf(estimates.map(({ predicted }) => predicted))
  const meanIou = meanOf(estimates.map(({ iou }) => iou))
  if (meanPredicted === null || meanIou === null) return null
  const gaps = calibrationBins(estimates).map(
    (bin) => bin.n * Math.abs(bin.meanPredicted - bin.meanIou),
  )
  const error = gaps.reduce((sum, gap) => sum + gap, 0) / estimates.length
  return { meanPredicted, meanIou, error }
}

/** The masks whose predicted IoU lies in one tenth of 0..1, of which there is at least one. */
export type CalibrationBin = {
  readonly from: number
  readonly to: number
  readonly n: number
  readonly meanPredicted: number
  readonly meanIou: number
}

/** Ascending, without the empty ones; a predicted IoU beyond 0..1 counts in the bin at that end. */
export function calibrationBins(estimates: readonly Estimate[]): CalibrationBin[] {
  const filled = Array.from({ length: bins }, () => ({ n: 0, predicted: 0, iou: 0 }))
  for (const { predicted, iou } of estimates) {
    const bin = filled[Math.min(bins - 1, Math.max(0, Math.floor(predicted * bins)))]
    if (bin === undefined) continue
    bin.n++
    bin.predicted += predicted
    bin.iou += iou
  }
  return filled.flatMap(({ n, predicted, iou }, i) =>
    n === 0
      ? []
      : [{ from: i / bins, to: (i + 1) / bins, n, meanPredicted: predicted / n, meanIou: iou / n }],
  )
}

/** null for no values. */
export function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length
}

/** The middle value, of an even number the mean of the two middle ones; null for no values. */
export function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return meanOf(sorted.slice(sorted.length % 2 === 0 ? middle - 1 : middle, middle + 1))
}
