import { formatScores } from '../prompt/replies/coprs-format.ts'

/** CoPRS's terms over one map, each 0..1. With its 1e-6 below the line only, two empty maps give 0. */
export type MaskReward = {
  readonly softIou: number
  readonly softDice: number
  /** Both at 0.5. */
  readonly hardIou: number
  /** 0.5 soft IoU + 0.2 soft Dice + 0.3 hard IoU. */
  readonly mask: number
}

const epsilon = 1e-6

/**
 * `prediction` and `truth` are probabilities 0..1 in the same order, 256×256 in CoPRS. Throws where lengths differ.
 * Source: ZhenyuLU-Heliodore/CoPRS verl/utils/reward_score/rseg_cot.py.
 */
export function maskReward(prediction: ArrayLike<number>, truth: ArrayLike<number>): MaskReward {
  if (prediction.length !== truth.length)
    throw new Error(`maps of ${prediction.length} and ${truth.length} places`)
  let [shared, sum, both, either] = [0, 0, 0, 0]
  for (let i = 0; i < prediction.length; i++) {
    const [p, g] = [prediction[i] as number, truth[i] as number]
    shared += p * g
    sum += p + g
    const [isP, isG] = [p >= 0.5, g >= 0.5]
    if (isP && isG) both++
    if (isP || isG) either++
  }
  const softIou = shared / (sum - shared + epsilon)
  const softDice = (2 * shared) / (sum + epsilon)
  const hardIou = both / (either + epsilon)
  return { softIou, softDice, hardIou, mask: 0.5 * softIou + 0.2 * softDice + 0.3 * hardIou }
}

/** 0.7 mask + 0.3 format, by the paper's rule for the format and by the released code's. */
export function coprsReward(
  reward: MaskReward,
  reply: string,
): { readonly paper: number; readonly code: number } {
  const { paper, code } = formatScores(reply)
  return { paper: 0.7 * reward.mask + 0.3 * paper, code: 0.7 * reward.mask + 0.3 * code }
}
