import type { RunRecord } from '#rpc/schemas/record'
import { refinementWords, regionText } from './texts.ts'

/** What a run took from the reply to one question. */
export type Reading = {
  /** In words, a line each. */
  readonly lines: readonly string[]
  /** What was taken although it was not quite as asked for. */
  readonly repairs: readonly string[]
}

/** null where the run took nothing from it: it could not be read, or another try took its place. */
export function readingOf(record: RunRecord, call: number): Reading | null {
  return (
    readingOfReasoning(record, call) ??
    readingOfJudge(record, call) ??
    readingOfConsistency(record, call) ??
    readingOfRefinement(record, call)
  )
}

function readingOfReasoning({ reason, vote }: RunRecord, call: number): Reading | null {
  const replies = [
    ...(reason?.replies ?? []),
    ...(vote?.replies ?? []).flatMap((one) => one.replies),
  ]
  const reply = replies.find((one) => one.call === call)
  if (reply === undefined) return null
  const places = [...new Set(reply.mentions.map(({ region }) => regionText(region)))]
  return {
    lines: places.length === 0 ? ['It names no place.'] : places.map((text) => `It names ${text}.`),
    repairs: reply.repairs,
  }
}

function readingOfJudge({ judge }: RunRecord, call: number): Reading | null {
  const group = judge?.rounds.flatMap(({ groups }) => groups).find((one) => one.call === call)
  if (group === undefined) return null
  const lines = (group.scores ?? []).map((score, i) => {
    const reason = group.reasons[i] ?? ''
    return `${group.ids[i] ?? '?'}: ${score.toFixed(2)}${reason === '' ? '' : `, ${reason}`}`
  })
  return {
    lines: group.noneFits ? [...lines, 'None of these fits, it says.'] : lines,
    repairs: group.repairs,
  }
}

function readingOfConsistency({ consistency }: RunRecord, call: number): Reading | null {
  if (consistency?.call !== call || consistency.parts === null) return null
  const { logic, relevance, visual, localisation } = consistency.parts
  const lines = [
    `logic ${logic}, relevance ${relevance}, visual consistency ${visual}, localisation ${localisation}`,
    consistency.reason,
  ]
  return { lines: lines.filter((line) => line !== ''), repairs: [] }
}

function readingOfRefinement({ refinement }: RunRecord, call: number): Reading | null {
  if (refinement?.call !== call) return null
  const { missing, surplus, outcome, reason } = refinement
  const lines = [
    ...missing.map((region) => `missing: ${regionText(region)}`),
    ...surplus.map((region) => `too much: ${regionText(region)}`),
    reason,
    refinementWords[outcome],
  ]
  return { lines: lines.filter((line) => line !== ''), repairs: [] }
}
