import { boxArea, boxHeight, boxWidth, clampBox, imageBox } from '../geometry/box.ts'
import { areaOf } from '../geometry/size.ts'
import type { Rle } from '../mask/mask.ts'
import { rleBox } from '../mask/rle-ops.ts'
import { rleOfVotes, type VotePattern, type Votes } from '../mask/votes.ts'

/** Where exactly half of the annotators hold a pixel. */
export type TieRule = 'background' | 'target'

/** The pixels that more than half of the masks hold; `tie` says what happens to those that exactly half do. */
export function majorityMask(votes: Votes, tie: TieRule = 'background'): Rle {
  return rleOfVotes(votes, ({ yes }) => {
    const lead = 2 * yes - votes.masks
    return yes > 0 && (lead > 0 || (lead === 0 && tie === 'target'))
  })
}

export type Staple = {
  /** Pixels whose probability is at least a half. */
  readonly mask: Rle
  /** Share of all votes that are for the target, over the pixels looked at: fixed throughout. */
  readonly prior: number
  /** One a mask: the share of the target it holds, and of the rest it leaves out. null where there is none of either. */
  readonly sensitivity: readonly (number | null)[]
  readonly specificity: readonly (number | null)[]
  /** Probability of the target, 0..1, for each pattern of the votes. */
  readonly probabilities: readonly number[]
  readonly iterations: number
}

/**
 * STAPLE: the mask and every annotator's quality estimated together, each from the other. The prior depends on how much
 * background is looked at, so only the box around all masks counts, widened on each side by `margin` of its longer side
 * and cut at the image; null: the whole image. Where all masks agree on every pixel there is nothing to estimate.
 * Source: Warfield et al. 2004; ITK itkSTAPLEImageFilter.hxx; stops once every squared change is at most 1e-14.
 */
export function stapleMask(votes: Votes, margin: number | null = 0.25): Staple {
  const patterns = margin === null ? votes.patterns : croppedPatterns(votes, margin)
  const all = patterns.reduce((sum, { pixels }) => sum + pixels, 0) * votes.masks
  const prior = all === 0 ? 0 : patterns.reduce((sum, one) => sum + one.yes * one.pixels, 0) / all
  const start = patterns.map(({ yes }) => (votes.masks === 0 ? 0 : yes / votes.masks))
  const found = prior > 0 && prior < 1 ? settle(patterns, start, prior) : settled(start, 0)
  const { sensitivity, specificity } = qualities(patterns, found.probabilities, votes.masks)
  return {
    mask: rleOfVotes(votes, (_, i) => (found.probabilities[i] ?? 0) >= 0.5),
    prior,
    sensitivity,
    specificity,
    ...found,
  }
}

type Settled = Pick<Staple, 'probabilities' | 'iterations'>

const settled = (probabilities: readonly number[], iterations: number): Settled => ({
  probabilities,
  iterations,
})

const smallestChange = 1e-14
const mostIterations = 1000

function settle(
  patterns: readonly VotePattern[],
  start: readonly number[],
  prior: number,
): Settled {
  const raters = patterns[0]?.votes.length ?? 0
  let probabilities = start
  let before: number[] = []
  for (let i = 0; i < mostIterations; i++) {
    const { sensitivity, specificity } = qualities(patterns, probabilities, raters)
    const now = [...sensitivity, ...specificity].map((value) => value ?? 1)
    const isStill = now.every((value, j) => (value - (before[j] ?? 2)) ** 2 <= smallestChange)
    if (isStill) return settled(probabilities, i)
    before = now
    probabilities = patterns.map((pattern, k) => {
      const yes = prior * likelihood(pattern, sensitivity, true)
      const no = (1 - prior) * likelihood(pattern, specificity, false)
      // Two annotators taken as faultless contradict one another: their votes decide.
      return yes + no > 0 ? yes / (yes + no) : (start[k] ?? 0)
    })
  }
  return settled(probabilities, mostIterations)
}

/** How likely the pattern's votes are where the target is (`isTarget`), or where it is not. */
function likelihood(
  { votes }: VotePattern,
  qualities: readonly (number | null)[],
  isTarget: boolean,
): number {
  return votes.reduce((product, vote, j) => {
    const right = qualities[j] ?? 1
    return product * (vote === isTarget ? right : 1 - right)
  }, 1)
}

function qualities(
  patterns: readonly VotePattern[],
  probabilities: readonly number[],
  raters: number,
): Pick<Staple, 'sensitivity' | 'specificity'> {
  let [target, rest] = [0, 0]
  const held = Array.from({ length: raters }, () => 0)
  const left = Array.from({ length: raters }, () => 0)
  patterns.forEach(({ votes, pixels }, i) => {
    const yes = (probabilities[i] ?? 0) * pixels
    const no = (1 - (probabilities[i] ?? 0)) * pixels
    target += yes
    rest += no
    votes.forEach((vote, j) => {
      if (vote) held[j] = (held[j] ?? 0) + yes
      else left[j] = (left[j] ?? 0) + no
    })
  })
  return {
    sensitivity: held.map((sum) => (target > 0 ? sum / target : null)),
    specificity: left.map((sum) => (rest > 0 ? sum / rest : null)),
  }
}

/** The patterns with less background: only that within the widened box around all masks. */
function croppedPatterns(votes: Votes, margin: number): readonly VotePattern[] {
  const box = rleBox(rleOfVotes(votes, ({ yes }) => yes > 0))
  if (box === null) return votes.patterns
  const by = Math.ceil(margin * Math.max(boxWidth(box), boxHeight(box)))
  const wide = clampBox(imageBox(box.x0 - by, box.y0 - by, box.x1 + by, box.y1 + by), votes.size)
  const outside = areaOf(votes.size) - boxArea(wide)
  return votes.patterns.map((pattern) =>
    pattern.yes === 0 ? { ...pattern, pixels: pattern.pixels - outside } : pattern,
  )
}
