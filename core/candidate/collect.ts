import { isEmptyRle, maskIou } from '../mask/rle-ops.ts'
import type { CandidateDraft, CandidateSettings } from './candidate.ts'

/** What discovery found for one region, each list in the order it is to be kept. */
export type DraftGroups = {
  readonly multimask: readonly CandidateDraft[]
  readonly semantic: readonly CandidateDraft[]
  readonly crop: readonly CandidateDraft[]
  readonly textMasks: readonly CandidateDraft[]
  readonly textBoxes: readonly CandidateDraft[]
  readonly boxes: readonly CandidateDraft[]
  readonly seeds: readonly CandidateDraft[]
}

type Collecting = Pick<
  CandidateSettings,
  'limit' | 'useMultimask' | 'useSemantic' | 'useBoxes' | 'useSeeds' | 'boxLimit' | 'alikeIou'
>

/**
 * One region's candidates, at most `limit`: groups switched off are left out, so are empty masks and any mask equal to
 * an earlier one bit by bit. Near-equal masks stay, but for those of likely boxes, which are asked for what is missing:
 * at most `boxLimit`, the highest predicted IoU first. Where there are too many, seeds give way first, then likely boxes,
 * then what the target's words found.
 */
export function collectCandidates(groups: DraftGroups, settings: Collecting): CandidateDraft[] {
  const first = [
    ...(settings.useMultimask ? groups.multimask : []),
    ...(settings.useSemantic ? groups.semantic : []),
    ...groups.crop,
    ...groups.textMasks,
    ...groups.textBoxes,
  ]
  const inOrder = [
    ...first,
    ...(settings.useBoxes ? selectBoxMasks(groups.boxes, first, settings) : []),
    ...(settings.useSeeds ? groups.seeds : []),
  ]
  const seen = new Set<string>()
  const drafts = inOrder.filter(({ rle }) => {
    const isNew = !seen.has(rle.counts) && !isEmptyRle(rle)
    seen.add(rle.counts)
    return isNew
  })
  return drafts.slice(0, settings.limit)
}

/** Those unlike every mask before them. */
function selectBoxMasks(
  drafts: readonly CandidateDraft[],
  before: readonly CandidateDraft[],
  { boxLimit, alikeIou }: Collecting,
): CandidateDraft[] {
  const chosen: CandidateDraft[] = []
  for (const draft of drafts.toSorted((a, b) => b.predictedIou - a.predictedIou)) {
    if (chosen.length >= boxLimit) break
    if ([...before, ...chosen].every(({ rle }) => maskIou(rle, draft.rle) < alikeIou))
      chosen.push(draft)
  }
  return chosen
}
