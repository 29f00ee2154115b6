import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openApplication, type Application } from '#electron/usecases/application'
import { pipelineSettingsSchema, type PipelineSettings } from '#rpc/schemas/pipeline'
import type { Job } from '#rpc/schemas/system'
import { startMllmServer, type MllmServer } from '../../fakes/mllm-server/server.ts'
import { callerOf, finishedJob, type Caller } from './studio-fixture.ts'

/** Blind: it names the same place whatever it is shown. A judgement cannot be read out of that, nor need it be here. */
const reply = JSON.stringify({
  target: 'thing',
  attributes: [],
  present: true,
  regions: [{ rows: [2, 3], columns: [4, 5] }],
  rationale: 'It is there.',
})
/** Of a million tokens. */
const price = { input: 1, output: 1 }
const quick = { useSeeds: false, useSemantic: false, useBoxes: false, view: 'whole' } as const

let folder = ''
let server: MllmServer
let application: Application
let call: Caller
let ids: number[] = []
let projects = 0

beforeAll(async () => {
  server = await startMllmServer(async () => ({ text: reply, thought: '' }))
  folder = mkdtempSync(join(tmpdir(), 'reaseg-batch-'))
  const grey = { width: 96, height: 64, channels: 3 as const, background: '#456' }
  await sharp({ create: grey }).png().toFile(join(folder, 'grey.png'))
  const homeDir = join(folder, 'home')
  application = openApplication({ mode: 'browser', processName: 'cli', homeDir })
  call = callerOf(application.studio)
  const profile = {
    name: 'eye',
    dialect: 'openai',
    model: 'm',
    cost: price,
    maxTokens: 500,
  } as const
  await call('mllm.save', { profile: { ...profile, url: server.url('openai') } })
})
afterAll(async () => {
  await application.studio.close()
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  server.reset()
  await call('project.create', { path: join(folder, `${++projects}.reaseg`) })
  const files = [join(folder, 'grey.png')]
  await finishedJob(application.studio, call('images.import', { files, addSamples: false }))
  const [image] = (await call('images.list', {})).rows
  ids = []
  for (let i = 0; i < 5; i++) {
    const added = await call('samples.add', {
      image: image!.id,
      fields: { query: `what is ${i}?` },
    })
    ids.push(added.id)
  }
})

type Limits = PipelineSettings['limits']

function settings(limits: Partial<Limits>, over: object = {}): PipelineSettings {
  const reason = { profile: 'eye', prompts: 'rsvp-b' }
  const parts = { reasoner: 'mllm', reason, candidates: quick, limits, ...over }
  return pipelineSettingsSchema.parse(parts)
}

async function batch(using: PipelineSettings | null): Promise<{ id: number; ended: Job }> {
  const { job } = await call('runs.proposeAll', { samples: ids, settings: using })
  return { id: job, ended: await application.studio.jobs.finished(job) }
}

/** What one sample costs where nothing is in the way. */
async function costOfOne(): Promise<number> {
  const using = settings({}, { grid: { n: 8 } })
  await call('runs.propose', { sample: ids[0]!, reasoning: null, settings: using })
  return (await call('mllm.spending')).cost
}

const settled = (job: number) => call('jobs.settled', { job })
/** Room for what is set aside before a question, about 0.007; it costs about 0.001 in the end. */
const aside = 0.01

test('the project’s limit ends a batch in one sentence; the rest stays to do, and is done once it is raised', async () => {
  const one = await costOfOne()
  await call('project.saveSettings', settings({ costPerProject: one + aside }))
  const { id, ended } = await batch(await call('project.settings'))
  expect(ended).toMatchObject({
    state: 'failed',
    error: {
      code: 'project_limit_reached',
      message: expect.stringMatching(/^The project could cost more than its limit of [\d.]+\.$/),
    },
  })
  const before = await settled(id)
  expect(before.failed).toEqual([])
  expect(before.runs.length).toBeGreaterThan(0)
  expect(before.runs.length).toBeLessThan(ids.length)
  const asked = server.asked.length

  await call('jobs.resume', { job: id })
  expect(await application.studio.jobs.finished(id)).toMatchObject({ state: 'failed' })
  expect(server.asked).toHaveLength(asked)

  await call('project.saveSettings', settings({ costPerProject: 10 }))
  await call('jobs.resume', { job: id })
  expect(await application.studio.jobs.finished(id)).toMatchObject({ state: 'done', error: null })
  const after = await settled(id)
  expect(after.failed).toEqual([])
  expect(after.runs.map(({ sample }) => sample)).toEqual(ids)
  expect(after.runs).toEqual(expect.arrayContaining(before.runs))
})

test('a batch with a limit of its own keeps it whatever the project’s is, until it is given another', async () => {
  const { id, ended } = await batch(settings({ costPerProject: 1e-6 }))
  expect(ended.error?.code).toBe('project_limit_reached')
  await call('project.saveSettings', settings({ costPerProject: 10 }))
  await call('jobs.resume', { job: id })
  expect((await application.studio.jobs.finished(id)).error?.code).toBe('project_limit_reached')
  await call('jobs.resume', { job: id, costPerProject: 10 })
  expect(await application.studio.jobs.finished(id)).toMatchObject({ state: 'done' })
  expect((await settled(id)).runs).toHaveLength(ids.length)
})

test('the limit of a run fails the sample alone', async () => {
  const { id, ended } = await batch(settings({ costPerRun: 1e-6 }))
  expect(ended.state).toBe('done')
  const { runs, failed } = await settled(id)
  expect(runs).toEqual([])
  expect(failed.map(({ code }) => code)).toEqual(ids.map(() => 'limit_reached'))
})

test('a judge that the project’s limit silences ends the batch, too: no sample is ranked without it', async () => {
  // A question with pictures of masks may cost more than one with the grid alone.
  const one = await costOfOne()
  const region = { kind: 'strips' as const, rows: [2, 3], columns: [2, 3] }
  const words = { target: '', attributes: [], rationale: '' }
  const drawn = { kind: 'regions' as const, ...words, regions: [region] }
  for (const sample of ids) await call('samples.setHint', { sample, hint: drawn })
  const judged = { reasoner: 'human', judge: 'mllm', judging: { profile: 'eye' } }
  const { id, ended } = await batch(settings({ costPerProject: one }, judged))
  expect(ended).toMatchObject({ state: 'failed', error: { code: 'project_limit_reached' } })
  expect(await settled(id)).toEqual({ runs: [], failed: [] })
})

test('samples under way at once share the project’s limit', async () => {
  const { profile } = (await call('mllm.list'))[0]!
  await call('mllm.save', { profile: { ...profile, concurrency: 5 }, was: 'eye' })
  const one = await costOfOne()
  server.pace(20)
  const asked = server.asked.length
  // Room for one question under way, and for what two cost in the end.
  const { ended } = await batch(settings({ costPerProject: one + 0.009 }))
  await call('mllm.save', { profile: { ...profile, concurrency: 1 }, was: 'eye' })
  expect(ended.error?.code).toBe('project_limit_reached')
  expect(server.asked.length - asked).toBe(2)
})
