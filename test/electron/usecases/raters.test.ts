import { beforeEach, expect, test } from 'vitest'
import { uniteRles } from '#core/mask/rle-ops'
import { emptyRle } from '#core/mask/rle'
import { exported, annotate, blockMask, size, type Place } from './transfer-fixture.ts'
import { draw, giveOpinion, recordRun, reviewPlace } from './review-fixture.ts'
import { codeOf } from './studio-fixture.ts'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const good = blockMask(4, 4, 20, 20)
const fair = blockMask(4, 4, 20, 12)
const other = blockMask(30, 20, 38, 28)
let place: Place
let samples: number[]

beforeEach(async () => {
  ;({ place, samples } = await reviewPlace(3))
})

test('a second opinion starts empty, hides the mask, and leaves the sample as it was', async () => {
  const { call } = place
  const [a = 0] = samples
  await annotate(place, a, { target: good })
  const before = await call('samples.get', { sample: a })
  await call('annotators.switch', { name: 'Ben' })
  const started = await call('opinions.start', { sample: a })
  expect(started).toMatchObject({ saved: null, opinion: { annotator: 'Ben' } })
  expect(started.draft).toMatchObject({ target: emptyRle(size), edits: [], cursor: 0 })
  expect(started.draft.revision).toBeGreaterThan(before.draft.revision)
  const revision = await draw(place, a, fair)
  for (const refused of [
    call('annotations.save', { sample: a, revision, status: 'accepted' }),
    call('annotations.noTarget', { sample: a }),
    call('opinions.start', { sample: a }),
  ])
    expect(await codeOf(refused)).toBe('bad_input')

  const effort = { seconds: 9, clicks: 2 }
  const { detail, feedback } = await call('opinions.give', {
    sample: a,
    category: 'spatial',
    effort,
  })
  expect(feedback).toBeNull()
  expect(detail).toMatchObject({ opinion: null, row: { status: 'accepted' } })
  expect(detail.saved).toEqual(before.saved)
  expect(detail.draft).toMatchObject({ target: good, edits: before.draft.edits, cursor: 1 })
  expect((await call('review.state', { sample: a })).opinions).toMatchObject([
    { annotator: 'Ben', target: fair, category: 'spatial', seconds: 9, clicks: 2 },
  ])
  const undone = await call('edits.undo', { sample: a, revision: detail.draft.revision })
  expect(undone.target).toEqual(emptyRle(size))

  const out = join(place.folder, 'out.json')
  await exported(place, out)
  const { annotations } = JSON.parse(readFileSync(out, 'utf8')) as { annotations: unknown[] }
  expect(annotations).toMatchObject([{ segmentation: good }])
})

test('a second opinion may be candidates, nothing at all, or given up', async () => {
  const { call } = place
  const [a = 0] = samples
  const runId = await recordRun(place, a, [
    [good, 0.9],
    [other, 0.5],
  ])
  await call('annotations.accept', { sample: a, runId, candidateIds: ['c01'] })
  await call('annotators.switch', { name: 'Ben' })
  const opinions = async () => (await call('review.state', { sample: a })).opinions
  await call('opinions.start', { sample: a })
  await draw(place, a, fair)
  expect((await call('opinions.giveUp', { sample: a })).draft.target).toEqual(good)
  expect(await opinions()).toEqual([])
  await call('opinions.start', { sample: a })
  await call('opinions.give', { sample: a, runId, candidateIds: ['c01', 'c02'] })
  expect(await opinions()).toMatchObject([{ target: uniteRles(good, other), noTarget: false }])
  await call('opinions.start', { sample: a })
  await call('opinions.give', { sample: a, noTarget: true })
  expect(await opinions()).toMatchObject([{ target: emptyRle(size), noTarget: true }])
  expect(await codeOf(call('opinions.give', { sample: a }))).toBe('bad_input')
})

test('agreement: worst sample first, who with whom, alpha of categories and verdicts', async () => {
  const { call } = place
  const [a = 0, b = 0, c = 0] = samples
  expect(await call('review.agreement')).toMatchObject({ total: 0, overall: null, samples: [] })
  for (const sample of samples) await annotate(place, sample, { target: good })
  await call('samples.edit', { sample: a, fields: { category: 'spatial' } })
  await call('samples.edit', { sample: b, fields: { category: 'knowledge' } })
  await giveOpinion(place, { sample: a, by: 'Ben', target: good }, 'spatial')
  await giveOpinion(place, { sample: b, by: 'Ben', target: fair }, 'knowledge')
  await giveOpinion(place, { sample: b, by: 'Eve', target: other })
  for (const reviewer of ['Rex', 'Sue'])
    for (const [sample, verdict] of [
      [a, 'right'],
      [b, reviewer === 'Rex' ? 'right' : 'later'],
      [c, 'reject'],
    ] as const)
      await call('review.verdict', { sample, verdict, reviewer }).catch(() => undefined)
  const report = await call('review.agreement')
  expect(report.total).toBe(2)
  expect(report.samples.map(({ row }) => row.id)).toEqual([b, a])
  expect(report.samples[0]).toMatchObject({
    raters: ['Ada', 'Ben', 'Eve'],
    pairs: 3,
    iou: expect.closeTo(0.5 / 3, 9),
    leastIou: 0,
    sameTarget: expect.closeTo(1 / 3, 9),
  })
  expect(report.overall?.iou).toBeCloseTo((1 + 0.5 / 3) / 2, 9)
  expect(report.pairs.map(({ raters, iou }) => [...raters, iou])).toEqual([
    ['Ada', 'Eve', 0],
    ['Ben', 'Eve', 0],
    ['Ada', 'Ben', 0.75],
  ])
  expect(report.categories).toEqual({ alpha: 1, units: 2 })
  expect(report.verdicts.units).toBe(1)
  expect(await call('review.agreement')).toEqual(report)
})

test('consensus: by majority or STAPLE, and taken as the mask', async () => {
  const { call } = place
  const [a = 0] = samples
  await annotate(place, a, { target: good })
  expect(await codeOf(call('review.consensus', { sample: a }))).toBe('bad_input')
  await giveOpinion(place, { sample: a, by: 'Ben', target: fair })
  await giveOpinion(place, { sample: a, by: 'Eve', target: fair })
  const found = await call('review.consensus', { sample: a })
  expect(found).toMatchObject({ raters: ['Ada', 'Ben', 'Eve'], majority: fair, staple: fair })
  expect(found.specificity[0]).toBeLessThan(found.specificity[1]!)
  const detail = await call('review.takeConsensus', { sample: a, method: 'staple' })
  expect(detail.saved).toMatchObject({ target: fair, source: 'consensus', version: 2 })
  expect(detail.draft.target).toEqual(fair)
})

test('gold: told at once how a try stands to the truth, whichever way it is given', async () => {
  const { call } = place
  const [a = 0] = samples
  expect(await codeOf(call('gold.set', { sample: a }))).toBe('bad_input')
  await annotate(place, a, { target: good })
  await call('gold.set', { sample: a, leastIou: 0.6 })
  expect((await call('samples.get', { sample: a })).feedback).toBeNull()
  const { feedback } = await giveOpinion(place, { sample: a, by: 'Ben', target: fair })
  expect(feedback).toMatchObject({ iou: 0.5, leastIou: 0.6, isPassed: false })
  expect(feedback?.boundaryIou).toBeLessThan(1)
  await call('annotators.switch', { name: 'Eve' })
  const saved = await call('annotations.save', {
    sample: a,
    revision: await draw(place, a, blockMask(4, 4, 20, 16)),
    status: 'accepted',
  })
  expect(saved.feedback).toMatchObject({ iou: 0.75, isPassed: true })
  expect(await call('gold.list')).toMatchObject([
    {
      row: { id: a },
      tries: [
        { annotator: 'Eve', iou: 0.75 },
        { annotator: 'Ben', iou: 0.5 },
      ],
    },
  ])
  await call('gold.forget', { sample: a })
  expect(await call('gold.list')).toEqual([])
})
