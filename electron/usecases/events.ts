import { randomUUID } from 'node:crypto'
import type { AppEvent, EventBody } from '#rpc/events'

export interface EventHub {
  /** Names this run of the backend: sequences of another one mean nothing. */
  readonly instance: string
  /** Sequence of the latest event, 0 before the first. */
  latest(): number
  emit(body: EventBody): void
  /** Returns how to stop listening. */
  subscribe(listener: (event: AppEvent) => void): () => void
  /** Everything after `sequence`, or null where that is no longer known. */
  replaySince(sequence: number): readonly AppEvent[] | null
}

const kept = 1000

export function createEventHub(): EventHub {
  const listeners = new Set<(event: AppEvent) => void>()
  const recent: AppEvent[] = []
  let sequence = 0
  return {
    instance: randomUUID(),
    latest: () => sequence,
    emit(body) {
      const event: AppEvent = { ...body, sequence: ++sequence }
      recent.push(event)
      if (recent.length > kept) recent.shift()
      for (const listener of listeners) listener(event)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    replaySince(since) {
      if (since > sequence) return null
      const oldest = recent[0]?.sequence ?? sequence + 1
      return since + 1 < oldest ? null : recent.filter((event) => event.sequence > since)
    },
  }
}
