import { emptyRle } from '#core/mask/rle'
import { scoreTermNames } from '#core/candidate/candidate'
import { pipelineSettingsSchema, type Run } from '#rpc/schemas/pipeline'
import type { RunRecord } from '#rpc/schemas/record'

export const runSize = { width: 8, height: 6 }

export function candidateOf(id: string, rank: number): Run['candidates'][number] {
  return {
    id,
    rank,
    source: 'box',
    region: 0,
    rle: emptyRle(runSize),
    predictedIou: 0.8,
    stability: 0.9,
    token: 0,
    seed: null,
    flags: [],
    score: 1 / rank,
    terms: Object.fromEntries(
      scoreTermNames.map((name) => [name, 0.5]),
    ) as Run['candidates'][number]['terms'],
    alikeOf: null,
    reason: null,
  }
}

/** A run of sample 7 with three candidates. */
export function runOf(part: Partial<Run> = {}): Run {
  return {
    id: 1,
    sampleId: 7,
    createdAt: '2026-01-01T00:00:00Z',
    settings: pipelineSettingsSchema.parse({}),
    reasoning: {
      kind: 'regions',
      target: 'cup',
      attributes: [],
      regions: [{ kind: 'strips', rows: [2], columns: [3] }],
      rationale: '',
    },
    boxes: [],
    prior: null,
    candidates: [candidateOf('a', 1), candidateOf('b', 2), candidateOf('c', 3)],
    model: { id: 'embedded-2', digest: 'd' },
    timings: {},
    numbers: null,
    flags: [],
    record: {},
    isStale: false,
    ...part,
  }
}

type Judge = NonNullable<RunRecord['judge']>

/** Judged in one round of two groups; candidate c by nobody. */
export function judgeRecord(part: Partial<Judge> = {}): Judge {
  const told = { call: 1, isRepaired: false, problem: null, repairs: [] }
  return {
    prompts: { id: 'judge-masks', version: 1, isOwn: false, turn: 'think' },
    seed: 1,
    groupSize: 2,
    weight: 1,
    alikeIou: 0.9,
    rounds: [
      {
        round: 1,
        groups: [
          {
            ids: ['a', 'b'],
            scores: [0.9, 0.2],
            reasons: ['good', 'bad'],
            noneFits: false,
            ...told,
          },
          {
            ids: ['c'],
            scores: null,
            reasons: [],
            noneFits: false,
            ...told,
            problem: { code: 'mllm_busy', message: 'It is busy.' },
          },
        ],
      },
    ],
    isSettled: false,
    scores: [
      { id: 'a', geometric: 0.7, judge: 0.9, rounds: 1 },
      { id: 'b', geometric: 0.6, judge: 0.2, rounds: 1 },
      { id: 'c', geometric: 0.5, judge: null, rounds: 0 },
    ],
    ...part,
  }
}
