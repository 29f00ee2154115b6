import { eventSchema, type AppEvent } from '#rpc/events'
import { eventsPath } from '#rpc/paths'

export type EventListenerSet = {
  readonly onEvent: (event: AppEvent) => void
  /** Events were missed (or another backend answers): everything shown may be old. */
  readonly onGap: () => void
  readonly onConnection: (isConnected: boolean) => void
}

/** The part of `WebSocket` that is used. */
export type Socket = {
  onopen: (() => void) | null
  onmessage: ((message: { data: unknown }) => void) | null
  onclose: (() => void) | null
  close(): void
}

export type EventsOptions = {
  /** `since`: the last event known, to be sent what came after it. */
  readonly open?: (since: number | null) => Socket
  readonly wait?: (milliseconds: number, then: () => void) => () => void
}

const firstDelay = 250
const lastDelay = 5000

/** Keeps a connection for events, again and again; gives back how to end it. */
export function connectEvents(
  listeners: EventListenerSet,
  { open = openSocket, wait = waitFor }: EventsOptions = {},
): () => void {
  const order = createOrderCheck()
  let delay = firstDelay
  let socket: Socket | null = null
  let stopWaiting = () => {}
  let isEnded = false
  const connect = () => {
    socket = open(order.last())
    socket.onopen = () => {
      delay = firstDelay
      listeners.onConnection(true)
    }
    socket.onmessage = ({ data }) => {
      const event = readEvent(data)
      if (event === null) return
      if (!order.isNext(event)) listeners.onGap()
      listeners.onEvent(event)
    }
    socket.onclose = () => {
      if (isEnded) return
      listeners.onConnection(false)
      stopWaiting = wait(delay, connect)
      delay = Math.min(lastDelay, delay * 2)
    }
  }
  connect()
  return () => {
    isEnded = true
    stopWaiting()
    socket?.close()
  }
}

/** Whether an event follows the one before; a hello of the same backend with the last number is no gap. */
export function createOrderCheck(): {
  isNext: (event: AppEvent) => boolean
  last: () => number | null
} {
  let last: number | null = null
  let instance: string | null = null
  return {
    last: () => last,
    isNext(event) {
      const isFirst = last === null
      const expected = event.kind === 'hello' ? last : (last ?? 0) + 1
      const isSameBackend = event.kind !== 'hello' || instance === event.instance
      const isNext = isFirst || (isSameBackend && event.sequence === expected)
      last = event.sequence
      if (event.kind === 'hello') instance = event.instance
      return isNext
    },
  }
}

function readEvent(data: unknown): AppEvent | null {
  if (typeof data !== 'string') return null
  const parsed = eventSchema.safeParse(JSON.parse(data))
  return parsed.success ? parsed.data : null
}

function openSocket(since: number | null): Socket {
  const url = new URL(eventsPath, location.href)
  if (since !== null) url.searchParams.set('since', String(since))
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return new WebSocket(url) as Socket
}

function waitFor(milliseconds: number, then: () => void): () => void {
  const timer = setTimeout(then, milliseconds)
  return () => clearTimeout(timer)
}
