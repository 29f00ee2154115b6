import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { serve, type ServerType } from '@hono/node-server'
import { WebSocketServer, type WebSocket } from 'ws'
import { fail, ok, type Result } from '#core/result'
import { eventsPath } from '#rpc/paths'
import { createApp } from './app.ts'
import type { Backend } from './backend.ts'
import { createEventSockets, type EventSockets } from './event-sockets.ts'
import { createLoginCodes, createSecret } from './login.ts'
import { cookieNameFor, judgeRequest, originOf, type Gate } from './policy.ts'

export type ServeOptions = {
  /** 0 = any free one. */
  readonly port: number
  readonly renderer: string
  /** The shell's own, where a shell started us. */
  readonly window?: { readonly instance: string; readonly session: string }
  /** The token of the project's lock file. */
  readonly bearer: string
}

export interface Serving {
  readonly port: number
  readonly origin: string
  /** A fresh single-use link, valid for 60 s. */
  loginLink(): string
  close(): Promise<void>
}

/** Windows that do not answer two of these in a row are let go. */
const heartbeatMs = 30_000

/** Listens on 127.0.0.1 alone. The gate is filled in once the port is known: port 0 asks for any. */
export async function startServing(
  backend: Backend,
  options: ServeOptions,
): Promise<Result<Serving>> {
  const instance = options.window?.instance ?? randomBytes(8).toString('hex')
  const session = options.window?.session ?? createSecret()
  const gate = {
    port: options.port,
    cookieName: cookieNameFor(instance),
    session,
    bearer: options.bearer,
  }
  const logins = createLoginCodes(Date.now)
  const app = createApp({ backend, gate, logins, renderer: options.renderer })
  const listening = await listen(app.fetch, options.port)
  if (!listening.ok) return listening
  const server = listening.value
  gate.port = (server.address() as AddressInfo).port
  const events = createEventSockets(backend.events)
  const sockets = acceptSockets(server, gate, events)
  const origin = originOf(gate.port)
  return ok({
    port: gate.port,
    origin,
    loginLink: () => `${origin}/login?code=${logins.issue()}`,
    async close() {
      events.close()
      sockets.close()
      await closeServer(server)
    },
  })
}

type Fetch = Parameters<typeof serve>[0]['fetch']

function listen(fetch: Fetch, port: number): Promise<Result<ServerType>> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, port, hostname: '127.0.0.1' }, () => resolve(ok(server)))
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE' || error.code === 'EACCES'
      if (!isTaken) return reject(error)
      const hint = 'Take another with --port N, or leave --port out for any free one.'
      resolve(fail('port_taken', `Port ${port} can't be used: it is taken or not allowed`, hint))
    })
  })
}

function acceptSockets(server: ServerType, gate: Gate, events: EventSockets): { close(): void } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 4_096 })
  const alive = new WeakSet<WebSocket>()
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const url = new URL(request.url ?? '/', originOf(gate.port))
    const isAllowed = judgeUpgrade(request, url.pathname, gate)
    if (!isAllowed || url.pathname !== eventsPath) {
      socket.end(
        `HTTP/1.1 ${isAllowed ? '404 Not Found' : '403 Forbidden'}\r\nConnection: close\r\n\r\n`,
      )
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      alive.add(webSocket)
      webSocket.on('pong', () => alive.add(webSocket))
      webSocket.on('error', () => webSocket.terminate())
      webSocket.on('close', () => events.detach(webSocket))
      events.attach(webSocket, readSince(url))
    })
  })
  const heartbeat = setInterval(() => {
    for (const webSocket of sockets.clients) {
      if (!alive.delete(webSocket)) webSocket.terminate()
      else webSocket.ping()
    }
  }, heartbeatMs)
  heartbeat.unref()
  return {
    close() {
      clearInterval(heartbeat)
      const open = [...sockets.clients]
      for (const webSocket of open) webSocket.close(1001, 'the backend ends')
      sockets.close()
      // A window that does not answer the goodbye would keep the port.
      setTimeout(() => open.forEach((webSocket) => webSocket.terminate()), 500)
    },
  }
}

function judgeUpgrade(request: IncomingMessage, path: string, gate: Gate): boolean {
  const { host, origin, cookie, authorization } = request.headers
  const verdict = judgeRequest(
    {
      method: request.method ?? 'GET',
      path,
      host: host ?? null,
      origin: origin ?? null,
      fetchSite: null,
      cookie: cookie ?? null,
      authorization: authorization ?? null,
      isUpgrade: true,
    },
    gate,
  )
  return verdict.kind === 'pass'
}

function readSince(url: URL): number | null {
  const since = url.searchParams.get('since')
  return since !== null && /^\d{1,15}$/.test(since) ? Number(since) : null
}

/** Lets running answers finish for a second, then cuts what is left. */
async function closeServer(server: ServerType): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  if ('closeIdleConnections' in server) server.closeIdleConnections()
  const limit = setTimeout(() => {
    if ('closeAllConnections' in server) server.closeAllConnections()
  }, 1_000)
  await closed
  clearTimeout(limit)
}
