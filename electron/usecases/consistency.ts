import { parseReply } from '#core/prompt/parsers'
import { placeInWords } from '#core/prompt/place'
import { fillTurn, gridValues } from '#core/prompt/prompt-file'
import type { Reasoning } from '#core/prompt/reasoning'
import type { ParsedConsistency } from '#core/prompt/reply'
import { failure, unwrap } from '#models/failure'
import { askOrTell, type AskProblem } from './ask-or-tell.ts'
import { askReadable } from './ask-readable.ts'
import type { Question } from './asker.ts'
import {
  subjectValues,
  type JudgedSubject,
  type JudgeTools,
  type UsedPrompts,
} from './judged-subject.ts'

export type ConsistencyTask = Pick<JudgedSubject, 'image' | 'query' | 'grid'> & {
  readonly reasoning: Reasoning
  /** The reasoner's own words, whole; empty: its rationale stands for them. */
  readonly said: string
}

/** Plain JSON. */
export type ConsistencyRecord = {
  readonly prompts: UsedPrompts
  /** 0..1: logic 0.3, relevance 0.2, visual consistency 0.3, localisation 0.2 (CoPRS §4.3); null: no readable reply. */
  readonly score: number | null
  readonly parts: ParsedConsistency['parts'] | null
  readonly reason: string
  /** The call whose reply was read; null where none was. */
  readonly call: number | null
  readonly isRepaired: boolean
  readonly problem: AskProblem | null
}

export type ConsistencyScored = {
  readonly record: ConsistencyRecord
  readonly flags: readonly 'consistency-missing'[]
}

/** Of a reasoning, hundreds of kilobytes are not sent. */
const mostSaid = 20_000

/**
 * How well a reasoning hangs together and fits query and image, by an MLLM (CoPRS §4.3). Without a readable reply, repair
 * included, there is no score: flagged. Throws AppFailure `cancelled`, and `bad_input` for a wording that cannot be used.
 */
export async function scoreConsistency(
  task: ConsistencyTask,
  { asker, shelf, pictures }: JudgeTools,
): Promise<ConsistencyScored> {
  const { set, isOwn } = await shelf.get('consistency')
  const prompts = { id: set.id, version: set.version, isOwn, turn: 'ask' }
  const { grid, image } = task
  const turn = unwrap(fillTurn(set, 'ask', { style: grid.style, values: valuesOf(task) }))
  if (turn.pictures !== 'grid' && turn.pictures !== 'bare')
    throw failure(
      'bad_input',
      `The prompt set ${set.id} shows “${turn.pictures}”, and a reasoning is judged by the image.`,
      'Let its pictures be grid or bare.',
    )
  const images = turn.pictures === 'grid' ? await pictures.grid() : [await pictures.bare()]
  const question: Question = {
    stage: 'consistency',
    system: turn.system,
    turns: [{ role: 'user', text: turn.text, images }],
  }
  const told = await askOrTell(() =>
    askReadable(asker, question, {
      shelf,
      style: grid.style,
      read: (text) => parseReply('consistency', text, { ...grid, size: image.size }),
    }),
  )
  if (!told.ok) {
    const nothing = { score: null, parts: null, reason: '', call: null, isRepaired: false }
    const record = { prompts, ...nothing, problem: told.problem }
    return { record, flags: ['consistency-missing'] }
  }
  const { value, answer, isRepaired } = told.value
  const { score, parts, reason } = value
  const read = { score, parts: { ...parts }, reason, call: answer.call, isRepaired, problem: null }
  return { record: { prompts, ...read }, flags: [] }
}

function valuesOf({ image, query, grid, reasoning, said }: ConsistencyTask) {
  const isAbsent = reasoning.kind === 'absent'
  const named = isAbsent ? { target: '', attributes: [] } : reasoning
  const place = isAbsent
    ? 'nowhere, for it says that nothing in the image answers the query'
    : placeInWords(reasoning.regions, { ...grid, size: image.size })
  const { target, attributes } = subjectValues({ image, query, grid, ...named })
  const words = said.trim() === '' ? reasoning.rationale : said
  return {
    ...gridValues(grid),
    query,
    target: isAbsent ? 'none' : (target ?? ''),
    attributes: attributes ?? '',
    rationale: reasoning.rationale,
    reasoning: words.slice(0, mostSaid),
    place,
  }
}
