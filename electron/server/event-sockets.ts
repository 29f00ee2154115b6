import type { AppEvent } from '#rpc/events'

/** The part of a WebSocket that is needed here. */
export interface EventSocket {
  readonly bufferedAmount: number
  send(text: string): void
  terminate(): void
}

/** Where events come from: numbered, with the latest ones remembered. */
export interface EventSource {
  readonly instance: string
  latest(): number
  subscribe(listener: (event: AppEvent) => void): () => void
  replaySince(sequence: number): readonly AppEvent[] | null
}

export interface EventSockets {
  /**
   * Greets a window and, where `since` is a number still remembered, repeats what came after it.
   * `hello` then carries `since` itself; any other number there means: fetch everything again.
   */
  attach(socket: EventSocket, since: number | null): void
  detach(socket: EventSocket): void
  /** Stops listening to the source. */
  close(): void
}

/** A window that lets this many bytes pile up is gone or hangs; it may reconnect. */
const backlogLimit = 16_777_216

/** Hands every event on to every window. */
export function createEventSockets(source: EventSource): EventSockets {
  const sockets = new Set<EventSocket>()
  const stop = source.subscribe((event) => {
    const text = JSON.stringify(event)
    for (const socket of sockets) {
      if (socket.bufferedAmount > backlogLimit) socket.terminate()
      else socket.send(text)
    }
  })
  return {
    attach(socket, since) {
      const missed = since === null ? null : source.replaySince(since)
      const sequence = missed === null || since === null ? source.latest() : since
      const hello: AppEvent = { kind: 'hello', sequence, instance: source.instance }
      for (const event of [hello, ...(missed ?? [])]) socket.send(JSON.stringify(event))
      sockets.add(socket)
    },
    detach: (socket) => void sockets.delete(socket),
    close: stop,
  }
}
