import { beforeEach, describe, expect, test } from 'vitest'
import { codeOf } from './studio-fixture.ts'
import { draw, recordRun, reviewPlace } from './review-fixture.ts'
import { annotate, blockMask, type Place } from './transfer-fixture.ts'

const good = blockMask(4, 4, 20, 20)
const fair = blockMask(4, 4, 20, 12)
let place: Place
let samples: number[]

beforeEach(async () => {
  ;({ place, samples } = await reviewPlace(4))
})

const ids = async (list: Record<string, unknown> = {}) =>
  (await place.call('review.queue', list)).rows.map(({ row }) => row.id)
const status = async (sample: number) => (await place.call('samples.get', { sample })).row.status

async function accept(sample: number, ranked: readonly number[], clicks: number) {
  const runId = await recordRun(
    place,
    sample,
    ranked.map((score, i) => [i === 0 ? good : fair, score]),
  )
  const effort = { seconds: 3.5, clicks }
  await place.call('annotations.accept', { sample, runId, candidateIds: ['c02'], effort })
}

describe('the queue', () => {
  test('holds what is accepted and not judged, in any order; what is not known comes last', async () => {
    const [a = 0, b = 0, c = 0, d = 0] = samples
    expect(await ids()).toEqual([])
    await accept(c, [0.9, 0.2], 7)
    await accept(a, [0.6, 0.5], 2)
    await annotate(place, b, { target: good })
    expect(await ids({ order: 'uncertain' })).toEqual([a, c, b])
    expect(await ids({ order: 'clicks' })).toEqual([c, a, b])
    expect(await ids({ order: 'oldest' })).toEqual([c, a, b])
    expect(await ids({ order: 'judge' })).toEqual([a, c, b])
    const seeds = new Set<string>()
    for (let seed = 0; seed < 12; seed++) {
      const order = await ids({ order: 'random', seed })
      expect(new Set(order)).toEqual(new Set([a, b, c]))
      seeds.add(order.join())
    }
    expect(seeds.size).toBeGreaterThan(3)
    expect(await ids({ filter: { imageId: 999 } })).toEqual([])
    expect((await place.call('review.queue', {})).rows[0]).toMatchObject({
      annotator: 'Ada',
      clicks: 2,
      lead: expect.closeTo(0.1, 9),
      firstRankIou: expect.closeTo(0.5, 9),
    })
    await place.call('samples.remove', { samples: [a] })
    expect(await ids()).toEqual([c, b])
    await place.call('samples.restore', { samples: [a] })
    expect(await ids()).toEqual([a, c, b])
    expect(d).toBeGreaterThan(0)
  })

  test('steps on from any sample, and pages as it steps', async () => {
    for (const [i, sample] of samples.entries()) await accept(sample, [0.9, 0.1 + i / 10], i)
    for (const order of ['uncertain', 'clicks', 'random', 'oldest', 'judge'] as const) {
      const whole = await ids({ order })
      const walked: number[] = []
      let after: number | null = null
      for (;;) {
        const next: { sample: number | null; position: number | null } = await place.call(
          'review.next',
          { order, after },
        )
        if (next.sample === null) break
        expect(next.position).toBe(walked.length)
        walked.push(next.sample)
        after = next.sample
      }
      expect(walked, order).toEqual(whole)
      expect(await ids({ order, offset: 1, limit: 2 })).toEqual(whole.slice(1, 3))
    }
  })

  test('of others, and of what was assigned', async () => {
    const [a = 0, b = 0] = samples
    await annotate(place, a, { target: good })
    await place.call('annotators.switch', { name: 'Ben' })
    await annotate(place, b, { target: good })
    expect(await ids({ scope: 'others' })).toEqual([a])
    expect(await ids({ scope: 'others', reviewer: 'Ada' })).toEqual([b])
    expect(await ids({ scope: 'assigned' })).toEqual([])
    const work = {
      annotator: 'Ben',
      role: 'review' as const,
      filter: { status: 'accepted' as const },
    }
    expect(await place.call('assignments.assign', { ...work, most: 1 })).toMatchObject({
      assigned: 1,
    })
    expect(await place.call('assignments.assign', work)).toEqual({ assigned: 1, known: 1 })
    await place.call('review.verdict', { sample: a, verdict: 'right', reviewer: 'Eve' })
    expect(await ids()).toEqual([b])
    // What another reviewer said does not spare the one it was assigned to.
    expect(await ids({ scope: 'assigned' })).toEqual([a, b])
    await place.call('review.verdict', { sample: a, verdict: 'right' })
    expect(await ids({ scope: 'assigned' })).toEqual([b])
  })
})

describe('a verdict', () => {
  test('right ends the waiting, later puts off, reject and fix change the status', async () => {
    const [a = 0, b = 0, c = 0, d = 0] = samples
    for (const sample of samples) await annotate(place, sample, { target: good })
    const say = (sample: number, verdict: 'right' | 'fix' | 'reject' | 'later', comment = '') =>
      place.call('review.verdict', { sample, verdict, comment, reviewer: 'Rex', isBlind: true })
    await say(a, 'later')
    expect(await ids()).toEqual([b, c, d, a])
    await say(b, 'right')
    await say(c, 'fix', ' the tail is missing ')
    await say(d, 'reject')
    expect(await ids()).toEqual([a])
    expect(await Promise.all(samples.map(status))).toEqual([
      'accepted',
      'accepted',
      'draft',
      'rejected',
    ])
    const state = await place.call('review.state', { sample: c })
    expect(state.comments).toMatchObject([{ author: 'Rex', text: 'the tail is missing' }])
    expect(state.assignments).toMatchObject([{ annotator: 'Ada', role: 'annotate', doneAt: null }])
    expect(state.reviews).toMatchObject([{ version: 1, verdict: 'fix', isBlind: true }])
    expect((await place.call('assignments.list', {})).rows.map(({ row }) => row.id)).toEqual([c])

    await place.call('annotations.save', {
      sample: c,
      revision: await draw(place, c, fair),
      status: 'accepted',
    })
    expect(await ids()).toEqual([c, a])
    expect((await place.call('assignments.list', {})).total).toBe(0)
    expect((await place.call('review.queue', {})).reviewed).toBe(3)
  })

  test('can be taken back while nothing came after it', async () => {
    const [a = 0] = samples
    await annotate(place, a, { target: good })
    for (const verdict of ['right', 'fix', 'reject', 'later'] as const) {
      const { id } = await place.call('review.verdict', { sample: a, verdict, reviewer: 'Rex' })
      await place.call('review.takeBack', { review: id })
      expect([await status(a), await ids()], verdict).toEqual(['accepted', [a]])
      expect((await place.call('review.queue', {})).rows[0]?.isPutOff).toBe(false)
    }
    const first = await place.call('review.verdict', { sample: a, verdict: 'later' })
    await place.call('review.verdict', { sample: a, verdict: 'right' })
    expect(await codeOf(place.call('review.takeBack', { review: first.id }))).toBe('bad_input')
  })

  test('needs an accepted mask and a name', async () => {
    const [a = 0] = samples
    const judge = () => place.call('review.verdict', { sample: a, verdict: 'right' })
    expect(await codeOf(judge())).toBe('bad_input')
    await annotate(place, a, { target: good })
    await place.call('settings.save', { annotator: '' })
    expect(await codeOf(judge())).toBe('bad_input')
  })
})

test('profiles: added, switched, retired; work goes to those at work alone', async () => {
  const { call } = place
  await call('annotators.add', { name: 'Ben' })
  await call('annotators.retire', { name: 'Ben' })
  expect(await call('annotators.list')).toMatchObject([
    { name: 'Ada', isCurrent: true, isRetired: false },
    { name: 'Ben', isCurrent: false, isRetired: true },
  ])
  const assign = (annotator: string) => call('assignments.assign', { annotator, role: 'opinion' })
  expect(await codeOf(assign('Ben'))).toBe('bad_input')
  expect(await codeOf(assign('Nobody'))).toBe('not_found')
  await call('annotators.switch', { name: 'Ben' })
  await assign('Ben')
  const ben = (await call('annotators.list')).find(({ name }) => name === 'Ben')
  expect(ben).toMatchObject({ isCurrent: true, isRetired: false, open: { opinion: 4 } })
  await call('assignments.withdraw', { sample: samples[0]!, annotator: 'Ben', role: 'opinion' })
  expect((await call('assignments.list', { role: 'opinion' })).total).toBe(3)
})

test('history: masks with what came and went, texts, verdicts, comments', async () => {
  const { call } = place
  const [a = 0] = samples
  await annotate(place, a, { target: fair })
  await call('samples.edit', { sample: a, fields: { query: 'who hides?', synonyms: ['x', 'y'] } })
  await call('samples.edit', { sample: a, fields: { query: 'who hides?' } })
  const comment = await call('comments.add', { sample: a, text: 'look again' })
  await call('comments.resolve', { comment: comment.id })
  await call('annotations.save', {
    sample: a,
    revision: await draw(place, a, good),
    status: 'accepted',
    effort: { seconds: 12.5, clicks: 4 },
  })
  await call('review.verdict', { sample: a, verdict: 'right' })
  const history = await call('review.history', { sample: a })
  expect(history.map(({ kind }) => kind)).toEqual([
    'version',
    'text',
    'comment',
    'version',
    'verdict',
  ])
  expect(history[1]).toMatchObject({
    author: 'Ada',
    changes: [
      { field: 'query', before: '', after: 'who hides?' },
      { field: 'synonyms', before: '', after: 'x\ny' },
    ],
  })
  expect(history[3]).toMatchObject({
    version: { version: 2, seconds: 12.5, clicks: 4 },
    diff: { iou: 0.5, added: blockMask(4, 12, 20, 20) },
  })
})
