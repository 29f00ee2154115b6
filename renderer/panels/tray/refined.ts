import type { Run } from '#rpc/schemas/pipeline'
import type { RunRecord } from '#rpc/schemas/record'

/** The candidate whose mask was replaced by the correction; null: none was. */
export function refinedCandidate(run: Pick<Run, 'record'> | null): string | null {
  const refinement = run?.record.refinement
  return refinement?.outcome === 'kept' ? refinement.candidate : null
}

type Refinement = NonNullable<RunRecord['refinement']>

/** What became of the correction, in words. */
export function outcomeText({ outcome, before, after, problem }: Refinement): string {
  switch (outcome) {
    case 'kept':
      return `Corrected: predicted IoU ${before.toFixed(2)} → ${(after ?? before).toFixed(2)}.`
    case 'right':
      return 'The judge finds nothing to correct.'
    case 'no-points':
      return 'What the judge named gave no point to correct by; the mask is as it was.'
    case 'not-better':
      return after === null
        ? 'What was decoded again did not follow the judge; the mask is as it was.'
        : `Decoded again without gain (predicted IoU ${before.toFixed(2)} → ${after.toFixed(2)}); the mask is as it was.`
    case 'not-asked':
      return `Not corrected: ${problem?.message ?? 'no readable reply.'}`
  }
}
