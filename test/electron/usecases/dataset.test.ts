import { expect, test } from 'vitest'
import type { FigureId } from '#core/dataset/figures'
import type { Answer } from '#rpc/contract'
import { annotate, filledPlace, newPlace, ringMask } from './transfer-fixture.ts'

const figure = (summary: Answer<'dataset.summary'>, id: FigureId) =>
  summary.figures.find((one) => one.id === id)!
const counts = (summary: Answer<'dataset.summary'>, id: FigureId) =>
  Object.fromEntries(figure(summary, id).bars.map(({ key, n }) => [key, n]))

test('an empty project has no figures', async () => {
  const { call } = await newPlace()
  const summary = await call('dataset.summary')
  expect(summary.samples).toBe(0)
  expect(summary.figures.every(({ n, bars }) => n === 0 && bars.length === 0)).toBe(true)
})

test('counts live samples, and gives those behind a bar', async () => {
  const { call } = await filledPlace()
  const { rows } = await call('samples.list')
  const summary = await call('dataset.summary')
  expect(summary.samples).toBe(rows.length)
  for (const status of ['todo', 'accepted'] as const)
    expect(counts(summary, 'status')[status]).toBe(
      rows.filter((row) => row.status === status).length,
    )
  expect(figure(summary, 'rank').n).toBe(figure(summary, 'day').n)
  expect(counts(summary, 'rank')).toMatchObject({ drawn: expect.any(Number) })
  for (const { id, bars } of summary.figures)
    for (const { key, n } of bars) {
      const { samples } = await call('dataset.samplesOf', { figure: id, key })
      expect(samples.length, `${id} ${key}`).toBe(n)
      const filter = { ids: samples }
      expect((await call('samples.list', { filter })).rows.map((row) => row.id)).toEqual(samples)
    }
})

test('masks are measured, those accepted since as well; removed samples count no more', async () => {
  const place = await filledPlace()
  const { call } = place
  const before = figure(await call('dataset.summary'), 'parts')
  const [todo] = (await call('samples.list', { filter: { status: 'todo' } })).rows
  await annotate(place, todo!.id, { target: ringMask(20) })
  const after = await call('dataset.summary')
  expect(figure(after, 'parts').n).toBe(before.n + 1)
  expect(counts(after, 'parts')['2']).toBe((before.bars.find(({ key }) => key === '2')?.n ?? 0) + 1)
  await call('samples.remove', { samples: [todo!.id] })
  expect(figure(await call('dataset.summary'), 'parts').n).toBe(before.n)
})

test('a candidate’s rank is that of the run it was taken from; a corrected one stands apart', async () => {
  const { call, studio } = await filledPlace()
  const [first, second] = (await call('samples.list', { filter: { status: 'accepted' } })).rows
  const db = studio.project().writer()
  const { id: run } = await db
    .insertInto('runs')
    .values({
      sampleId: first!.id,
      createdAt: '2026-01-01',
      settingsJson: '{}',
      reasoningJson: '{}',
      boxesJson: '[]',
      priorJson: null,
      modelId: 'm',
      modelDigest: 'd',
      timingsJson: '{}',
      numbersJson: '{}',
      flagsJson: '[]',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  for (const rank of [1, 2, 3])
    await db
      .insertInto('candidates')
      .values({
        runId: run,
        id: `c${rank}`,
        rank,
        source: 'initial',
        region: 0,
        counts: '',
        predictedIou: 1,
        stability: null,
        token: 0,
        seedJson: null,
        flagsJson: '[]',
        score: 1,
        termsJson: '{}',
        alikeOf: null,
        reason: null,
      })
      .execute()
  const take = { runId: run, candidateIdsJson: '["c3","c2"]', source: 'candidate' as const }
  await db.updateTable('annotations').set(take).where('sampleId', '=', first!.id).execute()
  await db
    .updateTable('annotations')
    .set({ ...take, source: 'corrected' })
    .where('sampleId', '=', second!.id)
    .execute()
  const rank = await call('dataset.summary')
  expect(counts(rank, 'rank')).toMatchObject({ '2': 1, corrected: 1 })
  expect(await call('dataset.samplesOf', { figure: 'rank', key: '2' })).toEqual({
    samples: [first!.id],
  })
})
