import { createRandom, shuffled } from '../random.ts'
import type { Candidate } from './candidate.ts'
import { twinsBehind } from './rank.ts'

/** What the judge said of one group of candidates. */
export type JudgedGroup = {
  /** In the order shown. */
  readonly ids: readonly string[]
  /** Estimated IoU with the target, 0..1, one a candidate; null: no reply that could be read, repair included. */
  readonly scores: readonly number[] | null
  /** One a candidate; empty without scores. */
  readonly reasons: readonly string[]
  /** The judge says that none of these candidates is the target. */
  readonly noneFits: boolean
}

/** One shuffle: every candidate once. */
export type JudgeRound = { readonly round: number; readonly groups: readonly JudgedGroup[] }

/** What a candidate got over all rounds. */
export type PooledScore = {
  /** Mean over the rounds that judged it. */
  readonly score: number
  /** How many those were. */
  readonly rounds: number
  /** The one given with the score nearest to the mean, of equals the first. */
  readonly reason: string
}

/**
 * `judge-incomplete`: a group was not judged, so the geometric score had a say. `judge-none`: by most judgements of the
 * first-ranked candidate's groups, none of the masks fits.
 */
export type JudgeFlag = 'judge-incomplete' | 'judge-none'

/**
 * The candidates shuffled and dealt out into groups of `size`, a short last group as it is. Depends on the set of ids,
 * seed and round alone. `round` counts from 1.
 */
export function judgeGroups(
  ids: readonly string[],
  { size, round, seed }: { readonly size: number; readonly round: number; readonly seed: number },
): string[][] {
  const dealt = shuffled(ids.toSorted(inOrderFound), createRandom(seed, round))
  return Array.from({ length: Math.ceil(dealt.length / size) }, (_, i) =>
    dealt.slice(i * size, (i + 1) * size),
  )
}

/** Candidates that no round judged are not in it. */
export function poolScores(rounds: readonly JudgeRound[]): ReadonlyMap<string, PooledScore> {
  const given = new Map<string, { readonly score: number; readonly reason: string }[]>()
  for (const { groups } of rounds)
    for (const { ids, scores, reasons } of groups)
      for (const [i, score] of (scores ?? []).entries()) {
        const id = ids[i]
        if (id === undefined) continue
        given.set(id, [...(given.get(id) ?? []), { score, reason: reasons[i] ?? '' }])
      }
  return new Map([...given].map(([id, all]) => [id, pooled(all)]))
}

function pooled(all: readonly { readonly score: number; readonly reason: string }[]): PooledScore {
  const score = all.reduce((sum, one) => sum + one.score, 0) / all.length
  const away = (one: { readonly score: number }) => Math.abs(one.score - score)
  const nearest = all.reduce((best, one) => (away(one) < away(best) ? one : best))
  return { score, rounds: all.length, reason: nearest.reason }
}

/** Both scores 0..1; `weight` is the judge's share. A candidate that nobody judged keeps its geometric score. */
export function blendScores(judge: number | null, geometric: number, weight: number): number {
  return judge === null ? geometric : weight * judge + (1 - weight) * geometric
}

/** What a candidate's score and reason become; `geometric` breaks ties. */
export type Judgement = {
  readonly score: number
  readonly geometric: number
  readonly reason: string | null
}

/**
 * Best first: score, then geometric score, then order found; near-duplicates right behind their better as in
 * `rankCandidates`. Names stay. Candidates without a judgement keep score and reason.
 */
export function rankByJudge(
  candidates: readonly Candidate[],
  judgements: ReadonlyMap<string, Judgement>,
  alikeIou: number,
): Candidate[] {
  const geometricOf = ({ id, score }: Candidate) => judgements.get(id)?.geometric ?? score
  const sorted = candidates
    .map((candidate) => {
      const judged = judgements.get(candidate.id)
      const next = judged === undefined ? {} : { score: judged.score, reason: judged.reason }
      return { one: { ...candidate, ...next }, geometric: geometricOf(candidate) }
    })
    .toSorted(
      (a, b) =>
        b.one.score - a.one.score || b.geometric - a.geometric || inOrderFound(a.one.id, b.one.id),
    )
    .map(({ one }) => one)
  return twinsBehind(sorted, alikeIou)
}

/** How far a score may move between two rounds that agree. */
const settledStep = 0.05
const settledRanks = 3

/** Where a round left the candidates. */
export type Standing = {
  /** Best first. */
  readonly ranking: readonly string[]
  /** Pooled scores of the judge. */
  readonly scores: ReadonlyMap<string, { readonly score: number }>
}

/**
 * Another round would change nothing that matters: between the last two the first three kept their places and no
 * pooled score moved by more than 0.05, nor came or went.
 */
export function isSettled(history: readonly Standing[]): boolean {
  const [before, now] = history.slice(-2)
  if (before === undefined || now === undefined) return false
  const isSameTop = Array.from({ length: settledRanks }, (_, i) => i).every(
    (i) => before.ranking[i] === now.ranking[i],
  )
  if (!isSameTop || before.scores.size !== now.scores.size) return false
  return [...now.scores].every(([id, { score }]) => {
    const earlier = before.scores.get(id)
    return earlier !== undefined && Math.abs(score - earlier.score) <= settledStep + 1e-9
  })
}

/** The judge's share of the score at most, where it did not judge all. */
const incompleteBlend = 0.5

/**
 * The candidates by all that was judged so far; their scores so far are the geometric ones. Where a group was not
 * judged, the judge has at most half of the score, so that those it left out can be compared with the others: flagged.
 * A verdict that none fits changes no score; it counts where the first-ranked candidate was among those looked at, for a
 * group of wrong masks is rightly called so: flagged where more than half of those verdicts say so.
 */
export function concludeJudging(
  candidates: readonly Candidate[],
  rounds: readonly JudgeRound[],
  settings: { readonly blend: number; readonly alikeIou: number },
): { readonly ranked: Candidate[]; readonly flags: readonly JudgeFlag[] } {
  const scores = poolScores(rounds)
  const groups = rounds.flatMap((round) => round.groups)
  const isIncomplete = groups.some((group) => group.scores === null)
  const weight = isIncomplete ? Math.min(settings.blend, incompleteBlend) : settings.blend
  const judgements = new Map(
    candidates.map(({ id, score: geometric, reason }) => {
      const judged = scores.get(id) ?? null
      const score = blendScores(judged?.score ?? null, geometric, weight)
      return [id, { score, geometric, reason: judged?.reason ?? reason }]
    }),
  )
  const ranked = rankByJudge(candidates, judgements, settings.alikeIou)
  const flags: JudgeFlag[] = isIncomplete ? ['judge-incomplete'] : []
  if (isNoneFitting(groups, ranked[0]?.id)) flags.push('judge-none')
  return { ranked, flags }
}

function isNoneFitting(groups: readonly JudgedGroup[], first: string | undefined): boolean {
  if (first === undefined) return false
  const seen = groups.filter(({ ids, scores }) => scores !== null && ids.includes(first))
  return seen.filter(({ noneFits }) => noneFits).length * 2 > seen.length
}

/** `c02` before `c10`, `c99` before `c100`. */
function inOrderFound(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : a > b ? 1 : 0
}
