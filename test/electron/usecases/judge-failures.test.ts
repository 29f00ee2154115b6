import { describe, expect, test } from 'vitest'
import type { ErrorCode } from '#core/result'
import { judgeCandidates } from '#electron/usecases/judge'
import { failure } from '#models/failure'
import type { FakeReply } from '../../fakes/mllm.ts'
import { masksIn, shelfWith } from './judge-fixture.ts'
import { honest, isRepair, judge, replyOf, start, taskOf } from './judge-scene.ts'
import { codeOf } from './studio-fixture.ts'

describe('a reply that cannot be read', () => {
  const broken = 'I think the second one is nice.'

  test('is asked for once more, with what was wrong', async () => {
    const { flags, record, mllm, ranked } = await judge(taskOf(5), (request) =>
      isRepair(request) ? honest(request, 0) : broken,
    )
    expect(flags).toEqual([])
    expect(ranked[0]!.id).toBe('c01')
    expect(record.rounds[0]!.groups[0]).toMatchObject({ isRepaired: true, problem: null })
    expect(mllm.asked[1]!.turns.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
  })

  test.each([
    ['an apology', 'I am sorry, but I cannot help with that.'],
    ['nothing', ''],
    ['four scores for five masks', replyOf([0.1, 0.2, 0.3, 0.4])],
    ['no number', '{"masks": [{"mask": 1, "iou": NaN, "reason": ""}], "none_fits": false}'],
    ['200 kB', 'x'.repeat(200_000)],
  ])(
    'twice, %s: the group counts as not judged, the others and further rounds do',
    async (_n, bad) => {
      const task = taskOf(7, { rounds: 2, stopEarly: false })
      const { flags, record, ranked, mllm } = await judge(task, async (request, n) => {
        const shown = await masksIn(request)
        return shown.length === 5 ? bad : honest(request, n)
      })
      expect(flags).toEqual(['judge-incomplete'])
      expect(mllm.asked).toHaveLength(6)
      for (const { groups } of record.rounds) {
        const [five, two] = groups
        expect(five).toMatchObject({
          scores: null,
          problem: { code: 'reply_unreadable' },
          call: null,
        })
        expect(two).toMatchObject({
          problem: null,
          reasons: [expect.any(String), expect.any(String)],
        })
      }
      expect(ranked).toHaveLength(7)
      for (const { id, score } of ranked) {
        const { geometric, judge: own } = record.scores.find((one) => one.id === id)!
        expect(score).toBeCloseTo(own === null ? geometric : (own + geometric) / 2, 9)
      }
    },
  )

  test('of every group: the order is geometry’s', async () => {
    const task = taskOf(6)
    const { flags, ranked } = await judge(task, () => broken)
    expect(flags).toEqual(['judge-incomplete'])
    expect(ranked).toEqual(task.candidates)
  })

  test('with prose around the scores is read', async () => {
    const { flags, record } = await judge(
      taskOf(2),
      () => `Sure!\n\`\`\`json\n${replyOf([0.4, 0.5])}\n\`\`\`\nDone.`,
    )
    expect(flags).toEqual([])
    expect(record.rounds[0]!.groups[0]!.scores).toEqual([0.4, 0.5])
  })
})

describe('a host that fails', () => {
  test.each(['mllm_busy', 'mllm_unreachable', 'mllm_refused', 'mllm_broken'] as ErrorCode[])(
    '%s: the round is ended with what there is, and is the last',
    async (code) => {
      const { flags, record, mllm, ranked } = await judge(
        taskOf(12, { rounds: 4, stopEarly: false }),
        (request, n) => {
          if (n === 2) throw failure(code, 'The fake host fails.')
          return honest(request, n)
        },
      )
      expect(flags).toEqual(['judge-incomplete'])
      expect(mllm.asked).toHaveLength(3)
      expect(record.rounds).toHaveLength(1)
      expect(record.rounds[0]!.groups.map(({ problem }) => problem?.code)).toEqual([
        undefined,
        code,
        undefined,
      ])
      expect(ranked).toHaveLength(12)
    },
  )

  test('a limit holds: what is beyond it is not asked', async () => {
    // Room for a question of two masks, not for one of five.
    const limits = { tokensPerRun: 15_000 }
    const { flags, record, mllm } = await judge(
      taskOf(12, { rounds: 4, stopEarly: false }),
      honest,
      { asking: { limits } },
    )
    expect(flags).toEqual(['judge-incomplete'])
    expect(mllm.asked).toHaveLength(1)
    expect(record.rounds).toHaveLength(1)
    const codes = record.rounds[0]!.groups.map(({ problem }) => problem?.code)
    expect(codes).toEqual(['limit_reached', 'limit_reached', undefined])
  })

  test('a bug is none of it', async () => {
    await expect(
      judge(taskOf(3), () => {
        throw new TypeError('a bug')
      }),
    ).rejects.toThrow('a bug')
  })
})

test('a cancelled judgement ends at once and asks nothing more', async () => {
  const stop = new AbortController()
  const hangs: FakeReply = (_, n, signal) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () =>
        reject(failure('cancelled', 'The call was cancelled.')),
      )
      if (n === 2) setTimeout(() => stop.abort(), 20)
    })
  const { mllm, tools } = await start(hangs, { asking: { signal: stop.signal } })
  const since = performance.now()
  expect(await codeOf(judgeCandidates(taskOf(15, { rounds: 3 }), tools))).toBe('cancelled')
  expect(performance.now() - since).toBeLessThan(5000)
  expect(mllm.asked).toHaveLength(2)
})

test.each([
  ['shows no masks', 'pictures: masks', 'pictures: bare'],
  ['is no judge’s', 'parser: judge', 'parser: plain'],
  ['lacks the turn', 'short', 'brief'],
])('a wording of one’s own that %s is refused before anything is asked', async (_n, from, to) => {
  const { mllm, tools } = await start(honest)
  const shelf = await shelfWith(tools.shelf, 'judge-masks', [from, to])
  expect(await codeOf(judgeCandidates(taskOf(3), { ...tools, shelf }))).toBe('bad_input')
  expect(mllm.asked).toEqual([])
})
