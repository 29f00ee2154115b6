import { expect, test } from 'vitest'
import type { RunRecord } from '#rpc/schemas/record'
import { readingOf } from '../../../../renderer/pages/runs/reading.ts'

const prompts = { id: 'p', version: 1, isOwn: false, turn: 't' }
const strips = { kind: 'strips' as const, rows: [1, 2], columns: [4] }

const reason: NonNullable<RunRecord['reason']> = {
  prompts: { id: 'p', version: 1, isOwn: false, variant: 'v' },
  grid: { n: 9, style: 'split', shift: false },
  replies: [
    {
      turn: 'ask',
      call: 1,
      text: '…',
      steps: [],
      mentions: [
        { region: strips, from: 0, to: 1 },
        { region: strips, from: 2, to: 3 },
      ],
      repairs: ['a trailing comma'],
    },
  ],
  format: null,
}

const record: RunRecord = {
  reason,
  vote: {
    replies: [{ ...reason, replies: [{ ...reason.replies[0]!, call: 2 }] }],
    agreement: 1,
    absent: 0,
  },
  judge: {
    prompts,
    seed: 1,
    groupSize: 5,
    weight: 1,
    alikeIou: 0.9,
    rounds: [
      {
        round: 1,
        groups: [
          {
            ids: ['c02', 'c01'],
            scores: [0.25, 0.8],
            reasons: ['too much', ''],
            noneFits: true,
            repairs: [],
            call: 3,
            isRepaired: false,
            problem: null,
          },
        ],
      },
    ],
    isSettled: false,
    scores: [],
  },
  consistency: {
    prompts,
    score: 0.9,
    parts: { logic: 1, relevance: 0.5, visual: 1, localisation: 1 },
    reason: 'fits',
    call: 4,
    isRepaired: false,
    problem: null,
  },
  refinement: {
    prompts,
    candidate: 'c01',
    outcome: 'not-better',
    missing: [strips],
    surplus: [],
    reason: '',
    points: [],
    anchor: null,
    before: 0.9,
    after: 0.8,
    call: 5,
    isRepaired: false,
    problem: null,
  },
}

test.each([
  [1, ['It names rows 1-2, columns 4.'], ['a trailing comma']],
  [2, ['It names rows 1-2, columns 4.'], ['a trailing comma']],
  [3, ['c02: 0.25, too much', 'c01: 0.80', 'None of these fits, it says.'], []],
  [4, ['logic 1, relevance 0.5, visual consistency 1, localisation 1', 'fits'], []],
])('what was taken from question %i', (call, lines, repairs) => {
  expect(readingOf(record, call)).toEqual({ lines, repairs })
})

test('what a correction asked for is told with what became of it', () => {
  const { lines = [] } = readingOf(record, 5) ?? {}
  expect(lines[0]).toBe('missing: rows 1-2, columns 4')
  expect(lines.at(-1)).toContain('did not rise')
})

test('nothing was taken from a question that no part names', () => {
  expect(readingOf(record, 9)).toBeNull()
  expect(readingOf({}, 1)).toBeNull()
})
