import { createHash } from 'node:crypto'
import {
  addCall,
  findReply,
  keepReply,
  markUnreadable,
  setOutcome,
  type NewCall,
} from '#electron/store/calls'
import type { WriteDb } from '#electron/store/database'
import { AppFailure, failure } from '#models/failure'
import type { Mllm, MllmImage, MllmProfile, MllmReply, MllmRequest } from '#models/mllm/mllm-ports'
import type { MllmCall, SentPicture } from '#rpc/schemas/mllm'
import type { Budget } from './budget.ts'

/** A picture with the recipe that makes it again. */
export type SentImage = { readonly about: SentPicture; readonly image: MllmImage }

export type Question = {
  readonly stage: MllmCall['stage']
  readonly system: string
  readonly turns: readonly {
    readonly role: 'user' | 'assistant'
    readonly text: string
    readonly images: readonly SentImage[]
  }[]
  /** The profile's unless given. */
  readonly temperature?: number
  /** Which of several samples of the same question; 0 unless given. */
  readonly sampleIndex?: number
}

export type Answered = {
  /** Of the call, in the record. */
  readonly call: number
  /** Names the question. */
  readonly key: string
  readonly text: string
  readonly finish: MllmReply['finish']
  readonly isCached: boolean
}

/**
 * `prefer`: what was replied before is used again; `only`: nobody is asked, what was not replied before fails; `never`:
 * everything is asked anew.
 */
export type Replay = 'prefer' | 'only' | 'never'

export type AskerParts = {
  readonly db: WriteDb
  readonly mllm: Mllm
  readonly sample: number
  readonly budget: Budget
  readonly signal: AbortSignal
  readonly replay: Replay
  /** `null` begins the text anew; `reply` counts the questions from 1, of which several may be under way at once. */
  readonly onText?: (more: string | null, reply: number) => void
  readonly onWait?: (reason: string, milliseconds: number) => void
}

/** Asks one MLLM about one sample: from what it said before where the question is the same, everything on record. */
export class Asker {
  readonly #parts: AskerParts
  readonly #calls: number[] = []
  #asked = 0

  constructor(parts: AskerParts) {
    this.#parts = parts
  }

  /** Ids of the calls so far. */
  get calls(): readonly number[] {
    return this.#calls
  }

  get profile(): MllmProfile {
    return this.#parts.mllm.profile
  }

  /**
   * Throws AppFailure as `Mllm.ask` does, `limit_reached` or `project_limit_reached` before a question that could go beyond a limit, and
   * `mllm_unreachable` for a question without a kept reply where nobody may be asked.
   */
  async ask(question: Question): Promise<Answered> {
    const { mllm, db, replay, onText } = this.#parts
    const reply = ++this.#asked
    const key = keyOf(question, mllm.profile)
    const kept = replay === 'never' ? null : await findReply(db, key, replay === 'only')
    if (kept !== null) {
      onText?.(null, reply)
      onText?.(kept.text, reply)
      return this.#record(question, { ...kept, key, tries: 0, cost: 0, isCached: true })
    }
    if (replay === 'only') throw notKept(mllm.profile)
    return this.#askAnew(question, { key, reply })
  }

  /** Says how the reply was read: `read`, or what was wrong with it. One that could not be read is used for replays alone. */
  async note({ call, key }: Answered, outcome: string): Promise<void> {
    await setOutcome(this.#parts.db, call, outcome.slice(0, 500))
    if (outcome !== wasRead) await markUnreadable(this.#parts.db, key)
  }

  async #askAnew(question: Question, { key, reply }: Numbered): Promise<Answered> {
    const { mllm, db, budget, signal, onText, onWait } = this.#parts
    const reserved = await budget.reserve(mllm.profile, question, signal)
    try {
      const told = await mllm.ask(requestOf(question), {
        signal,
        ...(onText === undefined ? {} : { onText: (more) => onText(more, reply) }),
        ...(onWait === undefined ? {} : { onWait }),
      })
      const cost = reserved.settle(told.tokens)
      if (told.finish === 'stop') await keepReply(db, key, told)
      return await this.#record(question, { ...told, key, cost, isCached: false })
    } catch (error) {
      reserved.release()
      await this.#recordFailure(question, key, error)
      throw error
    }
  }

  async #record(question: Question, told: Told): Promise<Answered> {
    const { key, text, finish, isCached } = told
    const call = await this.#add(question, { ...told, reply: text, outcome: 'not read' })
    return { call, key, text, finish, isCached }
  }

  /** A question that got no reply is on record, too. */
  async #recordFailure(question: Question, key: string, error: unknown): Promise<void> {
    if (!(error instanceof AppFailure)) return
    const { code, message } = error.error
    const none = { tokens: { input: null, output: null }, cost: 0, milliseconds: 0, tries: 0 }
    const outcome = `${code}: ${message}`.slice(0, 500)
    await this.#add(question, { ...none, key, reply: null, outcome, isCached: false })
  }

  async #add(
    { stage, system, turns, temperature, sampleIndex = 0 }: Question,
    told: Pick<
      NewCall,
      'key' | 'reply' | 'outcome' | 'isCached' | 'tokens' | 'cost' | 'milliseconds' | 'tries'
    >,
  ): Promise<number> {
    const { sample, db } = this.#parts
    const { profile } = this
    const { key, reply, outcome, isCached, tokens, cost, milliseconds, tries } = told
    const id = await addCall(db, {
      sample,
      stage,
      profile: profile.name,
      model: profile.model,
      request: {
        system,
        turns: turns.map(({ role, text, images }) => {
          return { role, text, pictures: images.map(({ about }) => about) }
        }),
        temperature: temperature ?? profile.temperature,
        sampleIndex,
      },
      key,
      reply,
      outcome,
      isCached,
      tokens,
      cost,
      milliseconds,
      tries,
    })
    this.#calls.push(id)
    return id
  }
}

/** The outcome of a reply that a parser took. */
export const wasRead = 'read'

/** A question by its content, and which one it is. */
type Numbered = { readonly key: string; readonly reply: number }

type Told = Pick<MllmReply, 'text' | 'finish' | 'tokens' | 'milliseconds' | 'tries'> & {
  readonly key: string
  readonly cost: number
  readonly isCached: boolean
}

function requestOf({ system, turns, temperature }: Question): MllmRequest {
  return {
    system,
    turns: turns.map(({ role, text, images }) => {
      return { role, text, images: images.map(({ image }) => image) }
    }),
    ...(temperature === undefined ? {} : { temperature }),
  }
}

/** Names a question by everything that could change its answer. */
function keyOf({ system, turns, temperature, sampleIndex = 0 }: Question, by: MllmProfile): string {
  const asked = turns.map(({ role, text, images }) => {
    return [role, text, images.map(({ image }) => sha256Of(image.bytes))]
  })
  const heat = temperature ?? by.temperature
  const to = [by.dialect, by.url, by.model, by.imageDetail, by.maxTokens, heat]
  return sha256Of(JSON.stringify([to, system, asked, sampleIndex]))
}

export function sha256Of(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex')
}

function notKept({ name }: MllmProfile): AppFailure {
  return failure(
    'mllm_unreachable',
    `${name} never replied to this very question, and nobody may be asked now.`,
    'Run it again with the network, or with the settings of the recorded run.',
  )
}
