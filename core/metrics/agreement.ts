import { meanOf, type Estimate } from './calibration.ts'

/** A sample that was accepted after a judge had ranked its candidates. Samples without a target are none. */
export type JudgedSample = {
  /** When it was accepted: texts that sort by time, as the store's do. */
  readonly at: string
  /** Rank of the candidate that was accepted or taken into correction, from 1; null: drawn without one. */
  readonly acceptedRank: number | null
  /** By rank, at least one: the judge's score, and the IoU with the accepted mask. */
  readonly candidates: readonly Estimate[]
}

/** How well judge and annotator agree; null where it cannot be told. */
export type Agreement = {
  readonly samples: number
  /** Share of the samples whose first-ranked candidate was accepted or corrected. */
  readonly rankOne: number | null
  /** Likewise, any of the first three. */
  readonly topThree: number | null
  /** Mean IoU of the accepted mask with the first-ranked candidate. */
  readonly rankOneIou: number | null
  /** Likewise with the best of the first three (Rea2Seg's top-3). */
  readonly topThreeIou: number | null
  /** Mean over the samples of the rank correlation of score and IoU, -1..1; of those where it is defined. */
  readonly tau: number | null
  readonly tauSamples: number
}

export function agreementOf(samples: readonly JudgedSample[]): Agreement {
  const taus = samples.flatMap(({ candidates }) => kendallTauB(candidates) ?? [])
  const within = (most: number) => (sample: JudgedSample) =>
    sample.acceptedRank !== null && sample.acceptedRank <= most ? 1 : 0
  const best = (most: number) => (sample: JudgedSample) =>
    Math.max(0, ...sample.candidates.slice(0, most).map(({ iou }) => iou))
  return {
    samples: samples.length,
    rankOne: meanOf(samples.map(within(1))),
    topThree: meanOf(samples.map(within(3))),
    rankOneIou: meanOf(samples.map(best(1))),
    topThreeIou: meanOf(samples.map(best(3))),
    tau: meanOf(taus),
    tauSamples: taus.length,
  }
}

export type AgreementAt = Agreement & { readonly at: string }

/** In the order accepted, after each sample: the agreement over the last `window` samples, itself included. */
export function agreementOverTime(samples: readonly JudgedSample[], window: number): AgreementAt[] {
  const sorted = samples.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  return sorted.map(({ at }, i) => ({
    at,
    ...agreementOf(sorted.slice(Math.max(0, i + 1 - window), i + 1)),
  }))
}

/**
 * Kendall's tau-b of predicted and true IoU, -1..1: pairs in the same order less pairs in opposite order, over all pairs,
 * with ties on either side corrected for. null where either does not vary.
 * Source: Kendall, The Treatment of Ties in Ranking Problems, 1945.
 */
export function kendallTauB(estimates: readonly Estimate[]): number | null {
  let [agreeing, variedPredictions, variedIous] = [0, 0, 0]
  for (const [i, a] of estimates.entries())
    for (const b of estimates.slice(i + 1)) {
      const predicted = Math.sign(a.predicted - b.predicted)
      const iou = Math.sign(a.iou - b.iou)
      agreeing += predicted * iou
      variedPredictions += Math.abs(predicted)
      variedIous += Math.abs(iou)
    }
  const pairs = Math.sqrt(variedPredictions * variedIous)
  return pairs === 0 ? null : agreeing / pairs
}
