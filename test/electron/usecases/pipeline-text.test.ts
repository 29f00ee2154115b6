import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { z } from 'zod'
import { chooseTextBoxes, regionUnder } from '#core/candidate/text'
import { imageBox } from '#core/geometry/box'
import { rleFromMask } from '#core/mask/rle'
import { rleArea } from '#core/mask/rle-ops'
import { combinePriors } from '#core/prior/combine'
import { regionPrior } from '#core/prior/region'
import { openApplication, type Application } from '#electron/usecases/application'
import { findByText, textWeights, type TextNumbers } from '#electron/usecases/pipeline-text'
import type { TextModels } from '#electron/usecases/text-models'
import type { HostText } from '#models/host/text-client'
import type { TextBox, TextCard, TextMask } from '#models/text/text-ports'
import type { Params } from '#rpc/contract'
import type { AppEvent } from '#rpc/events'
import { pipelineSettingsSchema, type Run } from '#rpc/schemas/pipeline'
import { discMask, discPicture } from '../../fixtures/pictures.ts'
import { installTextModel } from '../../fixtures/text-models.ts'
import { callerOf, finishedJob, type Caller } from './studio-fixture.ts'

/** The tiny models see a cat at the left, in the middle of the height, whatever the picture shows. */
const size = { width: 480, height: 360 }
const cat = { x: 77, y: 180, r: 42 }
const here = { kind: 'strips' as const, rows: [4, 5, 6], columns: [1, 2, 3] }
const elsewhere = { kind: 'strips' as const, rows: [1, 2], columns: [8, 9] }
const folder = mkdtempSync(join(tmpdir(), 'reaseg-words-'))
const modelsDir = join(folder, 'home', 'models')

type Settings = z.input<typeof pipelineSettingsSchema>
const allModels = {
  priorModel: 'clipseg',
  boxModel: 'grounding-dino-tiny',
  maskModel: 'sam3-concept',
}
const quick = { view: 'whole', useSemantic: false, useBoxes: false, useSeeds: false } as const
const worded: Settings = {
  prior: { sources: ['region', 'text'] },
  text: allModels,
  candidates: quick,
}

type Found = { boxes: TextBox[]; masks: TextMask[]; peak: number; restarts: number }
const whole: Found = {
  boxes: [{ box: imageBox(0, 0, 9, 9), score: 0.5, phrase: 'cat' }],
  masks: [{ rle: rleFromMask(discMask(size, cat)), score: 0.8 }],
  peak: 0.3,
  restarts: 0,
}

/** Models that answer at once, all from one place; the first answer may take `restarts` new processes. */
function fakeModels({ boxes, masks, peak, restarts }: Found): Pick<TextModels, 'cards' | 'use'> {
  const kinds = {
    clipseg: 'text-prior',
    'grounding-dino-tiny': 'text-boxes',
    'sam3-concept': 'text-masks',
  }
  const model = {
    restarts: 0,
    async weigh() {
      model.restarts += restarts
      return { weights: [], peak }
    },
    findBoxes: async () => boxes,
    findMasks: async () => masks,
  }
  const cards = Object.entries(kinds).map(([id, kind]) => ({ id, kind, digest: '' }) as TextCard)
  return {
    cards: async () => cards,
    use: (id, work) => {
      const kind = kinds[id as keyof typeof kinds]
      return work(Object.assign(model, { kind }) as unknown as HostText)
    },
  }
}

let application: Application
let call: Caller
let sample: number
const events: AppEvent[] = []

beforeAll(async () => {
  await discPicture(folder, size, [cat])
  for (const id of ['clipseg', 'grounding-dino-tiny', 'sam3-concept'] as const)
    await installTextModel(modelsDir, id)
  const homeDir = join(folder, 'home')
  application = openApplication({ mode: 'browser', processName: 'cli', homeDir })
  application.studio.events.subscribe((event) => events.push(event))
  call = callerOf(application.studio)
  await call('project.create', { path: join(folder, 'p.reaseg') })
  await finishedJob(application.studio, call('images.import', { folder }))
  sample = (await call('samples.list')).rows[0]!.id
})
afterAll(async () => {
  await application.studio.close()
  rmSync(folder, { recursive: true, force: true })
})

type Reasoning = Params<'runs.propose'>['reasoning']
type Regions = Extract<Reasoning, { kind: 'regions' }>['regions']
const says = (target: string, regions: Regions = [here]): Reasoning => {
  return { kind: 'regions', target, attributes: [], regions, rationale: '' }
}
const propose = (settings: Settings, reasoning: Reasoning = says('cat')) =>
  call('runs.propose', { sample, reasoning, settings: pipelineSettingsSchema.parse(settings) })
const wordsOf = (run: Run) => (run.numbers as { text: TextNumbers | null }).text
const sourcesOf = (run: Run) => run.candidates.map(({ source }) => source)

test('words make a prior, boxes and masks, on record with what they were decided from', async () => {
  events.length = 0
  const run = await propose(worded)
  expect(run.flags).toEqual([])
  const found = wordsOf(run)!
  expect(found).toMatchObject({
    text: 'cat',
    models: [
      { kind: 'text-prior', id: 'clipseg', digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { kind: 'text-boxes', id: 'grounding-dino-tiny' },
      { kind: 'text-masks', id: 'sam3-concept' },
    ],
    boxes: [{ phrase: 'cat', score: expect.closeTo(0.88, 2) }],
    masks: [{ score: expect.closeTo(0.9, 4) }, { score: expect.closeTo(0.6, 4) }],
  })
  const stages = events.flatMap((event) => (event.kind === 'run.progress' ? [event.stage] : []))
  expect(stages.slice(0, 2)).toEqual(['text', 'text-boxes'])
  expect(run.timings).toHaveProperty('text')

  const parts = [
    { source: 'region', weights: regionPrior(run.boxes, size) },
    { source: 'text', weights: found.prior!.weights },
  ] as const
  expect(run.prior).toEqual(combinePriors(parts).prior)
  const boxes = chooseTextBoxes(found.boxes!, run.prior!, { size, limit: 3, nmsIou: 0.7 })
  expect(sourcesOf(run).filter((source) => source === 'text-box')).toHaveLength(boxes.length)

  const masks = run.candidates.filter(({ source }) => source === 'text-mask')
  expect(masks.map(({ predictedIou }) => predictedIou)).toEqual(
    expect.arrayContaining(found.masks!.map(({ score }) => score)),
  )
  for (const mask of masks) {
    expect(mask).toMatchObject({ stability: null, token: -1, region: 0 })
    expect(mask.terms.stability).toBe(mask.terms.predictedIou)
  }
  expect((await call('runs.list', { sample }))[0]).toEqual(run)
})

test('a box of the words is a prompt: its mask lies in it', async () => {
  const run = await propose({ ...worded, text: { boxModel: 'grounding-dino-tiny' } })
  const [boxed, ...more] = run.candidates.filter(({ source }) => source === 'text-box')
  expect(more).toEqual([])
  const disc = Math.PI * cat.r ** 2
  expect(rleArea(boxed!.rle) / disc).toBeGreaterThan(0.6)
  expect(rleArea(boxed!.rle) / disc).toBeLessThan(1.6)
  expect(run.prior!.sources).toEqual(['region'])
})

test('what words found belongs to the region that it overlaps most', async () => {
  const run = await propose(worded, says('cat', [elsewhere, here]))
  const priors = run.boxes.map((box) => {
    const parts = [
      { source: 'region', weights: regionPrior([imageBox(box.x0, box.y0, box.x1, box.y1)], size) },
      { source: 'text', weights: wordsOf(run)!.prior!.weights },
    ] as const
    return combinePriors(parts).prior
  })
  const found = run.candidates.filter(({ source }) => source.startsWith('text'))
  expect(found.map(({ source }) => source).toSorted()).toEqual([
    'text-box',
    'text-mask',
    'text-mask',
  ])
  for (const { rle, region } of found) expect([region, regionUnder(rle, priors)]).toEqual([1, 1])
})

test('the limits hold', async () => {
  const all = { ...quick, useSemantic: true, useSeeds: true, useBoxes: true }
  const few = await propose({ ...worded, candidates: { ...all, limit: 5 } })
  expect(few.candidates).toHaveLength(5)
  expect(sourcesOf(few)).not.toContain('seed')
  const text = { ...allModels, maskLimit: 1, boxLimit: 0 }
  const one = await propose({ ...worded, text })
  expect(sourcesOf(one).filter((source) => source.startsWith('text'))).toEqual(['text-mask'])
  expect(wordsOf(one)!.boxes).toBeNull()
})

test.each<[string, Settings, Reasoning, { flags: string[]; isAsked: boolean; sources: string[] }]>([
  [
    'no model is chosen',
    { candidates: quick },
    says('cat'),
    { flags: [], isAsked: false, sources: ['region'] },
  ],
  [
    'the target has no name',
    worded,
    says(' '),
    { flags: ['no-text'], isAsked: false, sources: ['region'] },
  ],
  [
    'there is no answer in words',
    { ...worded, text: { ...allModels, form: 'answer' } },
    says('cat'),
    { flags: ['no-text'], isAsked: false, sources: ['region'] },
  ],
  [
    'the prior is not wanted',
    { candidates: quick, text: { priorModel: 'clipseg' } },
    says('cat'),
    { flags: [], isAsked: false, sources: ['region'] },
  ],
  [
    'the words name nothing in the picture',
    { ...worded, text: { priorModel: 'clipseg' } },
    says('snail'),
    { flags: ['text-found-nothing'], isAsked: true, sources: ['region'] },
  ],
])('%s: the run goes on without', async (_name, settings, reasoning, expected) => {
  const run = await propose(settings, reasoning)
  expect(run.flags).toEqual(expected.flags)
  expect(wordsOf(run) !== null).toBe(expected.isAsked)
  expect(run.prior!.sources).toEqual(expected.sources)
  expect(new Set(sourcesOf(run))).toEqual(new Set(['multimask']))
})

test('nothing is asked of words where there is no target', async () => {
  const run = await propose(worded, { kind: 'absent', rationale: 'no cat' })
  expect(run).toMatchObject({ flags: [], candidates: [], numbers: { regions: [], text: null } })
})

test('a model of another kind is refused with what it makes', async () => {
  const refused = propose({ ...worded, text: { priorModel: 'grounding-dino-tiny' } })
  await expect(refused).rejects.toMatchObject({ error: { code: 'bad_input' } })
  await expect(refused).rejects.toThrow('Grounding DINO Tiny makes boxes of words, not a heat map.')
})

test('a model that was removed since fails the run before any other is asked', async () => {
  await call('models.remove', { id: 'sam3-concept' })
  events.length = 0
  const error = { code: 'model_missing', hint: expect.stringContaining('Models view') }
  const refused = propose(worded)
  await expect(refused).rejects.toMatchObject({ error })
  await expect(refused).rejects.toThrow('sam3-concept')
  expect(events.filter(({ kind }) => kind === 'run.progress')).toEqual([])
})

test.each<[string, Partial<Found>, string[]]>([
  ['all of them', {}, []],
  ['no box', { boxes: [] }, ['text-found-nothing']],
  ['no mask', { masks: [] }, ['text-found-nothing']],
  ['a faint heat map', { peak: 0.29 }, ['text-found-nothing']],
  ['all, after its process was replaced', { restarts: 1 }, ['host-restarted']],
])('what is found: %s', async (_name, over, flags) => {
  const found = await findByText({
    image: { path: '', digest: '', size },
    reasoning: { kind: 'regions', target: 'cat', attributes: [], regions: [], rationale: '' },
    settings: pipelineSettingsSchema.parse(worded),
    textModels: fakeModels({ ...whole, ...over }),
    call: { priority: 'run' },
    onStage: () => undefined,
  })
  expect(found.flags).toEqual(flags)
  expect(found.masks).toHaveLength(over.masks?.length ?? 1)
  expect(textWeights(found) === null).toBe(over.peak !== undefined)
})

test('settings of before know no words, and mean none', () => {
  const before = { prior: { sources: ['region'] }, candidates: { limit: 7 } }
  expect(pipelineSettingsSchema.parse(before).text).toEqual({
    form: 'target-attributes',
    priorModel: null,
    boxModel: null,
    maskModel: null,
    boxLimit: 3,
    maskLimit: 3,
  })
})
