import type { IncomingHttpHeaders } from 'node:http'

export type SentPicture = { readonly bytes: Buffer; readonly type: string }

/** A question as its protocol's body says it. */
export type AskedTurn = {
  readonly role: 'user' | 'assistant'
  readonly text: string
  readonly pictures: readonly SentPicture[]
  /** `high`, `low`… where the protocol has a word for how closely pictures are looked at and it was used. */
  readonly details: readonly string[]
}

export type AskedBody = {
  readonly model: string
  readonly isStream: boolean
  readonly system: string
  readonly turns: readonly AskedTurn[]
  readonly temperature: number | null
  readonly maxTokens: number | null
  /** What the protocol calls that, where it has two words for it. */
  readonly lengthField?: string
}

export type Finish = 'stop' | 'length' | 'filter'

/** What is answered, whatever the protocol. */
export type Answer = {
  readonly text: string
  readonly finish: Finish
  readonly tokens: { readonly input: number; readonly output: number }
}

/** One message of a stream of events. */
export type Event = { readonly name?: string; readonly data: unknown }

/** What an error says of itself. */
export type Told = {
  readonly message: string
  /** The host's own name of it, where that is not the usual one. */
  readonly kind?: string
  /** The field that is to blame. */
  readonly param?: string
  readonly details?: readonly object[]
}

/** One wire protocol, both ways. Paths are those below the protocol's own folder. */
export type Protocol = {
  /** What a client's address ends in. */
  readonly base: string
  isList(path: string): boolean
  isQuestion(path: string): boolean
  keyIn(headers: IncomingHttpHeaders): string | null
  /** Throws where the body is not of this protocol. */
  read(path: string, body: unknown): AskedBody
  /** The answer in one piece. */
  whole(answer: Answer, model: string): unknown
  /** The answer as events, its text in these pieces. */
  events(answer: Answer, model: string, pieces: readonly string[]): readonly Event[]
  /** Sent at the end of a stream, after its events. */
  readonly last: string
  error(status: number, told: Told): unknown
  /** An error in the middle of a stream. */
  eventOfError(status: number, told: Told): Event
  list(models: readonly string[]): unknown
}

/** A data URL's or a plain base64 text's bytes. Throws where it is neither. */
export function pictureOf(type: string, base64: string): SentPicture {
  if (!/^[\w+/]+={0,2}$/.test(base64)) throw new Error('the picture is no base64')
  return { bytes: Buffer.from(base64, 'base64'), type }
}
