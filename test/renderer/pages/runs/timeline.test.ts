import { expect, test } from 'vitest'
import type { MllmCall } from '#rpc/schemas/mllm'
import { timelineOf } from '../../../../renderer/pages/runs/timeline.ts'

const call = (stage: MllmCall['stage'], milliseconds: number, isCached = false) =>
  ({ stage, milliseconds, isCached }) as MllmCall

test('reasoning before our stages, the judge behind them, each begins where the one before ends', () => {
  const calls = [
    call('reason', 100),
    call('repair', 40),
    call('vote', 30, true),
    call('vote', 20),
    call('judge', 7),
    call('repair', 3),
    call('refine', 1),
  ]
  const rows = timelineOf({ timings: { encode: 50, rank: 5 } }, calls)
  expect(rows.map(({ id, from, milliseconds }) => [id, from, milliseconds])).toEqual([
    ['calls-reason', 0, 140],
    ['calls-vote', 140, 50],
    ['encode', 190, 50],
    ['rank', 240, 5],
    ['calls-judge', 245, 10],
    ['calls-refine', 255, 1],
  ])
  expect(rows.map(({ calls: asked, cached }) => [asked, cached])).toEqual([
    [2, 0],
    [2, 1],
    [0, 0],
    [0, 0],
    [2, 0],
    [1, 0],
  ])
})

test('a run without anything has no rows', () => {
  expect(timelineOf({ timings: {} }, [])).toEqual([])
})
