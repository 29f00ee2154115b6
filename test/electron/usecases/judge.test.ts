import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { concludeJudging } from '#core/candidate/judge'
import { maskIou } from '#core/mask/rle-ops'
import { judgeCandidates } from '#electron/usecases/judge'
import { side } from './judge-fixture.ts'
import { honest, judge, replyOf, start, taskOf, truth } from './judge-scene.ts'

test('an honest judge of masks puts the truest first, its reasons beside them', async () => {
  const task = taskOf(12)
  const { ranked, record, flags, mllm } = await judge(task, honest)
  expect(flags).toEqual([])
  expect(task.candidates[0]!.id).toBe('c12')
  expect(ranked.map(({ id }) => id).slice(0, 3)).toEqual(['c01', 'c02', 'c03'])
  for (const { rle, score, reason } of ranked) {
    expect(Math.abs(score - maskIou(rle, truth))).toBeLessThan(0.02)
    expect(reason).toBe(`scored ${score}`)
  }
  expect(mllm.asked.map(({ turns }) => turns[0]!.images.length)).toEqual([6, 6, 3])
  expect(mllm.asked.map(({ turns }) => turns[0]!.text.includes('2 in number'))).toContain(true)
  expect(mllm.asked[0]!.turns[0]!.text).toContain('Attributes: yellow, flat')
  expect(record.scores.map(({ id }) => id)).toEqual(ranked.map(({ id }) => id))
  expect(record.scores.find(({ id }) => id === 'c12')!.geometric).toBeCloseTo(0.75, 9)
  expect(mllm.mostAtOnce).toBe(2)
})

test('the record alone, as JSON, ranks the same again', async () => {
  const task = taskOf(12, { rounds: 2, stopEarly: false })
  const { ranked, record } = await judge(task, honest)
  const kept = JSON.parse(JSON.stringify(record)) as typeof record
  expect(kept).toEqual(record)
  expect(kept.rounds.map(({ groups }) => groups.flatMap(({ ids }) => ids).toSorted())).toEqual(
    Array.from({ length: 2 }, () => task.candidates.map(({ id }) => id).toSorted()),
  )
  const { weight: blend, alikeIou } = kept
  expect(concludeJudging(task.candidates, kept.rounds, { blend, alikeIou }).ranked).toEqual(ranked)
})

test('asked once more, nobody is: what was replied is kept, also where nobody may be asked', async () => {
  const { tools, mllm, project } = await start(honest)
  const first = await judgeCandidates(taskOf(7), tools)
  expect(mllm.asked).toHaveLength(2)
  const asker = project.asker(mllm, { replay: 'only' })
  const again = await judgeCandidates(taskOf(7), { ...tools, asker })
  expect(mllm.asked).toHaveLength(2)
  expect(again.ranked).toEqual(first.ranked)
  const nobody = project.asker(mllm, { replay: 'only' })
  const other = await judgeCandidates(taskOf(7, { seed: 2 }), { ...tools, asker: nobody })
  expect(other.flags).toEqual(['judge-incomplete'])
  expect(mllm.asked).toHaveLength(2)
})

test.each([
  ['masks', true, [6], 'Think before you score'],
  ['masks', false, [6], 'no other text'],
  ['outlines', true, [2], 'Think before you score'],
  ['outlines', false, [2], 'no other text'],
] as const)('%s, thinking %s: %j pictures', async (view, cot, counts, wording) => {
  const scores = [0.1, 0.2, 0.3, 0.4, 0.5]
  const { mllm, record, ranked } = await judge(taskOf(5, { view, cot }), () => replyOf(scores))
  expect(mllm.asked.map(({ turns }) => turns[0]!.images.length)).toEqual(counts)
  expect(mllm.asked[0]!.turns[0]!.text).toContain(wording)
  expect(record.prompts).toMatchObject({ id: `judge-${view}`, turn: cot ? 'think' : 'short' })
  expect(ranked[0]!.id).toBe(record.rounds[0]!.groups[0]!.ids[4])
  const { width } = await sharp(mllm.asked[0]!.turns[0]!.images.at(-1)!.bytes).metadata()
  expect(width).toBe(side)
})

test('the pictures on record say which masks they show', async () => {
  const { tools, project } = await start(() => replyOf([0.1, 0.2, 0.3]))
  await judgeCandidates(taskOf(3), tools)
  await judgeCandidates(taskOf(3, { view: 'outlines' }), tools)
  const rows = await project.db.selectFrom('calls').select(['stage', 'requestJson']).execute()
  const sent = rows.map(({ requestJson }) => {
    const request = JSON.parse(requestJson) as {
      turns: { pictures: { kind: string; candidate?: string; candidates?: string[] }[] }[]
    }
    return request.turns[0]!.pictures.map(({ kind, candidate, candidates }) =>
      [kind, candidate ?? candidates?.join(' ')].filter(Boolean).join(' '),
    )
  })
  expect(rows.map(({ stage }) => stage)).toEqual(['judge', 'judge'])
  expect(sent[0]!.toSorted()).toEqual(['grid', 'mask c01', 'mask c02', 'mask c03'])
  expect(sent[1]).toEqual([
    'grid',
    `outlines ${sent[0]!.slice(1).join(' ').replaceAll('mask ', '')}`,
  ])
})

describe('rounds', () => {
  const rounds = 5

  test('end early once the ranking is settled', async () => {
    const { record, mllm } = await judge(taskOf(7, { rounds }), honest)
    expect(record.rounds.map(({ round }) => round)).toEqual([1, 2])
    expect(record.isSettled).toBe(true)
    expect(mllm.asked).toHaveLength(4)
  })

  test('all take place where they are wanted, each with other groups', async () => {
    const { record } = await judge(taskOf(7, { rounds, stopEarly: false }), honest)
    expect(record.rounds).toHaveLength(rounds)
    expect(record.isSettled).toBe(false)
    expect(record.scores.every((one) => one.rounds === rounds)).toBe(true)
    const dealt = record.rounds.map(({ groups }) =>
      groups.map(({ ids }) => ids.join(' ')).join(' / '),
    )
    expect(new Set(dealt).size).toBe(rounds)
  })

  test('go on while the judge wavers', async () => {
    const told: number[] = []
    const task = { ...taskOf(1, { rounds }), onRound: (round: number) => told.push(round) }
    const warm = { profile: { temperature: 0.7 } }
    const { record } = await judge(task, (_, n) => replyOf([n % 2]), warm)
    expect(record.rounds).toHaveLength(rounds)
    expect(told).toEqual([1, 2, 3, 4, 5])
  })

  test('with a temperature are samples of their own, without one a question is asked once', async () => {
    const one = taskOf(1, { rounds: 3, stopEarly: false })
    const cold = await judge(one, () => replyOf([0.5]))
    expect(cold.mllm.asked).toHaveLength(1)
    const warm = await judge(one, () => replyOf([0.5]), { profile: { temperature: 0.7 } })
    expect(warm.mllm.asked).toHaveLength(3)
  })
})

test.each([
  [true, ['judge-none']],
  [false, []],
])('“none fits” counts where it may be said: %s', async (askNone, expected) => {
  const { flags, ranked } = await judge(taskOf(4, { askNone }), () =>
    replyOf([0.2, 0.1, 0.3, 0.05], true),
  )
  expect(flags).toEqual(expected)
  expect(ranked[0]!.score).toBe(0.3)
})

test('the geometric score has its share where they are blended', async () => {
  const { ranked, record } = await judge({ ...taskOf(5), weight: 0.25 }, honest)
  for (const { id, score } of ranked) {
    const { geometric, judge: own } = record.scores.find((one) => one.id === id)!
    expect(score).toBeCloseTo(0.25 * own! + 0.75 * geometric, 9)
  }
})

test('without candidates nobody is asked', async () => {
  const { mllm, ranked, record, flags } = await judge(taskOf(0, { rounds: 3 }), honest)
  expect([mllm.asked, ranked, record.rounds, flags]).toEqual([[], [], [], []])
})
