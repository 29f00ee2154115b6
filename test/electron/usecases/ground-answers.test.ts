import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rleFromMask } from '#core/mask/rle'
import { maskIou } from '#core/mask/rle-ops'
import { openApplication, type Application } from '#electron/usecases/application'
import { startMllmServer, type MllmServer } from '../../fakes/mllm-server/server.ts'
import { discMask, discPicture } from '../../fixtures/pictures.ts'
import { installTextModel } from '../../fixtures/text-models.ts'
import { callerOf, finishedJob, type Caller } from './studio-fixture.ts'

/** The tiny models see a cat at the left, in the middle of the height, whatever the picture shows. */
const size = { width: 480, height: 360 }
const cat = { x: 77, y: 180, r: 42 }
const folder = mkdtempSync(join(tmpdir(), 'reaseg-answers-'))

const written = [
  { query: 'Who sleeps here?', answer: 'cat', rationale: '' },
  { query: 'How many sleep here?', answer: '3', rationale: '' },
  { query: '', answer: 'dog', rationale: 'Nobody asked.' },
]

let server: MllmServer
let application: Application
let call: Caller

beforeAll(async () => {
  server = await startMllmServer(async ({ turns }) => {
    const { text } = turns.at(-1)!
    if (text.includes('"texts"')) return { text: JSON.stringify({ texts: written }), thought: '' }
    const isNumber = /<answer>\s*\d+\s*<\/answer>/.test(text)
    const verdict = isNumber ? 'bad' : 'ok'
    return { text: JSON.stringify({ verdict, answer: '', reason: 'By its words.' }), thought: '' }
  })
  await discPicture(folder, size, [cat])
  for (const id of ['clipseg', 'grounding-dino-tiny', 'sam3-concept'] as const)
    await installTextModel(join(folder, 'home', 'models'), id)
  const homeDir = join(folder, 'home')
  application = openApplication({ mode: 'browser', processName: 'cli', homeDir })
  call = callerOf(application.studio)
  await call('project.create', { path: join(folder, 'p.reaseg') })
  await finishedJob(application.studio, call('images.import', { folder }))
  const sample = (await call('samples.list')).rows[0]!.id
  const here = { kind: 'strips' as const, rows: [4, 5, 6], columns: [1, 2, 3] }
  const reasoning = { kind: 'regions' as const, target: 'cat', attributes: [], regions: [here] }
  const run = await call('runs.propose', { sample, reasoning: { ...reasoning, rationale: '' } })
  const candidateIds = [run.candidates[0]!.id]
  await call('annotations.accept', { sample, runId: run.id, candidateIds })
  const profile = { name: 'eye', dialect: 'openai', model: 'writes' } as const
  await call('mllm.save', { profile: { ...profile, url: server.url('openai') } })
}, 60_000)
afterAll(async () => {
  await application.studio.close()
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

async function ask(finder: string) {
  const before = (await call('proposals.list', { limit: 200 })).rows.map(({ id }) => id)
  const params = { kind: 'questions', writer: 'eye', verifier: 'eye', finder } as const
  const started = await call('generate.start', params)
  const job = await application.studio.jobs.finished(started.job)
  const { failed } = await call('jobs.settled', { job: started.job })
  const { rows } = await call('proposals.list', { limit: 200 })
  return { job, failed, rows: rows.filter(({ id }) => !before.includes(id)) }
}

test('of what was asked the answer that is found once stays, under its own mask', async () => {
  const { job, rows } = await ask('grounding-dino-tiny')
  expect(job.state).toBe('done')
  expect(rows.map(({ texts }) => texts.answer)).toEqual(['cat'])
  expect(rows[0]).toMatchObject({ verdict: 'good', target: 'cat', reason: 'By its words.' })
  expect(maskIou(rows[0]!.mask, rleFromMask(discMask(size, cat)))).toBeGreaterThan(0.6)
})

test('an answer that names two things is dropped', async () => {
  const { job, rows, failed } = await ask('sam3-concept')
  expect([job.state, rows, failed]).toEqual(['done', [], []])
})

test('a text model that makes neither masks nor boxes is told of the sample', async () => {
  const { failed, rows } = await ask('clipseg')
  expect(rows).toEqual([])
  expect(failed.map(({ message }) => message).join()).toMatch(/neither masks nor boxes/)
})
