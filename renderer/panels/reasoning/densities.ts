import type { PipelineSettings } from '#rpc/schemas/pipeline'

const most = 10
const least = 2
const finest = 20

export function textOfDensities(densities: readonly number[]): string {
  return densities.join(', ')
}

/** Strips a side, each once, as they were written; null where the text says none, too many or something else. */
export function densitiesOfText(text: string): readonly number[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '')
  if (!parts.every((part) => /^\d{1,2}$/.test(part))) return null
  const densities = [...new Set(parts.map(Number))]
  const isGood = densities.every((n) => n >= least && n <= finest)
  return isGood && densities.length > 0 && densities.length <= most ? densities : null
}

/** Questions that a vote asks about one sample. */
export function voteQuestions({
  densities,
  withShift,
  samples,
}: Pick<PipelineSettings['vote'], 'densities' | 'withShift' | 'samples'>): number {
  return densities.length * (withShift ? 2 : 1) * samples
}
