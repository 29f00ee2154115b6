import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isInBox } from '#core/geometry/box'
import { imagePoint } from '#core/geometry/point'
import type { Rle } from '#core/mask/mask'
import { maskFromRle } from '#core/mask/rle'
import { maskIou } from '#core/mask/rle-ops'
import { openApplication, type Application } from '#electron/usecases/application'
import { readScenes } from '#electron/usecases/demo-scenes'
import { mllmDialects, type MllmDialect } from '#models/mllm/mllm-ports'
import { pipelineSettingsSchema, type PipelineSettings, type Run } from '#rpc/schemas/pipeline'
import { startMllmServer, type MllmServer } from '../../fakes/mllm-server/server.ts'
import { callerOf, codeOf, type Caller } from './studio-fixture.ts'

let folder = ''
let server: MllmServer
let application: Application
let call: Caller
/** Ids of the demo's samples by their query, and their true masks. */
const samples = new Map<string, number>()
const truths = new Map<string, Rle | null>()

beforeAll(async () => {
  server = await startMllmServer()
  folder = mkdtempSync(join(tmpdir(), 'reaseg-mllm-'))
  const homeDir = join(folder, 'home')
  application = openApplication({ mode: 'browser', processName: 'cli', homeDir })
  call = callerOf(application.studio)
  const { job } = await call('project.demo')
  if (job !== null) await call('jobs.cancel', { job })
  for (const dialect of mllmDialects) await addProfile(dialect)
  const { rows } = await call('samples.list', { limit: 1000 })
  for (const { id, query } of rows) samples.set(query, id)
  for (const scene of await readScenes())
    for (const { fields, truth } of scene.samples) truths.set(fields.query, truth)
}, 120_000)
afterAll(async () => {
  await application.studio.close()
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => server.reset())

const addProfile = (dialect: MllmDialect) =>
  call('mllm.save', {
    profile: {
      name: dialect,
      dialect,
      url: server.url(dialect),
      model: 'fake-eye',
      retries: 1,
      timeoutSeconds: 20,
      cost: { input: 1, output: 2 },
    },
  })

type Over = { readonly [K in keyof PipelineSettings]?: Partial<PipelineSettings[K]> | string }

function settings(over: Over = {}, profile: string = 'openai'): PipelineSettings {
  const { reason, judging, ...rest } = over as Record<string, object>
  return pipelineSettingsSchema.parse({
    reasoner: 'mllm',
    ...rest,
    reason: { profile, ...reason },
    judging: { profile, ...judging },
  })
}

function ask(query: string, using: PipelineSettings): Promise<Run> {
  const sample = samples.get(query)
  if (sample === undefined) throw new Error(`the demo does not ask ${query}`)
  return call('runs.propose', { sample, reasoning: null, settings: using })
}

/** Queries that something answers. */
const found: string[] = []
beforeAll(() => {
  for (const [query, truth] of truths) if (truth !== null) found.push(query)
})

/** IoU of one candidate with the sample's true mask. */
function iouOf(run: Run, id: string): number {
  const query = [...samples].find(([, sample]) => sample === run.sampleId)![0]
  const candidate = run.candidates.find((one) => one.id === id)!
  return maskIou(candidate.rle, truths.get(query)!)
}

describe.each(mllmDialects)('over %s', (dialect) => {
  test('an MLLM that sees names rows and columns that hold the target, and judges', async () => {
    const query = found[0]!
    const run = await ask(query, settings({ judge: 'mllm' }, dialect))
    expect(run.reasoning.kind).toBe('regions')
    expect(run.record.reason?.replies).toHaveLength(1)
    expect(run.record.reason?.replies[0]?.mentions.length).toBeGreaterThan(0)
    expect(run.record.judge?.rounds[0]?.groups.every(({ scores }) => scores !== null)).toBe(true)
    expect(run.candidates.find(({ rank }) => rank === 1)?.reason).not.toBe('')
    const calls = await call('runs.calls', { run: run.id })
    expect(calls.map(({ stage }) => stage).slice(0, 2)).toEqual(['reason', 'judge'])
    expect(calls.every(({ outcome, cost }) => outcome === 'read' && cost > 0)).toBe(true)
    expect(run.record.spent?.cost).toBeCloseTo(
      calls.reduce((sum, one) => sum + one.cost, 0),
      9,
    )
  })
})

test('every scene: the region holds the true object; the judge ranks at least as well as our own terms', async () => {
  const ious = { judge: 0, geometric: 0 }
  for (const query of found) {
    const run = await ask(query, settings({ judge: 'mllm' }))
    expect(run.flags, query).not.toContain('repaired')
    expect(shareInside(run.boxes, truths.get(query)!), query).toBeGreaterThan(0.97)
    const scores = run.record.judge!.scores
    const byTerms = scores.toSorted((a, b) => b.geometric - a.geometric)[0]!
    ious.judge += iouOf(run, run.candidates.find(({ rank }) => rank === 1)!.id)
    ious.geometric += iouOf(run, byTerms.id)
  }
  expect(ious.judge).toBeGreaterThanOrEqual(ious.geometric)
}, 600_000)

/** Of the mask's pixels, how many lie in one of the boxes. */
function shareInside(boxes: Run['boxes'], truth: Rle): number {
  const { size, bits } = maskFromRle(truth)
  let inside = 0
  let all = 0
  for (const [i, bit] of bits.entries()) {
    if (bit === 0) continue
    const place = imagePoint((i % size.width) + 0.5, Math.floor(i / size.width) + 0.5)
    all += 1
    if (boxes.some((box) => isInBox(place, box))) inside += 1
  }
  return inside / all
}

test('a query that nothing answers ends as no target', async () => {
  const [query] = [...truths].find(([, truth]) => truth === null)!
  const run = await ask(query, settings({ judge: 'mllm' }))
  expect(run.reasoning.kind).toBe('absent')
  expect(run.candidates).toEqual([])
})

test.each([
  ['rsvp-b', null, 1],
  ['rsvp-caption-first', null, 1],
  ['coprs', null, 1],
  ['llavaseg', null, 3],
  ['llavaseg', '1', 2],
])('the prompt set %s (%s) leads to a region', async (prompts, variant, turns) => {
  const run = await ask(found[1]!, settings({ reason: { prompts, variant } }))
  expect(run.reasoning.kind).toBe('regions')
  expect(run.record.reason?.replies).toHaveLength(turns)
  expect(run.flags.includes('region-asked')).toBe(prompts === 'llavaseg')
  expect(run.record.reason?.format === null).toBe(prompts !== 'coprs')
})

test('a vote over grids agrees with itself, and is a prior of its own', async () => {
  const run = await ask(found[0]!, settings({ prior: { sources: ['region', 'vote'] } }))
  expect(run.record.vote?.replies).toHaveLength(6)
  expect(run.record.vote?.agreement).toBeGreaterThan(0.3)
  expect(run.record.priors?.map(({ source }) => source)).toEqual(['vote'])
  expect(run.prior?.sources).toEqual(['region', 'vote'])
})

test('consistency is scored and one correction asked for, on record', async () => {
  const using = { ...settings({ judge: 'blend' }), checkConsistency: true, refine: true }
  const run = await ask(found[0]!, using)
  expect(run.record.consistency?.score).toBeGreaterThan(0)
  expect(run.record.refinement?.outcome).toMatch(/kept|right|no-points|not-better/)
})

test('a run replays from its record alone, and decides the same', async () => {
  const run = await ask(found[2]!, settings({ judge: 'mllm' }))
  server.reset()
  const again = await call('runs.replay', { run: run.id })
  expect(again.differences).toEqual([])
  expect(server.asked).toEqual([])
  const calls = await call('runs.calls', { run: again.run.id })
  expect(calls.every(({ isCached, cost }) => isCached && cost === 0)).toBe(true)
})

test('judged again: the same candidates, asked anew', async () => {
  const run = await ask(found[2]!, settings())
  const using = settings({ judge: 'mllm', judging: { seed: 7 } })
  server.reset()
  const judged = await call('runs.rerun', { run: run.id, stage: 'judge', settings: using })
  const masks = (one: Run) => one.candidates.map(({ rle }) => rle.counts).toSorted()
  expect(masks(judged)).toEqual(masks(run))
  expect(judged.record.judge?.seed).toBe(7)
  expect(server.asked.length).toBeGreaterThan(0)
})

describe('misbehaviour ends in a clear state, and loses nothing', () => {
  // A grid of its own for each: a kept reply would answer otherwise.
  test.each([
    ['prose', 1, 'none', 2],
    ['unclosed', 1, 'none', 3],
    ['out-of-range', 1, 'none', 4],
    ['apology', 1, 'none', 5],
    ['empty', 1, 'none', 10],
    ['huge', 1, 'none', 11],
    ['unclosed', 5, 'reply_unreadable', 12],
    ['out-of-range', 5, 'reply_unreadable', 13],
    ['apology', 5, 'reply_unreadable', 14],
    ['busy', 1, 'none', 15],
    ['broken', 9, 'mllm_broken', 16],
    ['unauthorized', 1, 'mllm_refused', 17],
    ['cut', 1, 'none', 18],
  ] as const)('%s, %i times, as reasoner: %s', async (kind, times, code, n) => {
    const sample = samples.get(found[3]!)!
    const using = settings({ reason: { prompts: 'rsvp-b' }, grid: { n } })
    server.misbehave(kind, { times, ...(kind === 'busy' ? { retryAfter: '0' } : {}) })
    const before = (await call('runs.list', { sample })).length
    expect(await codeOf(ask(found[3]!, using))).toBe(code)
    const after = (await call('runs.list', { sample })).length
    expect(after - before).toBe(code === 'none' ? 1 : 0)
  })

  test('a judge that is away: what was found stays, flagged', async () => {
    const query = found[4]!
    await ask(query, settings())
    server.misbehave('forbidden')
    const run = await ask(query, settings({ judge: 'mllm', judging: { seed: 99 } }))
    expect(run.candidates.length).toBeGreaterThan(0)
    expect(run.flags).toContain('judge-incomplete')
  })

  test('a limit is kept, and nothing is asked beyond it', async () => {
    const using = {
      ...settings(),
      limits: { costPerRun: 1e-9, tokensPerRun: null, costPerProject: null },
    }
    using.grid = { ...using.grid, n: 7 }
    expect(await codeOf(ask(found[0]!, using))).toBe('limit_reached')
    expect(server.asked).toEqual([])
  })

  test('cancelled within a second, while the host says nothing', async () => {
    server.misbehave('hang')
    const using = settings()
    const query = found[5]!
    const running = codeOf(ask(query, { ...using, grid: { ...using.grid, n: 6 } }))
    await expect.poll(() => server.asked.length).toBe(1)
    const since = performance.now()
    await call('runs.cancel', { sample: samples.get(query)! })
    expect(await running).toBe('cancelled')
    expect(performance.now() - since).toBeLessThan(1000)
  })
})

test('a batch goes on after a pause without paying twice', async () => {
  const ids = found.slice(0, 4).map((query) => samples.get(query)!)
  const using = { ...settings(), grid: { ...settings().grid, n: 8 } }
  const { job } = await call('runs.proposeAll', { samples: ids, settings: using })
  const note = async () => (await call('jobs.list')).find(({ id }) => id === job)?.note
  await expect.poll(note, { timeout: 20_000 }).toContain('left')
  await call('jobs.pause', { job })
  const paused = await application.studio.jobs.finished(job)
  expect(paused).toMatchObject({ state: 'paused', note: expect.not.stringContaining('left') })
  await call('jobs.resume', { job })
  expect(await application.studio.jobs.finished(job)).toMatchObject({ state: 'done' })
  const settled = await call('jobs.settled', { job })
  expect(new Set(settled.runs.map(({ sample }) => sample))).toEqual(new Set(ids))
  expect(settled.runs).toHaveLength(ids.length)
  const { calls, cached } = await call('mllm.spending')
  expect(calls - cached).toBeGreaterThan(0)
})
