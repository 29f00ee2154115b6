import { fillTurn } from '#core/prompt/prompt-file'
import type { GridStyle } from '#core/grid/grid'
import type { Result } from '#core/result'
import { failure, unwrap } from '#models/failure'
import { wasRead, type Answered, type Asker, type Question } from './asker.ts'
import type { PromptShelf } from './prompt-shelf.ts'

export type Read<T> = {
  readonly value: T
  readonly answer: Answered
  /** It took a second question. */
  readonly isRepaired: boolean
}

type Reader<T> = {
  readonly shelf: PromptShelf
  /** Of the grid that the question's wording is for. */
  readonly style: GridStyle
  /** Fails with a message that can be quoted to who replied. */
  readonly read: (text: string) => Result<T>
}

/**
 * Asks, reads the reply, and where it cannot be read asks once more, saying what was wrong. Throws AppFailure
 * `reply_unreadable` where the second reply cannot be read either, and what `Asker.ask` throws.
 */
export async function askReadable<T>(
  asker: Asker,
  question: Question,
  reader: Reader<T>,
): Promise<Read<T>> {
  const first = await asker.ask(question)
  const read = readAnswer(first, reader)
  await asker.note(first, read.ok ? wasRead : read.error.message)
  if (read.ok) return { value: read.value, answer: first, isRepaired: false }
  const again = await asker.ask(await repairOf(question, first, read.error.message, reader))
  const second = readAnswer(again, reader)
  await asker.note(again, second.ok ? wasRead : second.error.message)
  if (second.ok) return { value: second.value, answer: again, isRepaired: true }
  throw failure(
    'reply_unreadable',
    `${asker.profile.name} replied twice in a way that cannot be read: ${second.error.message}`,
    'Run it again, choose another prompt set or another model, or look at the reply in the run’s record.',
  )
}

function readAnswer<T>({ text, finish }: Answered, { read }: Reader<T>): Result<T> {
  const parsed = read(text)
  if (parsed.ok || finish !== 'length') return parsed
  const { error } = parsed
  const message = `the reply was cut off at the limit of its length: ${error.message}`
  return { ok: false, error: { ...error, message } }
}

/** The same conversation, gone on with. */
async function repairOf<T>(
  question: Question,
  answer: Answered,
  problem: string,
  { shelf, style }: Reader<T>,
): Promise<Question> {
  const { set } = await shelf.get('repair')
  const { text } = unwrap(fillTurn(set, 'ask', { style, values: { problem } }))
  const said = answer.text.trim() === '' ? '(nothing)' : answer.text.slice(0, mostQuoted)
  return {
    ...question,
    stage: 'repair',
    turns: [
      ...question.turns,
      { role: 'assistant', text: said, images: [] },
      { role: 'user', text, images: [] },
    ],
  }
}

/** A reply of hundreds of kilobytes is not sent back whole. */
const mostQuoted = 8000
