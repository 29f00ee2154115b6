import type { Run } from '#rpc/schemas/pipeline'
import type { RunRecord } from '#rpc/schemas/record'

type Judge = NonNullable<RunRecord['judge']>

/** One candidate as the judge sees it. */
export type JudgedRow = {
  readonly id: string
  readonly rank: number
  /** The judge's, mean over its rounds; null: it was not judged. */
  readonly score: number | null
  readonly geometric: number
  readonly rounds: number
  readonly reason: string | null
}

/** The candidates in their rank with what the judge gave them; none where no MLLM judged. */
export function judgedRows({
  candidates,
  record,
}: Pick<Run, 'candidates' | 'record'>): JudgedRow[] {
  const scores = new Map(record.judge?.scores.map((one) => [one.id, one]))
  return candidates
    .toSorted((a, b) => a.rank - b.rank)
    .flatMap(({ id, rank, reason }) => {
      const scored = scores.get(id)
      if (scored === undefined) return []
      const { judge: score, geometric, rounds } = scored
      return [{ id, rank, reason, score, geometric, rounds }]
    })
}

export function judgedRow(
  run: Pick<Run, 'candidates' | 'record'> | null,
  id: string,
): JudgedRow | null {
  return run === null ? null : (judgedRows(run).find((row) => row.id === id) ?? null)
}

/** How it was judged, in words. */
export function judgeSummary({ rounds, groupSize, isSettled, weight }: Judge): {
  readonly title: string
  readonly facts: string
  readonly problems: readonly string[]
  /** What its replies lacked and was made up for in reading them. */
  readonly repairs: readonly string[]
} {
  const groups = rounds[0]?.groups.length ?? 0
  const all = rounds.flatMap((round) => round.groups)
  const none = all.filter(({ noneFits }) => noneFits).length
  const facts = [
    ...(weight < 1 ? [`${Math.round(100 * weight)} % of the score is the judge’s`] : []),
    ...(isSettled ? ['stopped early: the ranking was settled'] : []),
    ...(none > 0 ? [`${none} of ${all.length} answers: none fits`] : []),
  ]
  const problems = all.flatMap(({ problem }) => (problem === null ? [] : [problem.message]))
  return {
    title: `Judge · ${counted(groups, 'group')} of ${groupSize} · ${counted(rounds.length, 'round')}`,
    facts: facts.join(' · '),
    problems: [...new Set(problems)],
    repairs: [...new Set(all.flatMap((group) => group.repairs))],
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
