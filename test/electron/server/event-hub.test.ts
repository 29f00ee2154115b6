import { expect, test } from 'vitest'
import { createEventHub, type EventSocket } from '#electron/server/event-hub'

function createSocket(bufferedAmount = 0) {
  const events: { kind: string; sequence: number }[] = []
  const state = { isTerminated: false }
  const socket: EventSocket = {
    bufferedAmount,
    send: (text) => events.push(JSON.parse(text)),
    terminate: () => {
      state.isTerminated = true
    },
  }
  return { socket, state, heard: () => events.map(({ kind, sequence }) => `${kind} ${sequence}`) }
}

function hubWith(count: number) {
  const hub = createEventHub('i')
  for (let i = 0; i < count; i++) hub.publish({ kind: 'project.changed' })
  return hub
}

test.each([
  ['first visit', 3, null, ['hello 3']],
  ['nothing missed', 3, 3, ['hello 3']],
  ['one missed', 3, 2, ['hello 2', 'project.changed 3']],
  ['all missed', 2, 0, ['hello 0', 'project.changed 1', 'project.changed 2']],
  ['number of an earlier backend', 3, 9, ['hello 3']],
  ['too long ago', 2_100, 50, ['hello 2100']],
])('%s', (_name, published, since, heard) => {
  const window = createSocket()
  hubWith(published).attach(window.socket, since)
  expect(window.heard()).toEqual(heard)
})

test('the oldest number still remembered is repeated from', () => {
  const window = createSocket()
  hubWith(2_100).attach(window.socket, 100)
  expect(window.heard()).toHaveLength(2_001)
  expect(window.heard()[1]).toBe('project.changed 101')
})

test('a window that hangs is cut instead of filled', () => {
  const hub = hubWith(0)
  const hanging = createSocket(20_000_000)
  hub.attach(hanging.socket, null)
  hub.publish({ kind: 'project.changed' })
  expect(hanging.state.isTerminated).toBe(true)
  expect(hanging.heard()).toEqual(['hello 0'])
})

test('a window that left hears no more', () => {
  const hub = hubWith(0)
  const window = createSocket()
  hub.attach(window.socket, null)
  hub.detach(window.socket)
  hub.publish({ kind: 'project.changed' })
  expect(window.heard()).toEqual(['hello 0'])
  expect(hub.size).toBe(0)
})
