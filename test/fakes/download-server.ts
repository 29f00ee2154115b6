import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request as the server saw it. `sent`: bytes of the body that were handed out. */
export type Asked = {
  readonly path: string
  readonly range: string | null
  readonly ifRange: string | null
  sent: number
}

type Visit = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly body: Buffer
  /** 1 for the first request of this path. */
  readonly turn: number
  readonly asked: Asked
}

type Behaviour = (visit: Visit) => void | Promise<void>

export type DownloadServer = {
  readonly origin: string
  readonly asked: readonly Asked[]
  /** What `…/behaviour/name` serves; names that were not put serve the common body. */
  put(name: string, body: Buffer): void
  close(): Promise<void>
}

/**
 * A stand-in for the hosts that models come from, on loopback with real HTTP, well-behaved and not: the first part of
 * the path says how it behaves, the rest names the file.
 */
export async function startDownloadServer(body: Buffer): Promise<DownloadServer> {
  const asked: Asked[] = []
  const turns = new Map<string, number>()
  const bodies = new Map<string, Buffer>()
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    const [, name = '', ...rest] = path.split('/')
    const turn = (turns.get(path) ?? 0) + 1
    turns.set(path, turn)
    const record = {
      path,
      range: request.headers.range ?? null,
      ifRange: (request.headers['if-range'] as string | undefined) ?? null,
      sent: 0,
    }
    asked.push(record)
    const visit = {
      request,
      response,
      body: bodies.get(rest.join('/')) ?? body,
      turn,
      asked: record,
    }
    void (behaviours[name] ?? behaviours.missing!)(visit)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    put: (name, content) => void bodies.set(name, content),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

export function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

const etagOf = (bytes: Buffer): string => `"${sha256Of(bytes).slice(0, 16)}"`

const behaviours: Readonly<Record<string, Behaviour>> = {
  ranged: (visit) => void sendRange(visit),
  'no-range': ({ response, body, asked }) => {
    response.writeHead(200, { 'content-length': body.length })
    send({ response, asked }, body)
    response.end()
  },
  /** No length, no tag, sent in pieces that end when they end. */
  chunked: ({ response, body, asked }) => {
    send({ response, asked }, body.subarray(0, 100))
    send({ response, asked }, body.subarray(100))
    response.end()
  },
  /** Every answer is cut after a third of the file. */
  drops: (visit) => sendRange(visit, { cutAfter: Math.ceil(visit.body.length / 3) }),
  /** The first answer is cut, the next one begins anew whatever was asked for. */
  'drops-once-no-range': (visit) => {
    if (visit.turn > 1) return behaviours['no-range']!(visit)
    visit.response.writeHead(200, { 'content-length': visit.body.length })
    return cut(visit, visit.body.subarray(0, visit.body.length / 2))
  },
  'always-drops-no-range': (visit) => {
    visit.response.writeHead(200, { 'content-length': visit.body.length })
    return cut(visit, visit.body.subarray(0, visit.body.length / 2))
  },
  /** Promises more than there is, as long as no rest is asked for. */
  'long-length': (visit) => {
    if (visit.asked.range !== null) return sendRange(visit)
    visit.response.writeHead(200, {
      'content-length': visit.body.length + 1000,
      etag: etagOf(visit.body),
    })
    return cut(visit, visit.body)
  },
  'short-length': ({ response, body, asked }) => {
    response.writeHead(200, { 'content-length': 100 })
    send({ response, asked }, body.subarray(0, 100))
    response.end()
  },
  /** Sends more than the file, without a length that says so. */
  'too-much': ({ response, body, asked }) => {
    send({ response, asked }, body)
    send({ response, asked }, body)
    response.end()
  },
  'wrong-bytes': ({ response, body, asked }) => {
    response.writeHead(200, { 'content-length': body.length })
    send({ response, asked }, Buffer.from(body).fill(7, 10, 20))
    response.end()
  },
  /** As Hugging Face does: the first host knows length and digest, storage somewhere else has the bytes. */
  redirect: ({ request, response, body }) => {
    response.writeHead(302, {
      location: (request.url ?? '').replace('/redirect/', '/redirect-again/'),
      'x-linked-etag': `"${sha256Of(body)}"`,
      'x-linked-size': body.length,
    })
    response.end('moved')
  },
  'redirect-again': ({ request, response }) => {
    response.writeHead(307, {
      location: (request.url ?? '').replace('/redirect-again/', '/ranged/'),
    })
    response.end()
  },
  'redirect-loop': ({ request, response }) => {
    response.writeHead(302, { location: request.url ?? '' })
    response.end()
  },
  'redirect-nowhere': ({ response }) => response.writeHead(302).end() as unknown as void,
  'redirect-elsewhere': ({ response }) => {
    response.writeHead(302, { location: 'http://models.example/x.onnx' })
    response.end()
  },
  trickle: (visit) => sendRange(visit, { pieceBytes: 1024, pauseMs: 4 }),
  stall: (visit) => sendRange(visit, { silentAfter: Math.ceil(visit.body.length / 2) }),
  'stall-once': (visit) =>
    sendRange(visit, visit.turn > 1 ? {} : { silentAfter: visit.body.length / 2 }),
  /** Only the encoder of a model, and only at first. */
  'stall-at-encoder': (visit) =>
    behaviours[visit.asked.path.includes('encoder_q') ? 'stall-once' : 'ranged']!(visit),
  silent: () => undefined,
  missing: ({ response }) => response.writeHead(404).end('no') as unknown as void,
  forbidden: ({ response }) => response.writeHead(403).end('no') as unknown as void,
  /** The first answer is cut; the rest cannot be had, only the whole. */
  'refuses-range': (visit) => {
    if (visit.turn === 1) return sendRange(visit, { cutAfter: visit.body.length / 2 })
    if (visit.asked.range === null) return sendRange(visit)
    visit.response.writeHead(416, { 'content-range': `bytes */${visit.body.length - 7}` })
    visit.response.end()
  },
  /** Answers a question for the rest with some other part. */
  'other-part': (visit) => {
    if (visit.turn === 1) return sendRange(visit, { cutAfter: visit.body.length / 2 })
    if (visit.asked.range === null) return sendRange(visit)
    visit.response.writeHead(206, { 'content-range': `bytes 0-9/${visit.body.length}` })
    visit.response.end(visit.body.subarray(0, 10))
  },
  busy: (visit) => {
    if (visit.turn > 2) return sendRange(visit)
    visit.response.writeHead(visit.turn === 1 ? 500 : 429, { 'retry-after': '0' })
    visit.response.end('busy')
  },
  page: ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end('<html>Please log in</html>')
  },
  /** A page that does not say so. */
  'secret-page': ({ response }) => {
    response.end('\n<!DOCTYPE html><html><title>Please log in</title></html>')
  },
  pointer: ({ response }) => {
    response.end('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n')
  },
  empty: ({ response }) => {
    response.writeHead(200, { 'content-length': 0 })
    response.end()
  },
  /** Half of one file; after that the host has another, and says so. */
  'changed-etag': (visit) => {
    const old = Buffer.from(visit.body).fill(9)
    if (visit.turn > 1) return sendRange(visit)
    return sendRange({ ...visit, body: old }, { cutAfter: old.length / 2 })
  },
  /** The same, but the rest of the new file is sent as if it were the old one's. */
  'mixed-up': (visit) => {
    if (visit.turn > 1) return sendRange(visit, { ignoresTag: true })
    const old = Buffer.from(visit.body).fill(9)
    return sendRange(visit, { cutAfter: old.length / 2, instead: old })
  },
}

type RangeManner = {
  readonly cutAfter?: number
  readonly silentAfter?: number
  readonly pieceBytes?: number
  readonly pauseMs?: number
  readonly ignoresTag?: boolean
  readonly instead?: Buffer
}

/** Honours Range and If-Range as a good host does, then misbehaves as told. */
async function sendRange(visit: Visit, manner: RangeManner = {}): Promise<void> {
  const { response, body, asked } = visit
  const etag = etagOf(body)
  const isSame = asked.ifRange === null || asked.ifRange === etag || manner.ignoresTag === true
  const start = isSame ? Number(/^bytes=(\d+)-$/.exec(asked.range ?? '')?.[1] ?? 0) : 0
  if (start >= body.length) {
    response.writeHead(416, { 'content-range': `bytes */${body.length}` })
    response.end()
    return
  }
  const rest = (manner.instead ?? body).subarray(start)
  response.writeHead(start > 0 ? 206 : 200, {
    etag,
    'content-length': rest.length,
    ...(start > 0 ? { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` } : {}),
  })
  const { cutAfter, silentAfter, pieceBytes, pauseMs = 0 } = manner
  if (cutAfter !== undefined && cutAfter < rest.length)
    return cut(visit, rest.subarray(0, cutAfter))
  if (silentAfter !== undefined && silentAfter < rest.length)
    return send({ response, asked }, rest.subarray(0, silentAfter))
  for (let at = 0; at < rest.length && !response.destroyed; at += pieceBytes ?? rest.length) {
    send({ response, asked }, rest.subarray(at, at + (pieceBytes ?? rest.length)))
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
  response.end()
}

function send({ response, asked }: Pick<Visit, 'response' | 'asked'>, bytes: Buffer): void {
  asked.sent += bytes.length
  response.write(bytes)
}

/** Sends the bytes and, when they had time to be read, drops the connection. */
function cut({ response, asked }: Visit, bytes: Buffer): void {
  asked.sent += bytes.length
  response.write(bytes, () => setTimeout(() => response.destroy(), 50))
}
