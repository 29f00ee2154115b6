import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  beginAsking,
  endAsking,
  forgetAsking,
  hearText,
  hearWait,
  useAsking,
  withPieces,
} from '../../../renderer/state/asking.ts'

const text = (more: string | null, part: { sample?: number; reply?: number } = {}) => ({
  kind: 'reply.text' as const,
  sequence: 1,
  sample: 7,
  stage: 'reason' as const,
  reply: 1,
  more,
  ...part,
})
const wait = (milliseconds: number, sample = 7) => ({
  kind: 'reply.wait' as const,
  sequence: 1,
  sample,
  reason: 'it is busy',
  milliseconds,
})
const texts = () => useAsking.getState().replies.map((reply) => reply.text)

beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  forgetAsking()
  vi.useRealTimers()
})

describe('replies under way', () => {
  it.each([
    ['begin', [['vote', 1, 'a']], ['vote 1 a']],
    [
      'grow',
      [
        ['vote', 1, 'a'],
        ['vote', 1, 'b'],
      ],
      ['vote 1 ab'],
    ],
    [
      'are told apart by number',
      [
        ['vote', 1, 'a'],
        ['vote', 2, 'x'],
        ['vote', 1, 'b'],
      ],
      ['vote 1 ab', 'vote 2 x'],
    ],
    [
      'and by stage',
      [
        ['reason', 1, 'a'],
        ['judge', 1, 'x'],
      ],
      ['reason 1 a', 'judge 1 x'],
    ],
    [
      'begin anew',
      [
        ['vote', 1, 'a'],
        ['vote', 1, null],
        ['vote', 1, 'b'],
      ],
      ['vote 1 b'],
    ],
    ['begin with nothing', [['vote', 1, null]], ['vote 1 ']],
  ] as const)('%s', (_, pieces, expected) => {
    const replies = withPieces(
      [],
      pieces.map(([stage, reply, more]) => ({ stage, reply, more })),
    )
    expect(replies.map((one) => `${one.stage} ${one.number} ${one.text}`)).toEqual(expected)
  })
})

describe('what is heard while asking', () => {
  it('is shown in portions, of the sample asked about alone', () => {
    beginAsking(7)
    hearText(text('a'))
    hearText(text('b'))
    hearText(text('nobody’s', { sample: 8 }))
    expect(texts()).toEqual([])
    vi.advanceTimersByTime(100)
    expect(texts()).toEqual(['ab'])
  })

  it('is nobody’s concern while nothing is asked', () => {
    hearText(text('a'))
    vi.advanceTimersByTime(100)
    expect(texts()).toEqual([])
  })

  it('a wait is told until text comes', () => {
    beginAsking(7)
    hearWait(wait(4000, 8))
    expect(useAsking.getState().wait).toBeNull()
    hearWait(wait(4000))
    expect(useAsking.getState().wait?.until).toBe(performance.now() + 4000)
    hearText(text('a'))
    vi.advanceTimersByTime(100)
    expect(useAsking.getState().wait).toBeNull()
  })

  it('a wait without an end has none', () => {
    beginAsking(7)
    hearWait(wait(0))
    expect(useAsking.getState().wait).toEqual({ reason: 'it is busy', until: null })
  })

  it('is kept beside a failure, its last piece too, and gives way to a run', () => {
    beginAsking(7)
    hearText(text('a'))
    const failure = { error: new Error('unreadable'), again: () => Promise.resolve() }
    endAsking(failure)
    expect(texts()).toEqual(['a'])
    expect(useAsking.getState()).toMatchObject({ isUnderWay: false, failure, wait: null })
    beginAsking(7)
    expect(useAsking.getState().failure).toBeNull()
    hearText(text('b'))
    endAsking(null)
    expect(texts()).toEqual([])
  })

  it('a piece that comes late is of no question asked since', () => {
    beginAsking(7)
    hearText(text('old'))
    beginAsking(7)
    vi.advanceTimersByTime(100)
    expect(texts()).toEqual([])
  })
})
