import type { ImagePoint } from '../geometry/point.ts'
import type { Rle } from '../mask/mask.ts'

/**
 * How a candidate came to be (Rea2Seg §4.2; `crop` is RSVP §3.4; `box` is ours; `text-mask` is what a model made of the
 * target's words, `text-box` what the segmenter made of a box of such a model; `union` joins others by hand).
 */
export const candidateSources = [
  'multimask',
  'semantic',
  'crop',
  'text-mask',
  'text-box',
  'box',
  'seed',
  'union',
] as const
export type CandidateSource = (typeof candidateSources)[number]

/** Anything out of the ordinary that the annotator should know of a candidate. */
export type CandidateFlag =
  'below-thresholds' | 'no-box' | 'no-mask-prompt' | 'no-core' | 'host-restarted'

/** Names of the terms of the geometric score, each a number in [0, 1]; their meaning: `score.ts`. */
export const scoreTermNames = [
  'predictedIou',
  'stability',
  'priorInside',
  'priorCovered',
  'areaSanity',
  'borderFree',
] as const
export type ScoreTermName = (typeof scoreTermNames)[number]
export type ScoreTerms = Readonly<Record<ScoreTermName, number>>

/** A mask before ranking, with the numbers the segmenter gave. */
export type CandidateDraft = {
  readonly source: CandidateSource
  /** Index of the reasoning's region it came from. */
  readonly region: number
  readonly rle: Rle
  /** The model's own estimate, about 0..1, not clamped; of a `text-mask` how sure it is of the words. */
  readonly predictedIou: number
  /** Share of pixels that survive moving the logit threshold by ±1; null where undefined. */
  readonly stability: number | null
  /** Output token of the multi-mask decoder; −1 where the mask is no output of it. */
  readonly token: number
  readonly seed: ImagePoint | null
  readonly flags: readonly CandidateFlag[]
}

export type Candidate = CandidateDraft & {
  /** `c01`, `c02`… in the order found; stable within its run. */
  readonly id: string
  /** 1-based place in the ranking. */
  readonly rank: number
  /** Estimated IoU with the target, 0..1. */
  readonly score: number
  readonly terms: ScoreTerms
  /** The better-ranked candidate whose mask this one nearly equals. */
  readonly alikeOf: string | null
  readonly reason: string | null
}

/** Sizes and thresholds of candidate discovery; the paper leaves several open, see README.md here. */
export type CandidateSettings = {
  readonly limit: number
  readonly useMultimask: boolean
  readonly useSemantic: boolean
  /** Whether the likely boxes within the region's rows and columns are asked, too. */
  readonly useBoxes: boolean
  readonly useSeeds: boolean
  readonly view: 'whole' | 'crop' | 'auto' | 'both'
  /** `auto` crops where the box covers less than this share of the image. */
  readonly cropBelow: number
  /** Top prior cells looked at (N). */
  readonly priorCells: number
  /** Cells kept after re-ordering by mean initial logit (M). */
  readonly seedCells: number
  /** Points dealt out to the kept cells in proportion to weight. */
  readonly seedPoints: number
  /** At most this many candidates from single-point prompts. */
  readonly seedLimit: number
  /** At most this many candidates from the likely boxes. */
  readonly boxLimit: number
  /** Cosine similarity from which two seeds are joined. */
  readonly similarity: number
  /** Initial logit under which a place may serve as background point. */
  readonly backgroundLogit: number
  /** Box IoU above which the weaker of two seed candidates is suppressed. */
  readonly nmsIou: number
  /** Mask IoU from which two candidates are twins; a likely box adds none. */
  readonly alikeIou: number
  /** null: the model's registry entry decides. */
  readonly minPredictedIou: number | null
  readonly minStability: number | null
}
