import { expect, test } from 'vitest'
import { createEventSockets, type EventSocket } from '#electron/server/event-sockets'
import { createEventHub } from '#electron/usecases/events'

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

function socketsAfter(count: number) {
  const hub = createEventHub()
  for (let i = 0; i < count; i++) hub.emit({ kind: 'project.changed' })
  return { hub, sockets: createEventSockets(hub) }
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
  socketsAfter(published).sockets.attach(window.socket, since)
  expect(window.heard()).toEqual(heard)
})

test('a window that hangs is cut instead of filled', () => {
  const { hub, sockets } = socketsAfter(0)
  const hanging = createSocket(20_000_000)
  sockets.attach(hanging.socket, null)
  hub.emit({ kind: 'project.changed' })
  expect(hanging.state.isTerminated).toBe(true)
  expect(hanging.heard()).toEqual(['hello 0'])
})

test('a window that left hears no more, nor does any after the end', () => {
  const { hub, sockets } = socketsAfter(0)
  const [left, stayed] = [createSocket(), createSocket()]
  sockets.attach(left.socket, null)
  sockets.attach(stayed.socket, null)
  sockets.detach(left.socket)
  hub.emit({ kind: 'project.changed' })
  sockets.close()
  hub.emit({ kind: 'project.changed' })
  expect(left.heard()).toEqual(['hello 0'])
  expect(stayed.heard()).toEqual(['hello 0', 'project.changed 1'])
})
