import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'

/** One request as the server saw it. `question`: the body read as JSON; null for none. */
export type AskedAttention = {
  readonly path: string
  readonly method: string
  readonly authorization: string | null
  readonly contentType: string | null
  readonly question: Readonly<Record<string, unknown>> | null
}

type Visit = {
  readonly asked: AskedAttention
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** 1 for the first request of this path. */
  readonly turn: number
}

type Behaviour = (visit: Visit) => void | Promise<void>

export type AttentionServer = {
  readonly origin: string
  readonly asked: readonly AskedAttention[]
  close(): Promise<void>
}

/** Image tokens of the fake's answers: neither square nor 32. */
export const fakeGrid = { rows: 6, columns: 9 } as const
/** What `…/key` wants to be told, and quotes where it is told otherwise. */
export const fakeKey = 'fake-Key/with+parts=0123456789'

/**
 * A stand-in for attention servers, on loopback with real HTTP, that speaks the contract of
 * `resources/attention-server/README.md`. It looks at the picture: its attention is the mean brightness of each cell. The
 * first part of the path says how it behaves, `good` or otherwise; every answer names it `fake-attention`.
 */
export async function startAttentionServer(): Promise<AttentionServer> {
  const asked: AskedAttention[] = []
  const turns = new Map<string, number>()
  const server = createServer((request, response) => {
    void visitOf(request).then(async (seen) => {
      asked.push(seen)
      const turn = (turns.get(seen.path) ?? 0) + 1
      turns.set(seen.path, turn)
      const name = seen.path.split('/')[1] ?? ''
      await (behaviours[name] ?? behaviours.missing!)({ asked: seen, request, response, turn })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

async function visitOf(request: IncomingMessage): Promise<AskedAttention> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const body = Buffer.concat(parts).toString('utf8')
  return {
    path: request.url ?? '',
    method: request.method ?? '',
    authorization: request.headers.authorization ?? null,
    contentType: request.headers['content-type'] ?? null,
    question: body === '' ? null : (JSON.parse(body) as Record<string, unknown>),
  }
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  send(response, status, { error: { code, message } })
}

/** Mean brightness of each cell of the picture sent, 0..1. */
async function brightness(image: unknown): Promise<number[]> {
  const { rows, columns } = fakeGrid
  const grey = await sharp(Buffer.from(String(image), 'base64'))
    .toColourspace('b-w')
    .resize(columns, rows, { fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer()
  return [...grey].map((level) => level / 255)
}

async function answerTo({ path, question }: AskedAttention): Promise<Record<string, unknown>> {
  if (path.endsWith('/health')) return { version: 1, model: 'fake-attention', device: 'none' }
  return {
    version: 1,
    model: 'fake-attention',
    grid: fakeGrid,
    weights: await brightness(question?.image),
    layers: question?.layers ?? [2, 3],
    heads: 4,
    token: 'none: brightness',
  }
}

const good: Behaviour = async ({ asked, response }) => {
  if (/\/(health|attention)$/.test(asked.path)) return send(response, 200, await answerTo(asked))
  refuse(response, 404, 'not_found', 'No such path.')
}

/** The good answer's text, changed. */
function spoilt(change: (text: string) => string): Behaviour {
  return async ({ asked, response }) => {
    response.setHeader('content-type', 'application/json')
    response.end(change(JSON.stringify(await answerTo(asked))))
  }
}

function answered(status: number, body: string, headers: Record<string, string> = {}): Behaviour {
  return ({ response }) => void response.writeHead(status, headers).end(body)
}

const failing = (status: number, code: string, message: string): Behaviour =>
  answered(status, JSON.stringify({ error: { code, message } }))

const behaviours: Readonly<Record<string, Behaviour>> = {
  good,
  /** A path before its own, as behind a company's gateway. */
  behind: good,
  key: (visit) =>
    visit.asked.authorization === `Bearer ${fakeKey}`
      ? good(visit)
      : refuse(visit.response, 401, 'unauthorized', `Not my key: ${visit.asked.authorization}`),
  missing: answered(404, 'no'),
  page: answered(200, '<!doctype html><title>Sign in</title>', { 'content-type': 'text/html' }),
  empty: answered(200, ''),
  'lying-grid': spoilt((text) => text.replace('"rows":6', '"rows":7')),
  'huge-grid': spoilt((text) => text.replace('"rows":6', '"rows":100000')),
  nan: spoilt((text) => text.replace(/"weights":\[[^,]*/, '"weights":[NaN')),
  infinite: spoilt((text) => text.replace(/"weights":\[[^,]*/, '"weights":[1e999')),
  negative: spoilt((text) => text.replace(/"weights":\[[^,]*/, '"weights":[-0.5')),
  'no-layers': spoilt((text) => text.replace(/"layers":\[[^\]]*\]/, '"layers":[]')),
  newer: spoilt((text) => text.replace('"version":1', '"version":2')),
  unclosed: spoilt((text) => text.slice(0, -1)),
  huge: spoilt((text) => text.replace('"model":"', `"model":"${'x'.repeat(10_000_000)}`)),
  /** Spaces without end. */
  endless: ({ response }) => {
    const piece = ' '.repeat(100_000)
    const more = (): void => {
      while (!response.destroyed)
        if (!response.write(piece)) return void response.once('drain', more)
    }
    more()
  },
  refuses: failing(400, 'bad_request', 'There is no layer 99.'),
  'too-large': failing(413, 'too_large', 'The picture has more than 64 megapixels.'),
  broken: failing(500, 'internal', 'out of memory'),
  busy: failing(503, 'busy', 'Too many questions wait.'),
  /** Busy twice, and says when to come back; then good. */
  'busy-first': (visit) => {
    if (visit.turn > 2) return good(visit)
    visit.response.setHeader('retry-after', '7')
    refuse(visit.response, 503, 'busy', 'Too many questions wait.')
  },
  'cut-first': (visit) => (visit.turn > 1 ? good(visit) : behaviours.cut!(visit)),
  /** The connection is dropped in the middle. */
  cut: async ({ asked, response }) => {
    const text = JSON.stringify(await answerTo(asked))
    response.writeHead(200, { 'content-length': text.length })
    response.write(text.slice(0, 60), () => setTimeout(() => response.destroy(), 20))
  },
  redirect: answered(307, '', { location: 'http://elsewhere.example/attention' }),
  'redirect-here': ({ response, asked }) =>
    void response.writeHead(307, { location: asked.path.replace('redirect-here', 'good') }).end(),
  /** Says nothing, for ever. */
  silent: () => undefined,
  /** Stops in the middle, for ever. */
  stall: ({ response }) => void response.writeHead(200).write('{"version":1,'),
}
