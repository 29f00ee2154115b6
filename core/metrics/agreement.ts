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
  return meansOf(samples.map(figuresOf))
}

/** What each sample says by itself. */
type Figures = Readonly<Record<'rankOne' | 'topThree' | 'rankOneIou' | 'topThreeIou', number>> & {
  readonly tau: number | null
}

function figuresOf({ acceptedRank, candidates }: JudgedSample): Figures {
  const within = (most: number) => (acceptedRank !== null && acceptedRank <= most ? 1 : 0)
  const best = (most: number) => Math.max(0, ...candidates.slice(0, most).map(({ iou }) => iou))
  return {
    rankOne: within(1),
    topThree: within(3),
    rankOneIou: best(1),
    topThreeIou: best(3),
    tau: kendallTauB(candidates),
  }
}

function meansOf(figures: readonly Figures[]): Agreement {
  const taus = figures.flatMap(({ tau }) => tau ?? [])
  return {
    samples: figures.length,
    rankOne: meanOf(figures.map(({ rankOne }) => rankOne)),
    topThree: meanOf(figures.map(({ topThree }) => topThree)),
    rankOneIou: meanOf(figures.map(({ rankOneIou }) => rankOneIou)),
    topThreeIou: meanOf(figures.map(({ topThreeIou }) => topThreeIou)),
    tau: meanOf(taus),
    tauSamples: taus.length,
  }
}

export type AgreementAt = Agreement & { readonly at: string }

/** In the order accepted, after each sample: the agreement over the last `window` samples, itself included. */
export function agreementOverTime(samples: readonly JudgedSample[], window: number): AgreementAt[] {
  const sorted = samples.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  const figures = sorted.map(figuresOf)
  return sorted.map(({ at }, i) => ({
    at,
    ...meansOf(figures.slice(Math.max(0, i + 1 - window), i + 1)),
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
