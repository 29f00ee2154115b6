import type { Run } from '#rpc/schemas/pipeline'

type Candidate = Run['candidates'][number]

export type FoldedCandidate = {
  readonly candidate: Candidate
  /** Near-duplicates behind it, shown or not. */
  readonly twins: number
}

/** Candidates in rank; near-duplicates only where unfolded or chosen. */
export function folded(
  candidates: readonly Candidate[],
  unfolded: readonly string[],
  chosen: readonly string[],
): readonly FoldedCandidate[] {
  const twins = new Map<string, number>()
  for (const { alikeOf } of candidates)
    if (alikeOf !== null) twins.set(alikeOf, (twins.get(alikeOf) ?? 0) + 1)
  return candidates
    .filter(
      ({ id, alikeOf }) => alikeOf === null || unfolded.includes(alikeOf) || chosen.includes(id),
    )
    .toSorted((a, b) => a.rank - b.rank)
    .map((candidate) => ({ candidate, twins: twins.get(candidate.id) ?? 0 }))
}
