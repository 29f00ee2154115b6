import { afterEach, expect, test } from 'vitest'
import { userSettingsSchema } from '#rpc/schemas/system'
import { blinded, blindRun } from '../../../renderer/state/blind.ts'
import { useApp } from '../../../renderer/state/app.ts'

const candidates = ['a', 'b', 'c', 'd', 'e'].map((id, i) => ({
  id,
  rank: i + 1,
  score: 0.9 - i / 10,
  alikeOf: i === 1 ? 'a' : null,
  reason: 'fits best',
  flags: [],
}))
const run = {
  id: 3,
  candidates,
  flags: ['judge-none', 'kept-best'],
  record: { judge: {}, refinement: {}, spent: { calls: 1 } },
} as never
const detail = (status: string, opinion: unknown = null) =>
  ({ row: { status }, opinion, run }) as never

const setBlind = (isBlind: boolean) =>
  useApp.setState({ settings: userSettingsSchema.parse({ isBlind }) })

afterEach(() => useApp.setState(useApp.getInitialState()))

test('a blind run has every candidate once, in an order of its own, and nothing that tells the ranking', () => {
  const blind = blindRun(run)
  expect(blind.candidates.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5])
  expect(blind.candidates.map(({ id }) => id).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(blind.candidates.map(({ id }) => id)).not.toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(JSON.stringify(blind)).not.toMatch(/fits best|0\.9|judge|refinement/)
  expect(blindRun(run)).toEqual(blind)
  expect(blind.flags).toEqual(['kept-best'])
})

test('only in blind mode, and until somebody has decided', () => {
  setBlind(false)
  expect(blinded(detail('todo')).run).toBe(run)
  setBlind(true)
  expect(blinded(detail('todo')).run).not.toBe(run)
  expect(blinded(detail('accepted')).run).toBe(run)
  expect(blinded(detail('accepted', { annotator: 'Ben' })).run).not.toBe(run)
})
