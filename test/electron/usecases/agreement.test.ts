import { expect, test } from 'vitest'
import { imageBox } from '#core/geometry/box'
import type { Rle } from '#core/mask/mask'
import { editFromStates } from '#core/annotation/edit'
import { emptyRle } from '#core/mask/rle'
import { iouOf } from '#core/metrics/overlap'
import { priorIou, softPriorIou } from '#core/prior/compare'
import { addRun, type NewRun } from '#electron/store/runs'
import { pipelineSettingsSchema } from '#rpc/schemas/pipeline'
import {
  annotate,
  blockMask,
  cocoAnnotation,
  imported,
  newPlace,
  ringMask,
  size,
  writeCoco,
  type Place,
} from './transfer-fixture.ts'
import { finishedJob } from './studio-fixture.ts'

const good = blockMask(4, 4, 20, 20)
const fair = blockMask(4, 4, 20, 12)
const poor = blockMask(30, 20, 38, 28)
const weights = Array.from({ length: 1024 }, (_, i) => (i % 32 < 16 ? 1 : 0))

type Scores = { readonly judge?: readonly number[]; readonly geometric: readonly number[] }

/** A run whose candidates are ranked as given. */
function runWith(sample: number, masks: readonly Rle[], { judge, geometric }: Scores): NewRun {
  const ids = masks.map((_, i) => `c0${i + 1}`)
  const prompts = { id: 'judge-masks', version: 1, isOwn: false, turn: 'think' }
  return {
    sampleId: sample,
    settings: pipelineSettingsSchema.parse({ judge: judge === undefined ? 'geometric' : 'mllm' }),
    reasoning: { kind: 'absent', rationale: '' },
    boxes: [imageBox(0, 0, 4, 4)],
    prior: { weights, sources: ['region'] },
    candidates: masks.map((rle, i) => ({
      id: ids[i]!,
      source: 'multimask',
      region: 0,
      rle,
      predictedIou: i === 0 ? 1.2 : 0.5,
      stability: null,
      token: i,
      seed: null,
      flags: [],
      rank: i + 1,
      score: (judge ?? geometric)[i]!,
      terms: {
        predictedIou: 1,
        stability: 0,
        priorInside: 1,
        priorCovered: 1,
        areaSanity: 1,
        borderFree: 1,
      },
      alikeOf: null,
      reason: null,
    })),
    model: { id: 'm', digest: 'd' },
    timings: { encode: 100, decode: 20.5 },
    numbers: null,
    flags: [],
    record:
      judge === undefined
        ? {}
        : {
            judge: {
              prompts,
              seed: 1,
              groupSize: 5,
              weight: 1,
              alikeIou: 0.9,
              rounds: [],
              isSettled: false,
              scores: ids.map((id, i) => ({
                id,
                geometric: geometric[i]!,
                judge: judge[i]!,
                rounds: 1,
              })),
            },
          },
    calls: [],
  }
}

async function samplesOf(count: number): Promise<{ place: Place; samples: number[] }> {
  const place = await newPlace(count)
  await finishedJob(place.studio, place.call('images.import', { folder: place.photos }))
  return { place, samples: (await place.call('samples.list')).rows.map(({ id }) => id) }
}

const record = ({ studio }: Place, run: NewRun) => addRun(studio.project().writer(), run)

test('a project without accepted masks has no points', async () => {
  const { place, samples } = await samplesOf(2)
  await record(place, runWith(samples[0]!, [good], { geometric: [0.9] }))
  const none = await place.call('runs.agreement', {})
  expect(none).toMatchObject({ total: 0, points: [] })
  expect(none.agreement.judge.all).toMatchObject({ samples: 0, rankOne: null, tau: null })
  expect(none.calibration).toEqual({ judge: null, geometric: null, predicted: null })
})

test('accepted, corrected, drawn and imported masks each stand to their run', async () => {
  const { place, samples } = await samplesOf(3)
  const { call } = place
  const [first = 0, second = 0, third = 0] = samples
  const judged = { judge: [0.9, 0.6, 0.1], geometric: [0.4, 0.8, 0.2] }

  const one = await record(place, runWith(first, [fair, good, poor], judged))
  await call('annotations.accept', { sample: first, runId: one, candidateIds: ['c02'] })
  // A later run of the same sample is not the one that the mask was taken from.
  await record(place, runWith(first, [poor], { geometric: [0.3] }))

  const two = await record(place, runWith(second, [good, fair], { geometric: [0.7, 0.5] }))
  const taken = editFromStates(emptyRle(size), good, {
    layer: 'target',
    tool: 'candidate',
    params: { run: two, candidates: 'c01' },
  })
  const stroke = editFromStates(good, blockMask(4, 4, 21, 20), {
    layer: 'target',
    tool: 'brush',
    params: {},
  })
  const { revision } = (await call('samples.get', { sample: second })).draft
  const edits = [structuredClone(taken) as never, structuredClone(stroke) as never]
  const draft = await call('edits.push', { sample: second, revision, edits })
  await call('annotations.save', {
    sample: second,
    revision: draft.revision,
    status: 'accepted',
    runId: two,
  })

  await record(place, runWith(third, [poor], { geometric: [0.6] }))
  const ignore = blockMask(30, 0, 40, 24)
  await annotate(place, third, { target: fair, ignore })

  const { total, points, agreement, calibration } = await call('runs.agreement', {})
  expect(total).toBe(3)
  expect(points.map(({ sample }) => sample)).toEqual(samples)
  expect(points[0]).toMatchObject({
    run: one,
    source: 'candidate',
    judge: 'mllm',
    wasShown: true,
    acceptedRank: 2,
    rankOneIou: 0.5,
    topThreeIou: 1,
    judged: 0.9,
    geometric: 0.4,
    predictedIou: 1,
    priorIou: priorIou(weights, good),
    softPriorIou: softPriorIou(weights, good),
    milliseconds: 120.5,
  })
  expect(points[1]).toMatchObject({
    run: two,
    source: 'corrected',
    judge: 'geometric',
    acceptedRank: 1,
    rankOneIou: 16 / 17,
    judged: null,
    geometric: 0.7,
  })
  expect(points[2]).toMatchObject({
    source: 'drawn',
    acceptedRank: null,
    rankOneIou: iouOf(poor, fair, ignore).iou,
  })
  expect(agreement.judge.all).toMatchObject({ samples: 1, rankOne: 0, topThree: 1, topThreeIou: 1 })
  // Scores 0.9, 0.6, 0.1 of masks with IoU 0.5, 1, 0: two pairs of three in order.
  expect(agreement.judge.all.tau).toBeCloseTo(1 / 3, 12)
  expect(agreement.geometric.all).toMatchObject({ samples: 2, rankOne: 0.5, topThree: 0.5 })
  expect(agreement.geometric.over.map(({ samples: n }) => n)).toEqual([1, 2])
  expect(calibration.judge).toMatchObject({ n: 3, meanIou: 0.5 })
  expect(calibration.judge?.bins.map(({ n, meanIou }) => [n, meanIou])).toEqual([
    [1, 0],
    [1, 1],
    [1, 0.5],
  ])
  expect(calibration.predicted?.n).toBe(6)
})

test('an imported mask is measured against, but nobody chose it', async () => {
  const place = await newPlace(3)
  const { call, folder } = place
  const annotations = [cocoAnnotation(1), cocoAnnotation(2, { image_id: 200 })]
  await imported(place, writeCoco(folder, { annotations }))
  const [sample = 0] = (await call('samples.list')).rows.map(({ id }) => id)
  await record(place, runWith(sample, [ringMask(4), fair], { geometric: [0.9, 0.4] }))
  const { total, points, agreement, calibration } = await call('runs.agreement', {})
  expect(total).toBe(1)
  expect(points).toMatchObject([
    { sample, source: 'import', wasShown: false, acceptedRank: null, rankOneIou: 1 },
  ])
  expect(agreement.geometric.all.samples).toBe(0)
  expect(calibration.geometric?.n).toBe(2)
})

test('the judge’s word is held against the mask that it saw, not against its correction', async () => {
  const { place, samples } = await samplesOf(1)
  const [sample = 0] = samples
  const run = runWith(sample, [good], { judge: [0.5], geometric: [0.6] })
  const refinement = {
    prompts: { id: 'refine', version: 1, isOwn: false, turn: 'ask' },
    candidate: 'c01',
    outcome: 'kept' as const,
    missing: [],
    surplus: [],
    reason: '',
    points: [],
    anchor: null,
    before: 0.6,
    after: 0.9,
    original: { size: [fair.size[0], fair.size[1]] as [number, number], counts: fair.counts },
    call: null,
    isRepaired: false,
    problem: null,
  }
  const id = await record(place, { ...run, record: { ...run.record, refinement } })
  await place.call('annotations.accept', { sample, runId: id, candidateIds: ['c01'] })
  const { points, calibration } = await place.call('runs.agreement', {})
  expect(points[0]?.rankOneIou).toBe(1)
  expect(calibration.judge?.meanIou).toBe(0.5)
  expect(calibration.geometric?.meanIou).toBe(1)
})

test('what the query no longer asks for, what is removed and what has no target is left out', async () => {
  const { place, samples } = await samplesOf(4)
  const { call } = place
  for (const sample of samples) {
    const run = await record(place, runWith(sample, [good], { geometric: [0.9] }))
    await call('annotations.accept', { sample, runId: run, candidateIds: ['c01'] })
  }
  expect((await call('runs.agreement', {})).total).toBe(4)
  await call('samples.edit', { sample: samples[0]!, fields: { query: 'something else' } })
  await call('samples.remove', { samples: [samples[1]!] })
  await call('annotations.noTarget', { sample: samples[2]! })
  const { total, points } = await call('runs.agreement', {})
  expect([total, points.map(({ sample }) => sample)]).toEqual([1, [samples[3]]])
})

test('of many, evenly spaced ones with the last among them; the true number is told', async () => {
  const { place, samples } = await samplesOf(7)
  const { call } = place
  for (const sample of samples) {
    const run = await record(place, runWith(sample, [good], { geometric: [0.9] }))
    await call('annotations.accept', { sample, runId: run, candidateIds: ['c01'] })
  }
  const looked = async (limit: number) => {
    const { total, points } = await call('runs.agreement', { limit })
    expect(total).toBe(7)
    return points.map(({ sample }) => samples.indexOf(sample) + 1)
  }
  expect(await looked(7)).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(await looked(3)).toEqual([3, 5, 7])
  expect(await looked(1)).toEqual([7])
})
