import { isEmptyRle } from '../mask/rle-ops.ts'
import type { CandidateDraft, CandidateSettings } from './candidate.ts'

/** What discovery found for one region, each list in the order it is to be kept. */
export type DraftGroups = {
  readonly multimask: readonly CandidateDraft[]
  readonly semantic: readonly CandidateDraft[]
  readonly crop: readonly CandidateDraft[]
  readonly seeds: readonly CandidateDraft[]
}

type Collecting = Pick<CandidateSettings, 'limit' | 'useMultimask' | 'useSemantic' | 'useSeeds'>

/**
 * One region's candidates, at most `limit`: groups switched off are left out, so are empty masks and any mask equal to
 * an earlier one bit by bit. Where there are too many, seeds give way first, then crops. Near-equal masks stay.
 */
export function collectCandidates(groups: DraftGroups, settings: Collecting): CandidateDraft[] {
  const inOrder = [
    ...(settings.useMultimask ? groups.multimask : []),
    ...(settings.useSemantic ? groups.semantic : []),
    ...groups.crop,
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
