import { labelRuns, columnRunsOf } from '../mask/line-runs.ts'
import { sizeOfRle, type Rle } from '../mask/mask.ts'
import { rleArea } from '../mask/rle-ops.ts'
import { meanOf, medianOf } from '../metrics/calibration.ts'

/** What the figures of a data set are counted from, one sample. */
export type SampleFacts = {
  readonly sample: number
  readonly status: string
  readonly category: string | null
  readonly components: readonly string[]
  readonly split: string | null
  /** Length of the query; 0 where there is none. */
  readonly words: number
  /** Of the mask that was accepted; null while none is. */
  readonly accepted: AcceptedFacts | null
}

export type AcceptedFacts = {
  /** null for “no target”. */
  readonly mask: MaskFacts | null
  readonly seconds: number | null
  readonly clicks: number | null
  /** Where the mask is from: a candidate as it was, one that was corrected, a hand, another data set, or nowhere. */
  readonly source:
    'candidate' | 'corrected' | 'drawn' | 'import' | 'generated' | 'no-target' | 'consensus'
  /** Of the candidate it was taken from, from 1; the best one where several were joined. */
  readonly rank: number | null
  /** Day it was accepted, `2026-11-21`. */
  readonly day: string
}

export type MaskFacts = {
  /** Of the image's area, 0..1. */
  readonly share: number
  /** Connected at edges or corners. */
  readonly parts: number
}

export const figureIds = [
  'status',
  'category',
  'component',
  'split',
  'words',
  'area',
  'parts',
  'seconds',
  'clicks',
  'rank',
  'day',
] as const
export type FigureId = (typeof figureIds)[number]

export type FigureBar = {
  /** A name, or the range it counts; none is the empty key. */
  readonly key: string
  readonly n: number
  /** How many of them are accepted. */
  readonly accepted: number
}

export type Figure = {
  readonly id: FigureId
  /** Samples that are counted, some maybe under several bars. */
  readonly n: number
  /** Accepted samples that could be counted but were not: nothing is known of them. */
  readonly without: number
  /** Of figures that are numbers. */
  readonly mean: number | null
  readonly median: number | null
  /** Ranges in their order, empty ones between them too; days by date; names by how many they are. */
  readonly bars: FigureBar[]
}

/** Lower ends of the bars of a number: a bar holds what is at least its own and under the next one's. */
const edges: Partial<Readonly<Record<FigureId, readonly number[]>>> = {
  words: [0, 1, 4, 7, 10, 13, 16, 21, 31],
  area: [0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4],
  parts: [0, 1, 2, 3, 4, 5, 10],
  seconds: [0, 5, 10, 20, 40, 60, 120, 300],
  clicks: [0, 1, 2, 3, 4, 6, 11, 21],
  rank: [1, 2, 3, 4, 6, 11],
}

/** The range a key of a number stands for; `below` is null for the last one, which has no end. */
export function rangeOfKey(
  figure: FigureId,
  key: string,
): { readonly from: number; readonly below: number | null } | null {
  const from = Number(key)
  const at = edges[figure]?.indexOf(from) ?? -1
  if (key === '' || at < 0) return null
  return { from, below: edges[figure]?.[at + 1] ?? null }
}

/** Bars that a sample is counted under; none where the figure says nothing of it. */
export function keysOf(figure: FigureId, facts: SampleFacts): readonly string[] {
  switch (figure) {
    case 'status':
      return [facts.status]
    case 'category':
      return [facts.category ?? '']
    case 'component':
      return facts.components.length === 0 ? [''] : facts.components
    case 'split':
      return [facts.split ?? '']
    case 'day':
      return facts.accepted === null ? [] : [facts.accepted.day]
    case 'rank':
      return facts.accepted === null ? [] : [rankKey(facts.accepted)]
    default:
      return keyOfNumber(figure, numberOf(figure, facts))
  }
}

/** What a figure of numbers says of a sample; null where nothing is known. */
export function numberOf(figure: FigureId, facts: SampleFacts): number | null {
  const { accepted } = facts
  switch (figure) {
    case 'words':
      return facts.words
    case 'area':
      return accepted?.mask?.share ?? null
    case 'parts':
      return accepted?.mask?.parts ?? null
    case 'seconds':
      return accepted?.seconds ?? null
    case 'clicks':
      return accepted?.clicks ?? null
    case 'rank':
      return accepted?.source === 'candidate' ? accepted.rank : null
    default:
      return null
  }
}

/** Area and parts of a mask, without its pixels. */
export function maskFacts(rle: Rle): MaskFacts {
  const { width, height } = sizeOfRle(rle)
  return {
    share: rleArea(rle) / (width * height),
    parts: labelRuns(columnRunsOf(rle), 8).count,
  }
}

/** Counts every figure; samples come one by one, so that a caller may rest in between. */
export function createFigures(): {
  readonly add: (facts: SampleFacts) => void
  readonly result: () => Figure[]
} {
  const counted = figureIds.map((id) => ({
    id,
    bars: new Map<string, { n: number; accepted: number }>(),
    numbers: [] as number[],
    n: 0,
    without: 0,
  }))
  return {
    add(facts) {
      const accepted = facts.status === 'accepted' ? 1 : 0
      for (const one of counted) {
        const keys = keysOf(one.id, facts)
        const number = numberOf(one.id, facts)
        if (number !== null) one.numbers.push(number)
        if (keys.length === 0) one.without += couldCount(one.id, facts) ? 1 : 0
        else one.n++
        for (const key of keys) {
          const bar = one.bars.get(key) ?? { n: 0, accepted: 0 }
          bar.n++
          bar.accepted += accepted
          one.bars.set(key, bar)
        }
      }
    },
    result: () =>
      counted.map(({ id, bars, numbers, n, without }) => ({
        id,
        n,
        without,
        mean: meanOf(numbers),
        median: medianOf(numbers),
        bars: inOrder(
          id,
          [...bars].map(([key, bar]) => ({ key, ...bar })),
        ),
      })),
  }
}

function rankKey({ source, rank }: AcceptedFacts): string {
  if (source !== 'candidate') return source
  return rank === null ? '' : (keyOfNumber('rank', rank)[0] ?? '')
}

function keyOfNumber(figure: FigureId, value: number | null): readonly string[] {
  if (value === null) return []
  const from = edges[figure]?.findLast((edge) => edge <= value)
  return from === undefined ? [] : [String(from)]
}

function couldCount(figure: FigureId, { accepted }: SampleFacts): boolean {
  if (accepted === null) return false
  return figure === 'area' || figure === 'parts' ? accepted.source !== 'no-target' : true
}

const statusOrder = ['todo', 'draft', 'accepted', 'rejected']
const splitOrder = ['train', 'val', 'test', '']
const sourceOrder = ['corrected', 'drawn', 'import', 'no-target', 'consensus', '']

function inOrder(figure: FigureId, bars: readonly FigureBar[]): FigureBar[] {
  const byKey = new Map(bars.map((bar) => [bar.key, bar]))
  const barsOf = (keys: readonly string[]) =>
    keys.map((key) => byKey.get(key) ?? { key, n: 0, accepted: 0 })
  const met = (keys: readonly string[]) => keys.filter((key) => byKey.has(key))
  if (bars.length === 0) return []
  if (figure === 'status') return barsOf(statusOrder)
  if (figure === 'split') return barsOf([...splitOrder.slice(0, 3), ...met([''])])
  if (figure === 'day') return bars.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const steps = edges[figure]?.map(String)
  if (steps === undefined) return bars.toSorted((a, b) => b.n - a.n || (a.key < b.key ? -1 : 1))
  const last = steps.findLastIndex((key) => byKey.has(key))
  const first =
    figure === 'rank'
      ? 0
      : Math.max(
          0,
          steps.findIndex((key) => byKey.has(key)),
        )
  return barsOf([...steps.slice(first, last + 1), ...(figure === 'rank' ? met(sourceOrder) : [])])
}
