import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { MllmDialect } from '#models/mllm/mllm-ports'
import type { Answerer } from './answerer.ts'
import { answerByLooking } from './eye.ts'
import { isMisbehaviour, statusOf, type Misbehaviour } from './misbehaviour.ts'
import { anthropic } from './protocols/anthropic.ts'
import { gemini } from './protocols/gemini.ts'
import { openai } from './protocols/openai.ts'
import type { AskedBody, AskedTurn, Protocol, Told } from './protocols/protocol.ts'
import { sendReply } from './sending.ts'
import { NoPicture } from './sight/picture.ts'

export type { Answerer } from './answerer.ts'

const protocols: Readonly<Record<MllmDialect, Protocol>> = { openai, anthropic, gemini }

/** One question as the server saw it. */
export type Asked = Omit<AskedBody, 'turns'> & {
  /** Pictures are kept of the last questions alone. */
  turns: readonly AskedTurn[]
  readonly dialect: MllmDialect
  /** Below the server's origin, as it was sent. */
  readonly path: string
  /** Never the key itself. */
  readonly key: 'none' | 'right' | 'wrong'
  readonly headers: readonly string[]
  readonly userAgent: string
  readonly misbehaviour: Misbehaviour | null
  /** What was replied; empty where nothing was. */
  reply: string
  /** What it thought of the question, for failures of tests. */
  thought: string
  /** The client went away before the end. */
  wasLeft: boolean
}

export type MisbehaveOptions = Partial<Told> & {
  /** For so many questions; without end unless given. */
  readonly times?: number
  /** Value of Retry-After. */
  readonly retryAfter?: string
  /** Where a redirect points to. */
  readonly elsewhere?: string
}

export type MllmServer = {
  readonly origin: string
  /** What a profile of this dialect has as its address. */
  url(dialect: MllmDialect): string
  readonly asked: readonly Asked[]
  /** The next question is answered with this, whatever it is. */
  say(...texts: readonly string[]): void
  misbehave(kind: Misbehaviour, options?: MisbehaveOptions): void
  /** From now on honest and quick again; what was asked is forgotten. */
  reset(): void
  /** Only who sends this key is answered; null: everybody. */
  demand(key: string | null): void
  /** Milliseconds between the pieces of a stream. */
  pace(milliseconds: number): void
  close(): Promise<void>
}

type Mischief = { readonly kind: Misbehaviour; left: number; readonly options: MisbehaveOptions }

/** Of so many questions the pictures are kept. */
const withPictures = 30

const models = ['fake-eye', 'fake-judge', 'misbehave:prose', 'misbehave:busy']

/**
 * A multimodal LLM on loopback that speaks the three dialects over real HTTP and looks at what it is sent. How it
 * misbehaves is told by `misbehave`, or by a model named `misbehave:KIND`.
 */
export async function startMllmServer(answer: Answerer = answerByLooking): Promise<MllmServer> {
  const state = new ServerState(answer)
  const server = createServer((request, response) => {
    state.handle(request, response).catch((error: unknown) => {
      // Whoever cancels while a question is still on its way leaves half of it behind.
      if (!request.complete) return
      state.bugs.push(error)
      response.writeHead(500).end(String(error))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    url: (dialect) => `${origin}/${dialect}${protocols[dialect].base}`,
    asked: state.asked,
    say: (...texts) => void state.said.push(...texts),
    misbehave(kind, options = {}) {
      state.mischief.push({ kind, left: options.times ?? Infinity, options })
    },
    reset: () => state.reset(),
    demand: (key) => void (state.key = key),
    pace: (milliseconds) => void (state.pace = milliseconds),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
      if (state.bugs.length > 0) throw state.bugs[0]
    },
  }
}

class ServerState {
  readonly #answer: Answerer
  readonly asked: Asked[] = []
  readonly said: string[] = []
  readonly mischief: Mischief[] = []
  readonly bugs: unknown[] = []
  key: string | null = null
  pace = 0

  constructor(answer: Answerer) {
    this.#answer = answer
  }

  reset(): void {
    for (const list of [this.asked, this.said, this.mischief]) list.length = 0
    this.key = null
    this.pace = 0
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('server', 'reaseg-fake-mllm')
    const match = /^\/(openai|anthropic|gemini)(\/.*)$/.exec(request.url ?? '')
    if (match === null) {
      const status = request.url === '/' ? 200 : 404
      return void response
        .writeHead(status)
        .end('A fake multimodal LLM for the tests of Reaseg Studio.')
    }
    const dialect = match[1] as MllmDialect
    const path = match[2]!
    const protocol = protocols[dialect]
    const key = this.#check(protocol.keyIn(request.headers))
    const json = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(value))
    }
    if (this.key !== null && key !== 'right')
      return json(
        401,
        protocol.error(401, { message: `Wrong key: ${String(protocol.keyIn(request.headers))}` }),
      )
    if (request.method === 'GET' && protocol.isList(path)) {
      const kind = this.#nextMischief(null)?.kind ?? null
      const status = kind === null ? 200 : (statusOf(kind) ?? 404)
      return json(
        status,
        kind === null ? protocol.list(models) : protocol.error(status, { message: kind }),
      )
    }
    if (request.method !== 'POST' || !protocol.isQuestion(path))
      return json(404, protocol.error(404, { message: `Nothing is at ${path}.` }))
    const body = readBody(protocol, path, (await buffer(request)).toString('utf8'))
    if (typeof body === 'string') return json(400, protocol.error(400, { message: body }))
    try {
      await this.#reply({ request, response, dialect, path, key, body })
    } catch (error) {
      if (!(error instanceof NoPicture)) throw error
      json(400, protocol.error(400, { message: error.message }))
    }
  }

  async #reply(visit: {
    readonly request: IncomingMessage
    readonly response: ServerResponse
    readonly dialect: MllmDialect
    readonly path: string
    readonly key: Asked['key']
    readonly body: AskedBody
  }): Promise<void> {
    const { request, response, dialect, path, key, body } = visit
    const mischief = this.#nextMischief(body.model)
    const asked: Asked = {
      ...body,
      dialect,
      path,
      key,
      headers: Object.keys(request.headers).toSorted(),
      userAgent: request.headers['user-agent'] ?? '',
      misbehaviour: mischief?.kind ?? null,
      reply: '',
      thought: '',
      wasLeft: false,
    }
    this.asked.push(asked)
    const old = this.asked.at(-1 - withPictures)
    if (old !== undefined) old.turns = old.turns.map((turn) => ({ ...turn, pictures: [] }))
    response.once('close', () => {
      asked.wasLeft = !response.writableFinished
    })
    const { retryAfter, elsewhere, ...options } = mischief?.options ?? {}
    const told = { message: 'The fake was told to misbehave.', ...options }
    const said = this.said.shift()
    const reply =
      said === undefined
        ? await this.#answer(body, { orders: mischief?.kind === 'obey' ? told.message : null })
        : { text: said, thought: 'told to' }
    asked.thought = reply.thought
    asked.reply = await sendReply(
      {
        response,
        protocol: protocols[dialect],
        body,
        misbehaviour: asked.misbehaviour,
        retryAfter: retryAfter ?? null,
        told,
        elsewhere: elsewhere ?? 'https://elsewhere.example/v1/chat',
        pace: this.pace,
      },
      reply.text,
    )
  }

  #check(key: string | null): Asked['key'] {
    if (key === null) return 'none'
    return this.key === null || key === this.key ? 'right' : 'wrong'
  }

  /** Told first, done first; then what the model's name says. */
  #nextMischief(model: string | null): Mischief | null {
    const next = this.mischief.find(({ left }) => left > 0)
    if (next !== undefined) {
      next.left -= 1
      return next
    }
    const kind = /^misbehave:(.+)$/.exec(model ?? '')?.[1] ?? ''
    return isMisbehaviour(kind) ? { kind, left: 1, options: {} } : null
  }
}

/** The question, or what is wrong with it. */
function readBody(protocol: Protocol, path: string, text: string): AskedBody | string {
  try {
    return protocol.read(path, JSON.parse(text))
  } catch (error) {
    return `Not understood: ${error instanceof Error ? error.message.slice(0, 300) : String(error)}`
  }
}
