import { createRandom } from '../random.ts'

/**
 * What a sample adds to a figure that is a quotient of sums: for gIoU its IoU over 1, for cIoU intersection over union,
 * for a precision 1 or 0 over 1.
 */
export type Quotient = { readonly top: number; readonly bottom: number }

export type BootstrapOptions = {
  readonly seed: number
  readonly rounds: number
  /** How much of the distribution the interval holds, such as 0.95. */
  readonly level: number
}

export const bootstrapDefaults: BootstrapOptions = { seed: 1, rounds: 2000, level: 0.95 }

export type Interval = {
  readonly value: number
  readonly low: number
  readonly high: number
  readonly n: number
}

/**
 * The figure with its percentile interval over samples drawn again with replacement; null for no samples and where the
 * sum below is 0. Samples are taken as independent: several queries of one image are less than that.
 * Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
 */
export function bootstrapInterval(
  samples: readonly Quotient[],
  options: BootstrapOptions = bootstrapDefaults,
): Interval | null {
  return finish(bootstrapSteps(samples, options))
}

/** `bootstrapInterval`, paused every few milliseconds for whoever has other work between. */
export function* bootstrapSteps(
  samples: readonly Quotient[],
  options: BootstrapOptions = bootstrapDefaults,
): Steps<Interval | null> {
  const value = quotientOf(samples)
  if (value === null) return null
  const columns = columnsOf(samples)
  const drawn = yield* draws(samples.length, options, (picks) => valueAt(columns, picks))
  return { value, ...percentiles(drawn, options.level), n: samples.length }
}

/** Work in pieces; what it comes to is returned. */
export type Steps<T> = Generator<undefined, T, undefined>

export type PairedComparison = {
  readonly a: number
  readonly b: number
  /** a less b, with its interval. */
  readonly difference: Interval
  /**
   * Two-sided: how often a difference at least as large comes about where every sample's two results are swapped or
   * not by chance (permutation test). At least 1 / (rounds + 1).
   */
  readonly p: number
  /** p is below 1 less the interval's level. */
  readonly isSignificant: boolean
}

/**
 * Two models on the same samples in the same order; null for no samples and where a sum below is 0. Throws where the
 * lengths differ.
 * Source: Efron and Tibshirani 1993, chapters 13 and 15.
 */
export function comparePaired(
  a: readonly Quotient[],
  b: readonly Quotient[],
  options: BootstrapOptions = bootstrapDefaults,
): PairedComparison | null {
  return finish(comparisonSteps(a, b, options))
}

/** `comparePaired`, paused every few milliseconds for whoever has other work between. */
export function* comparisonSteps(
  a: readonly Quotient[],
  b: readonly Quotient[],
  options: BootstrapOptions = bootstrapDefaults,
): Steps<PairedComparison | null> {
  if (a.length !== b.length)
    throw new Error(`${a.length} results cannot be paired with ${b.length}`)
  const [valueA, valueB] = [quotientOf(a), quotientOf(b)]
  if (valueA === null || valueB === null) return null
  const [columnsA, columnsB] = [columnsOf(a), columnsOf(b)]
  const drawn = yield* draws(a.length, options, (picks) => {
    const [one, two] = [valueAt(columnsA, picks), valueAt(columnsB, picks)]
    return one === null || two === null ? null : one - two
  })
  const value = valueA - valueB
  const p = yield* permutationP(columnsA, columnsB, value, options)
  return {
    a: valueA,
    b: valueB,
    difference: { value, ...percentiles(drawn, options.level), n: a.length },
    p,
    isSignificant: p < 1 - options.level,
  }
}

function quotientOf(samples: readonly Quotient[]): number | null {
  const bottom = samples.reduce((sum, one) => sum + one.bottom, 0)
  return bottom > 0 ? samples.reduce((sum, one) => sum + one.top, 0) / bottom : null
}

type Columns = { readonly tops: Float64Array; readonly bottoms: Float64Array }

function columnsOf(samples: readonly Quotient[]): Columns {
  return {
    tops: Float64Array.from(samples, ({ top }) => top),
    bottoms: Float64Array.from(samples, ({ bottom }) => bottom),
  }
}

function valueAt({ tops, bottoms }: Columns, picks: Int32Array): number | null {
  let [top, bottom] = [0, 0]
  for (let i = 0; i < picks.length; i++) {
    top += tops[picks[i] as number] as number
    bottom += bottoms[picks[i] as number] as number
  }
  return bottom > 0 ? top / bottom : null
}

function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** Samples gone through between two pauses. */
const stepSize = 200_000

function isPause(round: number, n: number): boolean {
  return (round + 1) % Math.max(1, Math.floor(stepSize / n)) === 0
}

/** Ascending; draws that cannot be valued are left out. */
function* draws(
  n: number,
  { seed, rounds }: BootstrapOptions,
  valueOf: (picks: Int32Array) => number | null,
): Steps<Float64Array> {
  const random = createRandom(seed)
  const picks = new Int32Array(n)
  const values: number[] = []
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < n; i++) picks[i] = Math.floor(random() * n)
    const value = valueOf(picks)
    if (value !== null) values.push(value)
    if (isPause(round, n)) yield
  }
  return Float64Array.from(values).sort()
}

function percentiles(
  sorted: Float64Array,
  level: number,
): { readonly low: number; readonly high: number } {
  const at = (share: number) => {
    const place = share * (sorted.length - 1)
    const low = sorted[Math.floor(place)] ?? NaN
    return low + ((sorted[Math.ceil(place)] ?? NaN) - low) * (place - Math.floor(place))
  }
  return { low: at((1 - level) / 2), high: at((1 + level) / 2) }
}

/** Another stream than the bootstrap's. */
const permutationStream = 1

function* permutationP(
  a: Columns,
  b: Columns,
  observed: number,
  { seed, rounds }: BootstrapOptions,
): Steps<number> {
  const random = createRandom(seed, permutationStream)
  // Sums in another order differ in their last bits.
  const least = Math.abs(observed) - 1e-12
  let asLarge = 0
  for (let round = 0; round < rounds; round++) {
    let [topA, bottomA, topB, bottomB] = [0, 0, 0, 0]
    for (let i = 0; i < a.tops.length; i++) {
      const isSwapped = random() < 0.5
      const [first, second] = isSwapped ? [b, a] : [a, b]
      topA += first.tops[i] as number
      bottomA += first.bottoms[i] as number
      topB += second.tops[i] as number
      bottomB += second.bottoms[i] as number
    }
    const isDefined = bottomA > 0 && bottomB > 0
    if (!isDefined || Math.abs(topA / bottomA - topB / bottomB) >= least) asLarge++
    if (isPause(round, a.tops.length)) yield
  }
  return (asLarge + 1) / (rounds + 1)
}
