import type { ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { spoiled, statusOf, type Misbehaviour } from './misbehaviour.ts'
import type { Answer, AskedBody, Event, Finish, Protocol, Told } from './protocols/protocol.ts'

export type Sending = {
  readonly response: ServerResponse
  readonly protocol: Protocol
  readonly body: AskedBody
  readonly misbehaviour: Misbehaviour | null
  /** Value of the Retry-After header that goes with refusals; null: none. */
  readonly retryAfter: string | null
  /** What refusals say of themselves. */
  readonly told: Told
  /** Where redirects point to. */
  readonly elsewhere: string
  /** Milliseconds between the pieces of a stream. */
  readonly pace: number
}

/** Letters of one piece of a stream at least, and pieces at most. */
const shortestPiece = 12
const mostPieces = 100

/** Sends the text as the protocol, the question and the misbehaviour will have it; what was sent of it. */
export async function sendReply(sending: Sending, text: string): Promise<string> {
  const { response, protocol, body, misbehaviour } = sending
  const status = statusOf(misbehaviour)
  if (status !== null) return refuse(sending, status)
  switch (misbehaviour) {
    case 'hang':
      return ''
    case 'page':
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end('<!doctype html><title>Welcome</title><p>Please log in.')
      return ''
    case 'false-200':
      return refuse(sending, 429, 200)
    case 'redirect':
      response.writeHead(307, { location: sending.elsewhere })
      response.end()
      return ''
    default:
  }
  const answer = answerOf(
    spoiled(text, misbehaviour === 'endless' ? 'huge' : misbehaviour),
    body,
    misbehaviour,
  )
  if (body.isStream && misbehaviour !== 'one-piece') await sendStream(sending, answer)
  else {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(protocol.whole(answer, body.model)))
  }
  return answer.text
}

function refuse(
  { response, protocol, retryAfter, told }: Sending,
  status: number,
  pretended = status,
): string {
  response.writeHead(pretended, {
    'content-type': 'application/json',
    ...(retryAfter === null ? {} : { 'retry-after': retryAfter }),
  })
  response.end(JSON.stringify(protocol.error(status, told)))
  return ''
}

function answerOf(text: string, body: AskedBody, misbehaviour: Misbehaviour | null): Answer {
  const finishes: Partial<Record<Misbehaviour, Finish>> = {
    length: 'length',
    thinking: 'length',
    filter: 'filter',
  }
  const said =
    misbehaviour === 'thinking' || misbehaviour === 'filter'
      ? ''
      : misbehaviour === 'length'
        ? text.slice(0, text.length / 2)
        : text
  const letters = body.system.length + body.turns.reduce((sum, turn) => sum + turn.text.length, 0)
  const pictures = body.turns.reduce((sum, turn) => sum + turn.pictures.length, 0)
  return {
    text: said,
    finish: (misbehaviour === null ? undefined : finishes[misbehaviour]) ?? 'stop',
    tokens: { input: Math.ceil(letters / 4) + 250 * pictures, output: Math.ceil(said.length / 4) },
  }
}

async function sendStream(sending: Sending, answer: Answer): Promise<void> {
  const { response, protocol, body, misbehaviour, pace } = sending
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  const letters = Array.from(answer.text)
  const length = Math.max(shortestPiece, Math.ceil(letters.length / mostPieces))
  const pieces = Array.from({ length: Math.ceil(letters.length / length) }, (_, i) =>
    letters.slice(i * length, (i + 1) * length).join(''),
  )
  const events = protocol.events(answer, body.model, pieces)
  const middle = Math.floor(events.length / 2)
  for (const [i, event] of events.entries()) {
    if (response.destroyed) return
    if (i === middle && (await interrupt(sending, event, misbehaviour))) return
    await write(response, textOf(event))
    await setTimeout(pace)
  }
  response.end(protocol.last)
}

/** What happens in the middle of a stream; true where nothing may follow. */
async function interrupt(
  { response, protocol, told }: Sending,
  event: Event,
  misbehaviour: Misbehaviour | null,
): Promise<boolean> {
  switch (misbehaviour) {
    case 'stall':
      return true
    case 'cut':
      // What was written is on its way; then the socket is torn down.
      await setTimeout(20)
      response.socket?.resetAndDestroy()
      return true
    case 'unfinished':
      response.end()
      return true
    case 'error-in-stream':
      await write(response, textOf(protocol.eventOfError(529, told)))
      response.end()
      return true
    case 'garbled':
      await write(response, textOf(event).replace(/data: \{/, 'data: {{,'))
      return false
    case 'endless':
      while (!response.destroyed) await write(response, textOf(event))
      return true
    case 'noise':
      while (!response.destroyed) await write(response, `: ${'~'.repeat(64_000)}\n`)
      return true
    default:
      return false
  }
}

function textOf({ name, data }: Event): string {
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`
}

async function write(response: ServerResponse, text: string): Promise<void> {
  if (response.destroyed || response.write(text)) return
  await new Promise<void>((resolve) => {
    const go = (): void => {
      response.off('drain', go).off('close', go)
      resolve()
    }
    response.once('drain', go).once('close', go)
  })
}
