import { rleIouMatrix } from '#core/mask/rle-ops'
import type { MllmCall } from '#rpc/schemas/mllm'
import type { Run } from '#rpc/schemas/pipeline'
import { figuresOf } from './figures.ts'
import { makersText, regionText } from './texts.ts'

type Candidate = Run['candidates'][number]

/** Candidates of two runs side by side; null where the other run has nothing like it. */
export type CandidatePair = {
  readonly left: Candidate | null
  readonly right: Candidate | null
  /** Of the two masks; null where there is but one. */
  readonly iou: number | null
}

/** From which overlap two masks are taken for the same find. */
export const leastIou = 0.5

/**
 * The candidates of two runs, each in one pair: those that overlap most first, at least by `leastIou`; of equals the
 * better ranked. In the order of the left ranks, then what the right run alone has.
 */
export function alignCandidates(
  left: readonly Candidate[],
  right: readonly Candidate[],
): CandidatePair[] {
  const ious = overlaps(left, right)
  const pairs = ious
    .filter(({ iou }) => iou >= leastIou)
    .toSorted((a, b) => b.iou - a.iou || a.left.rank - b.left.rank || a.right.rank - b.right.rank)
  const byLeft = new Map<string, { readonly right: Candidate; readonly iou: number }>()
  const taken = new Set<string>()
  for (const pair of pairs) {
    if (byLeft.has(pair.left.id) || taken.has(pair.right.id)) continue
    byLeft.set(pair.left.id, pair)
    taken.add(pair.right.id)
  }
  const byRank = (a: Candidate, b: Candidate) => a.rank - b.rank
  return [
    ...left.toSorted(byRank).map((one) => {
      const found = byLeft.get(one.id)
      return { left: one, right: found?.right ?? null, iou: found?.iou ?? null }
    }),
    ...right
      .filter(({ id }) => !taken.has(id))
      .toSorted(byRank)
      .map((one) => ({ left: null, right: one, iou: null })),
  ]
}

type Overlap = { readonly left: Candidate; readonly right: Candidate; readonly iou: number }

function overlaps(left: readonly Candidate[], right: readonly Candidate[]): Overlap[] {
  const table = rleIouMatrix(
    left.map(({ rle }) => rle),
    right.map(({ rle }) => rle),
  )
  return left.flatMap((one, i) =>
    right.map((other, k) => ({ left: one, right: other, iou: table[i * right.length + k] ?? 0 })),
  )
}

/** What two runs came to, line by line. */
export type ComparedFact = {
  readonly title: string
  readonly left: string
  readonly right: string
  readonly isSame: boolean
}

export function comparedFacts(left: Run, right: Run): ComparedFact[] {
  return factsOf(left).map(([title, text], i) => {
    const other = factsOf(right)[i]?.[1] ?? ''
    return { title, left: text, right: other, isSame: text === other }
  })
}

function factsOf(run: Run): readonly (readonly [string, string])[] {
  const { reasoning, settings, model, prior, flags } = run
  const isPlaced = reasoning.kind === 'regions'
  return [
    ['Reasoner → judge', makersText(settings)],
    ['Target', isPlaced ? reasoning.target || 'not named' : 'no target'],
    ['Place', isPlaced ? reasoning.regions.map(regionText).join('; ') : 'none'],
    ['Prior', prior === null ? 'none' : prior.sources.join(' × ')],
    ['Segmenter', `${model.id} ${model.digest.slice(0, 8)}`],
    ['Flags', flags.length === 0 ? 'none' : flags.join(', ')],
  ]
}

/** Likewise for figures; one that only one run has is told of the other as missing. */
export function comparedFigures(
  runs: readonly [Run, Run],
  calls: readonly [readonly MllmCall[], readonly MllmCall[]],
): ComparedFact[] {
  const left = figuresOf(runs[0], calls[0])
  const right = figuresOf(runs[1], calls[1])
  const titles = [...new Set([...left, ...right].map(({ title }) => title))]
  const textOf = (figures: typeof left, wanted: string) =>
    figures.find(({ title }) => title === wanted)?.text ?? '–'
  return titles.map((title) => {
    const [a, b] = [textOf(left, title), textOf(right, title)]
    return { title, left: a, right: b, isSame: a === b }
  })
}
