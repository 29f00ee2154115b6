import { expect, test } from 'vitest'
import { imageBox } from '#core/geometry/box'
import type { GridSettings } from '#core/grid/grid'
import type { Reasoning } from '#core/prompt/reasoning'
import { scoreConsistency, type ConsistencyTask } from '#electron/usecases/consistency'
import { failure } from '#models/failure'
import { FakeMllm, type FakeReply } from '../../fakes/mllm.ts'
import { discPicture } from '../../fixtures/pictures.ts'
import { askingProject, plainPictures, shelfWith, temporaryFolder } from './judge-fixture.ts'
import { codeOf } from './studio-fixture.ts'

const size = { width: 80, height: 60 }
const strips: Reasoning = {
  kind: 'regions',
  target: 'umbrella',
  attributes: ['red'],
  regions: [{ kind: 'strips', rows: [2, 3], columns: [4] }],
  rationale: 'It keeps the rain off.',
}

async function score(
  reply: FakeReply,
  given: Partial<ConsistencyTask> = {},
  reword?: readonly [string, string],
) {
  const project = await askingProject(size)
  const source = await discPicture(await temporaryFolder(), size, [])
  const grid: GridSettings = { n: 5, style: 'split', shift: false }
  const task = {
    image: { id: 1, size },
    query: 'what keeps one dry?',
    grid,
    reasoning: strips,
    said: 'First I look for rain. Rows 2 to 3.',
    ...given,
  }
  const mllm = new FakeMllm(reply)
  const shelf = reword ? await shelfWith(project.shelf, 'consistency', reword) : project.shelf
  const pictures = plainPictures(source.path, task.grid)
  const scored = scoreConsistency(task, { asker: project.asker(mllm), shelf, pictures })
  return { scored, mllm, db: project.db }
}

const good = '{"logic": 0.9, "relevance": 1, "visual": 0.5, "localisation": 0.25, "reason": "so"}'

test('is the mean of four parts, weighted 0.3, 0.2, 0.3 and 0.2', async () => {
  const { scored, mllm, db } = await score(() => good)
  const { record, flags } = await scored
  expect(flags).toEqual([])
  expect(record.score).toBeCloseTo(0.27 + 0.2 + 0.15 + 0.05, 12)
  expect(record).toMatchObject({
    parts: { logic: 0.9, relevance: 1, visual: 0.5, localisation: 0.25 },
    reason: 'so',
    isRepaired: false,
    problem: null,
  })
  const { text, images } = mllm.asked[0]!.turns[0]!
  expect(images).toHaveLength(2)
  for (const part of ['what keeps one dry?', 'First I look for rain.', 'rows 2–3, column 4'])
    expect(text).toContain(part)
  expect(JSON.parse(JSON.stringify(record))).toEqual(record)
  const calls = await db.selectFrom('calls').select(['stage', 'outcome']).execute()
  expect(calls).toEqual([{ stage: 'consistency', outcome: 'read' }])
})

test('tells of a box, of nothing found, and of a person’s rationale', async () => {
  const box: Reasoning = { ...strips, regions: [{ kind: 'box', box: imageBox(8, 6, 40, 30) }] }
  const bare = await score(() => good, {
    reasoning: box,
    grid: { n: 5, style: 'none', shift: false },
  })
  await bare.scored
  expect(bare.mllm.asked[0]!.turns[0]!.text).toContain('left 0.1, top 0.1, right 0.5, bottom 0.5')
  expect(bare.mllm.asked[0]!.turns[0]!.images).toHaveLength(1)
  const absent = await score(() => good, {
    reasoning: { kind: 'absent', rationale: 'There is only sun.' },
    said: '',
  })
  await absent.scored
  const { text } = absent.mllm.asked[0]!.turns[0]!
  expect(text).toContain('There is only sun.')
  expect(text).toContain('nowhere')
})

test('a reply that cannot be read is asked for once more', async () => {
  const { scored, mllm } = await score((_, n) => (n === 1 ? '{"logic": 9}' : good))
  expect((await scored).record).toMatchObject({ isRepaired: true, problem: null })
  expect(mllm.asked).toHaveLength(2)
})

test.each([
  ['an apology twice', () => 'I am sorry.', 'reply_unreadable'],
  ['a scale to ten twice', () => good.replace('0.9', '9'), 'reply_unreadable'],
  [
    'a host that is away',
    () => {
      throw failure('mllm_unreachable', 'The fake host is away.')
    },
    'mllm_unreachable',
  ],
])('%s: no score, flagged', async (_name, reply, code) => {
  const { record, flags } = await (await score(reply)).scored
  expect(flags).toEqual(['consistency-missing'])
  expect(record).toMatchObject({ score: null, parts: null, call: null, problem: { code } })
})

test('cancelled is cancelled, and a wording that shows masks is refused', async () => {
  const cancels = await score(() => {
    throw failure('cancelled', 'The call was cancelled.')
  })
  expect(await codeOf(cancels.scored)).toBe('cancelled')
  const masks = await score(() => good, {}, ['pictures: grid', 'pictures: masks'])
  expect(await codeOf(masks.scored)).toBe('bad_input')
  expect(masks.mllm.asked).toEqual([])
})
