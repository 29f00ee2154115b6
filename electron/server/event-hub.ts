import type { AppEvent, EventBody } from '#rpc/events'

/** The part of a WebSocket that is needed here. */
export interface EventSocket {
  readonly bufferedAmount: number
  send(text: string): void
  terminate(): void
}

export interface EventHub {
  /** Numbers an event and sends it to every window. */
  publish(body: EventBody): void
  /**
   * Greets a window and, where `since` is a number still remembered, repeats what came after it.
   * `hello` then carries `since` itself; any other number there means: fetch everything again.
   */
  attach(socket: EventSocket, since: number | null): void
  detach(socket: EventSocket): void
  readonly size: number
}

const remembered = 2_000
/** A window that lets this many bytes pile up is gone or hangs; it may reconnect. */
const backlogLimit = 16_777_216

export function createEventHub(instance: string): EventHub {
  const sockets = new Set<EventSocket>()
  const past: AppEvent[] = []
  let sequence = 0
  return {
    get size() {
      return sockets.size
    },
    publish(body) {
      sequence++
      const event: AppEvent = { ...body, sequence }
      past.push(event)
      if (past.length > remembered) past.shift()
      const text = JSON.stringify(event)
      for (const socket of sockets) {
        if (socket.bufferedAmount > backlogLimit) socket.terminate()
        else socket.send(text)
      }
    },
    attach(socket, since) {
      const oldest = sequence - past.length
      const isKnown = since !== null && since >= oldest && since <= sequence
      const hello: AppEvent = { kind: 'hello', sequence: isKnown ? since : sequence, instance }
      socket.send(JSON.stringify(hello))
      const missed = isKnown ? past.slice(since - oldest) : []
      for (const event of missed) socket.send(JSON.stringify(event))
      sockets.add(socket)
    },
    detach(socket) {
      sockets.delete(socket)
    },
  }
}
