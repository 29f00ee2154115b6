import { describe, expect, it } from 'vitest'
import type { AppEvent } from '#rpc/events'
import { connectEvents, createOrderCheck, type Socket } from '../../../renderer/rpc/events.ts'

const hello = (sequence: number, instance = 'a'): AppEvent => ({
  kind: 'hello',
  sequence,
  instance,
})
const changed = (sequence: number): AppEvent => ({ kind: 'project.changed', sequence })

describe('the order of events', () => {
  it.each<[string, AppEvent[], boolean[]]>([
    ['one after another', [hello(4), changed(5), changed(6)], [true, true, true]],
    ['one missing', [hello(4), changed(6)], [true, false]],
    ['back with nothing missed', [hello(4), changed(5), hello(5)], [true, true, true]],
    ['back with something missed', [hello(4), changed(5), hello(9)], [true, true, false]],
    ['another backend', [hello(4), hello(4, 'b')], [true, false]],
  ])('%s', (_, events, expected) => {
    const order = createOrderCheck()
    expect(events.map((event) => order.isNext(event))).toEqual(expected)
  })
})

describe('the connection', () => {
  it('comes back by itself, asks for what it missed, and tells of a gap', () => {
    const sockets: Socket[] = []
    const asked: (number | null)[] = []
    const waits: (() => void)[] = []
    const log: string[] = []
    const stop = connectEvents(
      {
        onEvent: ({ kind, sequence }) => log.push(`${kind} ${sequence}`),
        onGap: () => log.push('gap'),
        onConnection: (isConnected) => log.push(isConnected ? 'on' : 'off'),
      },
      {
        open: (since) => {
          asked.push(since)
          const socket: Socket = { onopen: null, onmessage: null, onclose: null, close: () => {} }
          sockets.push(socket)
          return socket
        },
        wait: (_, then) => {
          waits.push(then)
          return () => {}
        },
      },
    )
    const say = (event: AppEvent) => sockets.at(-1)?.onmessage?.({ data: JSON.stringify(event) })
    sockets[0]?.onopen?.()
    say(hello(1))
    say(changed(2))
    sockets[0]?.onclose?.()
    waits[0]?.()
    sockets[1]?.onopen?.()
    say(hello(7))
    stop()
    sockets[1]?.onclose?.()
    expect(asked).toEqual([null, 2])
    expect(log).toEqual(['on', 'hello 1', 'project.changed 2', 'off', 'on', 'gap', 'hello 7'])
    expect(waits).toHaveLength(1)
  })
})
