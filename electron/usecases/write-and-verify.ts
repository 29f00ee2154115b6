import { verdictOf, type WritingTask, type WritingVerdict } from '#core/dataset/generation'
import type { Rle } from '#core/mask/mask'
import { parseReply } from '#core/prompt/parsers'
import { fillTurn } from '#core/prompt/prompt-file'
import type { PromptSet } from '#core/prompt/prompt-set'
import type { ParsedVerdict, ParsedWritten, WrittenText } from '#core/prompt/reply'
import type { PromptValues } from '#core/prompt/template'
import type { Result } from '#core/result'
import { failure, unwrap } from '#models/failure'
import type { WrittenTexts } from '#rpc/schemas/authoring'
import type { ImageRow } from '#rpc/schemas/project'
import { askReadable } from './ask-readable.ts'
import type { Asker } from './asker.ts'
import { anywhere } from './check-asked.ts'
import type { PromptShelf } from './prompt-shelf.ts'
import { boxesImage } from './sent-pictures.ts'
import type { Studio } from './studio.ts'

export type WritingTools = {
  readonly studio: Studio
  readonly shelf: PromptShelf
  readonly writer: Asker
  /** null: nothing is verified. */
  readonly verifier: Asker | null
}

/** A text with its verdict; of another mask and name than its task's where it found one of its own. */
export type MadeText = {
  readonly texts: WrittenTexts
  readonly verdict: WritingVerdict
  readonly reason: string
  /** Ids and versions of the prompt sets. */
  readonly prompts: readonly string[]
  readonly mask?: Rle
  readonly target?: string
}

export type WritingSubject = {
  readonly task: WritingTask
  readonly image: Pick<ImageRow, 'id' | 'size'>
  /** What makes a good query of the kind. */
  readonly guidance: string
}

/** What the writer wrote for the task. Throws AppFailure as `askReadable` does. */
export async function write(
  { task, image, guidance }: WritingSubject,
  { studio, shelf, writer }: WritingTools,
): Promise<{ readonly texts: readonly WrittenText[]; readonly prompts: string }> {
  const { set } = await shelf.get('write')
  const values = { ...valuesOf(task), guidance }
  const turn = { set, name: task.kind, values }
  const written: ParsedWritten = await ask({ studio, shelf, asker: writer, stage: 'write' }, turn, {
    task,
    image,
    read: (text) => parseReply('written', text, anywhere),
  })
  return { texts: written.texts, prompts: nameOf(set) }
}

export type Verified = {
  readonly verdict: WritingVerdict
  readonly paraphrases: readonly string[]
  readonly reason: string
  readonly prompts: string
}

/** What the verifier says of one text; `unverified` where there is no verifier. */
export async function verify(
  written: WrittenText,
  { task, image }: WritingSubject,
  { studio, shelf, verifier }: WritingTools,
): Promise<Verified> {
  const { set } = await shelf.get('verify')
  const prompts = nameOf(set)
  if (verifier === null) return { verdict: 'unverified', paraphrases: [], reason: '', prompts }
  const isRationale = task.kind === 'rationale'
  const query = isRationale ? task.query : written.query
  const values = { ...valuesOf(task), query, rationale: written.rationale }
  const turn = { set, name: isRationale ? 'rationale' : 'query', values }
  const said: ParsedVerdict = await ask({ studio, shelf, asker: verifier, stage: 'verify' }, turn, {
    task,
    image,
    read: (text) => parseReply('verdict', text, anywhere),
  })
  return { verdict: verdictOf(said), paraphrases: said.paraphrases, reason: said.reason, prompts }
}

function valuesOf({ query, target, blue }: WritingTask): PromptValues {
  return { query, target, others: String(blue.length) }
}

function nameOf({ id, version }: PromptSet): string {
  return `${id} ${version}`
}

type Asking = {
  readonly studio: Studio
  readonly shelf: PromptShelf
  readonly asker: Asker
  readonly stage: 'write' | 'verify'
}

type Turn = { readonly set: PromptSet; readonly name: string; readonly values: PromptValues }

type About<T> = Pick<WritingSubject, 'task' | 'image'> & {
  readonly read: (text: string) => Result<T>
}

async function ask<T>(
  { studio, shelf, asker, stage }: Asking,
  { set, name, values }: Turn,
  { task, image, read }: About<T>,
): Promise<T> {
  const filled = unwrap(fillTurn(set, name, { style: 'none', values }))
  if (filled.pictures !== 'boxes')
    throw failure(
      'bad_input',
      `The prompt set ${set.id} shows “${filled.pictures}” in its turn ${name}.`,
      'Let its pictures be boxes: the writer has to see which thing is meant.',
    )
  const { red, blue } = task
  const boxes = await boxesImage(studio, image, { red, blue, side: asker.profile.imageSide })
  const question = {
    stage,
    system: filled.system,
    turns: [{ role: 'user' as const, text: filled.text, images: [boxes] }],
  }
  return (await askReadable<T>(asker, question, { shelf, style: 'none', read })).value
}
