import { expect, test } from 'vitest'
import { findReply, listCalls, readSpending } from '#electron/store/calls'
import { failure } from '#models/failure'
import type { Question } from '#electron/usecases/asker'
import { FakeMllm } from '../../fakes/mllm.ts'
import { askingProject } from './judge-fixture.ts'
import { codeOf } from './studio-fixture.ts'

const question = (over: Partial<Question> = {}): Question => ({
  stage: 'reason',
  system: 'be brief',
  turns: [{ role: 'user', text: 'what is round?', images: [] }],
  ...over,
})
const size = { width: 40, height: 30 }

async function setUp(reply = () => 'a disc' as string) {
  const project = await askingProject(size)
  const mllm = new FakeMllm(reply)
  return { ...project, mllm }
}

test('the same question is asked once; the second answer costs nothing', async () => {
  const { db, asker, mllm } = await setUp()
  const by = asker(mllm)
  const first = await by.ask(question())
  const second = await by.ask(question())
  expect([first, second]).toMatchObject([
    { text: 'a disc', isCached: false },
    { text: 'a disc', isCached: true },
  ])
  expect(mllm.asked).toHaveLength(1)
  // 100 tokens in at 1, 10 out at 2 the million.
  expect(await readSpending(db, by.calls)).toEqual({
    calls: 2,
    cached: 1,
    input: 100,
    output: 10,
    cost: 120 / 1e6,
  })
})

test.each([
  ['other words', { system: 'be long' }],
  ['another turn', { turns: [{ role: 'user', text: 'what is square?', images: [] }] }],
  ['another sample of the same', { sampleIndex: 1 }],
  ['another temperature', { temperature: 0.7 }],
] as const)('%s is another question', async (_name, over) => {
  const { asker, mllm } = await setUp()
  const by = asker(mllm)
  await by.ask(question())
  expect(await by.ask(question(over as Partial<Question>))).toMatchObject({ isCached: false })
})

test('from the record alone: a known question is answered, a new one fails, nobody is asked', async () => {
  const { asker, mllm } = await setUp()
  await asker(mllm).ask(question())
  const offline = asker(mllm, { replay: 'only' })
  expect(await offline.ask(question())).toMatchObject({ text: 'a disc' })
  expect(await codeOf(offline.ask(question({ system: 'new' })))).toBe('mllm_unreachable')
  expect(mllm.asked).toHaveLength(1)
})

test('anew: it is asked again, and the new answer is kept', async () => {
  let n = 0
  const { asker, mllm } = await setUp(() => `answer ${++n}`)
  await asker(mllm).ask(question())
  expect(await asker(mllm, { replay: 'never' }).ask(question())).toMatchObject({ text: 'answer 2' })
  expect(await asker(mllm).ask(question())).toMatchObject({ text: 'answer 2', isCached: true })
})

test('a reply that could not be read is on record, replayed with its run, and not used for another', async () => {
  const { db, asker, mllm } = await setUp()
  const by = asker(mllm)
  const answer = await by.ask(question())
  await by.note(answer, 'it names no rows')
  expect(await findReply(db, answer.key)).toBeNull()
  const replayed = asker(mllm, { replay: 'only' })
  expect(await replayed.ask(question())).toMatchObject({ text: 'a disc', isCached: true })
  expect(await by.ask(question())).toMatchObject({ isCached: false })
})

test('a question without an answer is on record with the reason', async () => {
  const { db, asker, mllm } = await setUp(() => {
    throw failure('mllm_busy', 'busy still', 'wait')
  })
  const by = asker(mllm)
  expect(await codeOf(by.ask(question()))).toBe('mllm_busy')
  const [row] = await db.selectFrom('calls').selectAll().execute()
  expect(row).toMatchObject({ reply: null, outcome: 'mllm_busy: busy still', cost: 0 })
  expect(await listCalls(db, 1)).toEqual([])
})

test('a limit stops the question before it is asked', async () => {
  const { asker, mllm } = await setUp()
  const by = asker(mllm, { limits: { costPerRun: 1e-9 } })
  expect(await codeOf(by.ask(question()))).toBe('limit_reached')
  expect(mllm.asked).toEqual([])
})

test('the text is told as it comes, a kept one at once, each reply by its number', async () => {
  const { asker, mllm } = await setUp()
  await asker(mllm).ask(question())
  const told: [string | null, number][] = []
  const by = asker(mllm, { onText: (more, reply) => told.push([more, reply]) })
  await by.ask(question())
  await by.ask(question())
  expect(told).toEqual([
    [null, 1],
    ['a disc', 1],
    [null, 2],
    ['a disc', 2],
  ])
})
