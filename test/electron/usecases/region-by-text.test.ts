import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { isInBox } from '#core/geometry/box'
import { imagePoint } from '#core/geometry/point'
import { openApplication, type Application } from '#electron/usecases/application'
import { pipelineSettingsSchema } from '#rpc/schemas/pipeline'
import { startMllmServer, type MllmServer } from '../../fakes/mllm-server/server.ts'
import { discPicture } from '../../fixtures/pictures.ts'
import { installTextModel } from '../../fixtures/text-models.ts'
import { callerOf, finishedJob, type Caller } from './studio-fixture.ts'

/** The tiny CLIPSeg sees a cat at the left, in the middle of the height, whatever the picture shows. */
const size = { width: 480, height: 360 }
const cat = { x: 77, y: 180, r: 42 }
const folder = mkdtempSync(join(tmpdir(), 'reaseg-region-'))
const quick = { view: 'whole', useSemantic: false, useBoxes: false, useSeeds: false } as const

let server: MllmServer
let application: Application
let call: Caller
let sample = 0
/** What the fake MLLM names. */
let target = 'cat'

beforeAll(async () => {
  server = await startMllmServer(async ({ system, turns }) => {
    const text = `${system}\n${turns.at(-1)!.text}`
    const told = text.includes('"regions"')
      ? JSON.stringify({
          present: true,
          regions: [{ rows: [1, 2], columns: [8, 9] }],
          rationale: 'There.',
        })
      : text.includes('Target:')
        ? `Target: ${target}\nAttributes: grey`
        : `It is the ${target}.`
    return { text: told, thought: '' }
  })
  await discPicture(folder, size, [cat])
  await installTextModel(join(folder, 'home', 'models'), 'clipseg')
  const homeDir = join(folder, 'home')
  application = openApplication({ mode: 'browser', processName: 'cli', homeDir })
  call = callerOf(application.studio)
  await call('project.create', { path: join(folder, 'p.reaseg') })
  await finishedJob(application.studio, call('images.import', { folder }))
  sample = (await call('samples.list')).rows[0]!.id
  await useTarget('cat')
})
beforeEach(() => server.reset())
afterAll(async () => {
  await application.studio.close()
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Under a model's name of its own, so that no kept reply names another. */
async function useTarget(name: string) {
  target = name
  const profile = { name: 'eye', dialect: 'openai', model: `names ${name}` } as const
  await call('mllm.save', { profile: { ...profile, url: server.url('openai') }, was: 'eye' })
}

function propose(over: object, variant: string | null = null) {
  const reason = { profile: 'eye', prompts: 'llavaseg', variant }
  const settings = { reasoner: 'mllm', reason, candidates: quick, ...over }
  return call('runs.propose', {
    sample,
    reasoning: null,
    settings: pipelineSettingsSchema.parse(settings),
  })
}
const words = { text: { priorModel: 'clipseg', form: 'target' } }

test('the words of a set without ids show the place: no more is asked, and it is on record', async () => {
  await useTarget('cat')
  const run = await propose(words)
  expect(run.flags).toContain('region-from-text')
  expect(run.flags).not.toContain('region-asked')
  expect(run.record.reason?.replies.map(({ turn }) => turn)).toEqual([
    'reason',
    'target-attributes',
  ])
  expect(server.asked).toHaveLength(2)
  expect(run.reasoning).toMatchObject({ target: 'cat', attributes: ['grey'] })
  expect(run.boxes.some((box) => isInBox(imagePoint(cat.x, cat.y), box))).toBe(true)
  expect(run.boxes.every(({ x1 }) => x1 < size.width / 2)).toBe(true)
  expect(run.record.reason?.place).toMatchObject({ text: 'cat', model: { id: 'clipseg' } })
  expect(run.record.reason?.place?.weights).toHaveLength(1024)
  const again = await call('runs.replay', { run: run.id })
  expect(again.differences).toEqual([])
})

test.each([
  ['no model is named', 'cat', {}, null, false],
  ['the words name nothing in the picture', 'snail', words, null, true],
  ['the replies hold no words', 'cat', words, '1', false],
])('%s: one more turn asks for rows and columns', async (_name, named, over, variant, isLooked) => {
  await useTarget(named)
  const run = await propose(over, variant)
  expect(run.flags).toContain('region-asked')
  expect(run.flags).not.toContain('region-from-text')
  expect(run.record.reason?.replies.at(-1)?.turn).toBe('region')
  expect(run.record.reason?.place !== undefined).toBe(isLooked)
  expect(run.reasoning).toMatchObject({
    regions: [{ kind: 'strips', rows: [1, 2], columns: [8, 9] }],
  })
})

test('a vote takes the place from the words, too', async () => {
  await useTarget('cat')
  const run = await propose({ ...words, prior: { sources: ['region', 'vote'] } })
  expect(run.record.vote?.replies.every(({ place }) => place?.text === 'cat')).toBe(true)
  expect(run.record.vote?.agreement).toBeCloseTo(1, 6)
  const calls = await call('runs.calls', { run: run.id })
  expect(calls.filter(({ stage }) => stage === 'region')).toEqual([])
})

test('a model that is not here is told with its mend', async () => {
  const away = propose({ text: { priorModel: 'clipseg-away' } })
  await expect(away).rejects.toMatchObject({ error: { code: 'model_missing' } })
})
