/** Numbers from 0 to below 1. */
export type Random = () => number

/**
 * The same numbers for the same seed and stream (whole numbers), on every machine. Streams of one seed are apart.
 * Source: mulberry32 by Tommy Ettinger.
 */
export function createRandom(seed: number, stream = 0): Random {
  let state = (seed ^ Math.imul(stream, 0x9e3779b1)) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A copy in random order, each order as likely as any other (Fisher and Yates). */
export function shuffled<T>(values: readonly T[], random: Random): T[] {
  const copy = [...values]
  for (let i = copy.length - 1; i > 0; i--) {
    const k = Math.floor(random() * (i + 1))
    const swapped = copy[i] as T
    copy[i] = copy[k] as T
    copy[k] = swapped
  }
  return copy
}
