import { columnRunsOf, labelRuns } from '../mask/line-runs.ts'
import type { Rle } from '../mask/mask.ts'
import { rleArea } from '../mask/rle-ops.ts'
import { meanOf, medianOf } from './calibration.ts'

/** What is counted of a sample; null where it is not known. */
export type SampleFacts = {
  readonly id: number
  /** In words. */
  readonly queryLength: number
  /** Share of the image's pixels, 0..1; 0 without a target. */
  readonly areaShare: number | null
  readonly parts: number | null
  /** Time spent on it. */
  readonly seconds: number | null
  readonly clicks: number | null
  /** From 1; 0: a mask drawn without a candidate. */
  readonly acceptedRank: number | null
}

export const summaryKeys = [
  'queryLength',
  'areaShare',
  'parts',
  'seconds',
  'clicks',
  'acceptedRank',
] as const
export type SummaryKey = (typeof summaryKeys)[number]

export type HistogramBin = {
  /** Values from `from` to below `to`; `to` is null for all above. */
  readonly from: number
  readonly to: number | null
  /** Ids of the samples behind it, in the order given. */
  readonly samples: readonly number[]
}

export type Histogram = {
  readonly key: SummaryKey
  readonly title: string
  readonly unit: 'words' | 'share' | 'parts' | 'seconds' | 'clicks' | 'rank'
  /** Ascending, all of them, empty ones too. */
  readonly bins: readonly HistogramBin[]
  /** Of how many samples the value is known, and their mean and median (of ranks: those from 1); null for none. */
  readonly n: number
  readonly unknown: number
  readonly mean: number | null
  readonly median: number | null
}

type Axis = Pick<Histogram, 'title' | 'unit'> & { readonly starts: readonly number[] }

/** Bins begin here and end where the next begins. */
const axes: Readonly<Record<SummaryKey, Axis>> = {
  queryLength: {
    title: 'query length',
    unit: 'words',
    starts: [0, 3, 6, 9, 12, 15, 20, 25, 30, 40, 50],
  },
  areaShare: {
    title: 'mask area',
    unit: 'share',
    // Empty masks by themselves.
    starts: [0, Number.MIN_VALUE, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3],
  },
  parts: { title: 'parts of the mask', unit: 'parts', starts: [0, 1, 2, 3, 4, 5, 10] },
  seconds: {
    title: 'time per sample',
    unit: 'seconds',
    starts: [0, 5, 10, 20, 30, 60, 120, 300, 600],
  },
  clicks: { title: 'clicks per mask', unit: 'clicks', starts: [0, 1, 2, 3, 4, 5, 10, 20, 50] },
  acceptedRank: {
    title: 'accepted rank',
    unit: 'rank',
    starts: Array.from({ length: 17 }, (_, rank) => rank),
  },
}

/** One a key, in the order of `summaryKeys`. */
export function histogramsOf(samples: readonly SampleFacts[]): Histogram[] {
  return summaryKeys.map((key) => histogramOf(samples, key))
}

/** How many samples have each value, the most first, then by name; null: none. A sample with several counts for each. */
export function countsBy<T>(
  samples: readonly T[],
  valuesOf: (sample: T) => readonly (string | null)[],
): { readonly value: string | null; readonly n: number }[] {
  const counts = new Map<string | null, number>()
  for (const sample of samples)
    for (const value of new Set(valuesOf(sample))) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
    .map(([value, n]) => ({ value, n }))
    .toSorted((a, b) => b.n - a.n || ((a.value ?? '') < (b.value ?? '') ? -1 : 1))
}

/** Area as share of the image, and the number of 8-connected parts; read off the run lengths. */
export function maskFacts(rle: Rle): Pick<SampleFacts, 'areaShare' | 'parts'> {
  const areaShare = rleArea(rle) / (rle.size[0] * rle.size[1])
  return { areaShare, parts: labelRuns(columnRunsOf(rle), 8).count }
}

function histogramOf(samples: readonly SampleFacts[], key: SummaryKey): Histogram {
  const { title, unit, starts } = axes[key]
  const ids: number[][] = starts.map(() => [])
  const values: number[] = []
  let unknown = 0
  for (const sample of samples) {
    const value = sample[key]
    if (value === null) unknown++
    else {
      if (key !== 'acceptedRank' || value > 0) values.push(value)
      ids[starts.findLastIndex((start) => value >= start)]?.push(sample.id)
    }
  }
  const bins = starts.map((from, i) => ({ from, to: starts[i + 1] ?? null, samples: ids[i] ?? [] }))
  return {
    key,
    title,
    unit,
    bins,
    n: samples.length - unknown,
    unknown,
    mean: meanOf(values),
    median: medianOf(values),
  }
}
