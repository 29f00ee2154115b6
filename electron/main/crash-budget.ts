/** Counts crashes in a sliding window: more than `most` within `windowMs` means giving up. */
export type CrashBudget = {
  /** Notes a crash at this time (ms) and says whether another start is worth trying. */
  spend(now: number): boolean
}

export function createCrashBudget(most = 3, windowMs = 5 * 60_000): CrashBudget {
  let times: number[] = []
  return {
    spend(now) {
      times = [...times.filter((time) => now - time < windowMs), now]
      return times.length <= most
    },
  }
}
