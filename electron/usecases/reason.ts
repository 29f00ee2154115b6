import type { Size } from '#core/geometry/size'
import type { GridSettings } from '#core/grid/grid'
import { joinReplies } from '#core/prompt/join-replies'
import { parseReply } from '#core/prompt/parsers'
import { fillTurn, gridValues } from '#core/prompt/prompt-file'
import type { PictureKind, PromptSet } from '#core/prompt/prompt-set'
import type { Reasoning } from '#core/prompt/reasoning'
import { formatScores } from '#core/prompt/replies/coprs-format'
import type { ParsedReasoning, ParserId } from '#core/prompt/reply'
import { failure, unwrap } from '#models/failure'
import type { ReasonRecord } from '#rpc/schemas/record'
import { askReadable } from './ask-readable.ts'
import type { Asker, Question, SentImage } from './asker.ts'
import type { PromptShelf } from './prompt-shelf.ts'
import type { Locate, Named } from './region-by-text.ts'
import { bareImage, gridImages } from './sent-pictures.ts'
import type { Studio } from './studio.ts'

export type ReasonTools = {
  readonly studio: Studio
  readonly asker: Asker
  readonly shelf: PromptShelf
  readonly locate: Locate
}

export type ReasonTask = {
  readonly image: { readonly id: number; readonly size: Size }
  readonly query: string
  readonly grid: GridSettings
  readonly prompts: string
  readonly variant: string | null
  /** Of one of several replies to the same question. */
  readonly sample?: { readonly index: number; readonly temperature: number }
  readonly stage: 'reason' | 'vote'
}

export type Reasoned = {
  readonly reasoning: Reasoning
  readonly record: ReasonRecord
  /**
   * The set names no place: `region-from-text` its words’ heat map showed it, `region-asked` one more turn asked for it.
   * `repaired`: a reply had to be asked twice.
   */
  readonly flags: readonly string[]
}

type ReadTurn = {
  readonly name: string
  readonly parsed: ParsedReasoning
  readonly text: string
  readonly call: number
  readonly isRepaired: boolean
}

/** The turns so far, as they are sent again with the next one. */
type Said = Question['turns'][number]

/**
 * What an MLLM concludes from the grid prompt and the query (design: Reason): the turns of the set's variant one after
 * another, each reply read strictly and asked for once more where it cannot be read; of a set that names no place the
 * text prior tells it, else one more turn that asks for it. Throws AppFailure `reply_unreadable` and what `Asker.ask` and
 * the text prior throw.
 */
export async function reasonOver(task: ReasonTask, tools: ReasonTools): Promise<Reasoned> {
  const { set, isOwn } = await tools.shelf.get(task.prompts)
  const variant = variantOf(set, task.variant)
  const turns = await askTurns(set, variant.turns, { task, tools })
  const joined = joinReplies(turns.map(({ parsed }) => parsed))
  const placed =
    joined.kind === 'no-region'
      ? await placeFor(joined, turns, { task, tools })
      : { reasoning: joined, asked: [], flags: [], record: {} }
  const all = [...turns, ...placed.asked]
  const flags = [...placed.flags, ...(all.some(({ isRepaired }) => isRepaired) ? ['repaired'] : [])]
  const record = {
    prompts: { id: set.id, version: set.version, isOwn, variant: variant.name },
    grid: { ...task.grid },
    replies: all.map(recordOf),
    format: set.parser === 'coprs' ? formatScores(turns.at(-1)?.text ?? '') : null,
    ...placed.record,
  }
  return { reasoning: placed.reasoning, record, flags }
}

type With = { readonly task: ReasonTask; readonly tools: ReasonTools }

type Placed = {
  readonly reasoning: Reasoning
  /** The turn that asked for the place. */
  readonly asked: readonly ReadTurn[]
  readonly flags: readonly string[]
  readonly record: Pick<ReasonRecord, 'place'>
}

/** The place of what was named without one. */
async function placeFor(
  named: Named,
  turns: readonly ReadTurn[],
  { task, tools }: With,
): Promise<Placed> {
  const { target, attributes, rationale } = named
  const located = await tools.locate(named)
  const record = located === null ? {} : { place: located.record }
  if (located !== null && located.regions.length > 0) {
    const { regions } = located
    const reasoning = { kind: 'regions' as const, target, attributes, rationale, regions }
    return { reasoning, asked: [], flags: ['region-from-text'], record }
  }
  const asked = [await askRegion(named, turns, { task, tools })]
  const reasoning = joinReplies([...turns, ...asked].map(({ parsed }) => parsed))
  if (reasoning.kind === 'no-region')
    throw failure('reply_unreadable', 'The replies name no place.', 'Choose another prompt set.')
  return { reasoning, asked, flags: ['region-asked'], record }
}

async function askTurns(
  set: PromptSet,
  names: readonly string[],
  { task, tools }: With,
): Promise<ReadTurn[]> {
  const parser = reasoningParser(set)
  const said: Said[] = []
  const read: ReadTurn[] = []
  for (const name of names) {
    const values = { query: task.query, ...gridValues(task.grid), ...toldSoFar(read) }
    const turn = unwrap(fillTurn(set, name, { style: task.grid.style, values }))
    const images = await imagesOf(turn.pictures, { task, tools })
    said.push({ role: 'user', text: turn.text, images })
    const question = questionOf(task, turn.system, said)
    const { value, answer, isRepaired } = await askReadable(tools.asker, question, {
      shelf: tools.shelf,
      style: task.grid.style,
      read: (text) => parseReply(parser, text, { ...task.grid, size: task.image.size, turn: name }),
    })
    said.push({ role: 'assistant', text: answer.text, images: [] })
    read.push({ name, parsed: value, text: answer.text, call: answer.call, isRepaired })
  }
  return read
}

/** A conversation of its own: what answers the query is told, and shown with the grid. */
async function askRegion(
  named: Named,
  turns: readonly ReadTurn[],
  { task, tools }: With,
): Promise<ReadTurn> {
  const { set } = await tools.shelf.get('region-only')
  const { style } = task.grid
  const values = {
    query: task.query,
    ...gridValues(task.grid),
    target: named.target === '' ? (turns.at(-1)?.text.slice(0, 2000) ?? '') : named.target,
    attributes: named.attributes.length === 0 ? 'none were named' : named.attributes.join(', '),
  }
  const turn = unwrap(fillTurn(set, 'ask', { style, values }))
  const images = await imagesOf(turn.pictures, { task, tools })
  const question = questionOf(task, turn.system, [{ role: 'user', text: turn.text, images }])
  const { value, answer, isRepaired } = await askReadable(
    tools.asker,
    { ...question, stage: 'region' },
    {
      shelf: tools.shelf,
      style,
      read: (text) => parseReply('region', text, { ...task.grid, size: task.image.size }),
    },
  )
  return { name: 'region', parsed: value, text: answer.text, call: answer.call, isRepaired }
}

function questionOf(task: ReasonTask, system: string, turns: readonly Said[]): Question {
  const { stage, sample } = task
  const of =
    sample === undefined ? {} : { temperature: sample.temperature, sampleIndex: sample.index }
  return { stage, system, turns: [...turns], ...of }
}

/** What later turns may quote. */
function toldSoFar(read: readonly ReadTurn[]) {
  const last = read.at(-1)
  if (last === undefined) return {}
  const joined = joinReplies(read.map(({ parsed }) => parsed))
  if (joined.kind === 'absent') return { previous: last.text }
  const { target, attributes } = joined
  return { previous: last.text, target, attributes: attributes.join(', ') }
}

async function imagesOf(kind: PictureKind, { task, tools }: With): Promise<readonly SentImage[]> {
  const { studio, asker } = tools
  const { image, grid } = task
  const side = asker.profile.imageSide
  switch (kind) {
    case 'grid':
      return gridImages(studio, image.id, grid, side)
    case 'bare':
      return [await bareImage(studio, image.id, grid, side)]
    case 'none':
      return []
    case 'masks':
    case 'outlines':
    case 'grid-mask':
    case 'boxes':
      throw failure(
        'bad_input',
        `Pictures of masks or boxes (“${kind}”) cannot be had before there are masks.`,
        'Use grid, bare or none in this prompt set.',
      )
  }
}

function variantOf(set: PromptSet, name: string | null) {
  const found = name === null ? set.variants[0] : set.variants.find((one) => one.name === name)
  if (found !== undefined) return found
  const names = set.variants.map((one) => one.name).join(', ')
  throw failure(
    'not_found',
    `The prompt set ${set.id} has no variant ${name ?? ''}.`,
    `It has ${names}.`,
  )
}

const reasoningParsers = [
  'stepwise',
  'plain',
  'coprs',
  'llavaseg',
  'region',
] as const satisfies ParserId[]

function reasoningParser({ id, parser }: PromptSet): (typeof reasoningParsers)[number] {
  const found = reasoningParsers.find((one) => one === parser)
  if (found !== undefined) return found
  throw failure(
    'bad_input',
    `The prompt set ${id} does not reason: its replies are read as ${parser}.`,
    'Choose another one.',
  )
}

type ReplyRecord = ReasonRecord['replies'][number]

/** The contract's lists are mutable, the parser's readonly: a copy is the record's to keep. */
function recordOf({ name, parsed, text, call }: ReadTurn): ReplyRecord {
  const { steps, mentions, repairs } = parsed
  const read = structuredClone({ steps, mentions, repairs }) as unknown
  return {
    turn: name,
    call,
    text,
    ...(read as Pick<ReplyRecord, 'steps' | 'mentions' | 'repairs'>),
  }
}
