/** Values from `from` to below `to`; the last bin holds its end, too. */
export type DistributionBin<T> = {
  readonly from: number
  readonly to: number
  readonly members: readonly T[]
  /** Share of all members with a value below `to` (of the last bin: all), 0..1. */
  readonly cumulative: number
}

/** Shares such as IoUs in equal bins over 0..1, ascending, empty ones too; values beyond count at that end. */
export function shareDistribution<T>(
  members: readonly T[],
  shareOf: (member: T) => number,
  bins = 20,
): DistributionBin<T>[] {
  const filled: T[][] = Array.from({ length: bins }, () => [])
  for (const member of members) {
    const at = Math.floor(shareOf(member) * bins + 1e-9)
    filled[Math.min(bins - 1, Math.max(0, at))]?.push(member)
  }
  let below = 0
  return filled.map((own, i) => {
    below += own.length
    const cumulative = members.length === 0 ? 0 : below / members.length
    return { from: i / bins, to: (i + 1) / bins, members: own, cumulative }
  })
}
