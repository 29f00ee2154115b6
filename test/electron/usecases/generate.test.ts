import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApplication, type Application } from '#electron/usecases/application'
import { readScenes, type Scene } from '#electron/usecases/demo-scenes'
import { startMllmServer, type MllmServer } from '../../fakes/mllm-server/server.ts'
import { callerOf, codeOf, finishedJob, type Caller } from './studio-fixture.ts'
import { resultOf } from './transfer-fixture.ts'

let folder = ''
let server: MllmServer
let application: Application
let call: Caller
let scenes: readonly Scene[]

/** The sample scenes' truths as COCO, so that there are accepted masks. */
function cocoOf(all: readonly Scene[]): string {
  const images = all.map(({ path, samples }, i) => {
    const [height, width] = samples.find(({ truth }) => truth !== null)!.truth!.size
    return { id: i + 1, file_name: basename(path), width, height }
  })
  const annotations = all.flatMap(({ samples }, i) =>
    samples.flatMap(({ fields, truth }) =>
      truth === null ? [] : [{ image_id: i + 1, segmentation: truth, fields }],
    ),
  )
  return JSON.stringify({
    images,
    categories: [],
    annotations: annotations.map(({ fields, ...rest }, i) => {
      return { id: i + 1, category_id: 0, ...rest, query: fields.query, target: fields.target }
    }),
  })
}

beforeAll(async () => {
  server = await startMllmServer()
  folder = mkdtempSync(join(tmpdir(), 'reaseg-generate-'))
  application = openApplication({
    mode: 'browser',
    processName: 'cli',
    homeDir: join(folder, 'home'),
  })
  call = callerOf(application.studio)
  scenes = await readScenes()
  await call('project.create', { path: join(folder, 'p.reaseg') })
  const path = join(folder, 'truth.json')
  writeFileSync(path, cocoOf(scenes))
  const images = dirname(scenes[0]!.path)
  const imported = call('transfer.import', { format: 'coco', path, images, strict: true })
  resultOf(await finishedJob(application.studio, imported))
  await call('mllm.save', {
    profile: { name: 'eye', dialect: 'openai', url: server.url('openai'), model: 'fake-eye' },
  })
}, 120_000)
afterAll(async () => {
  await application.studio.close()
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('an MLLM writes for masks that are there', () => {
  test('multi-step queries are about what is boxed, verified and rephrased', async () => {
    const started = call('generate.start', {
      kind: 'multi-step',
      writer: 'eye',
      verifier: 'eye',
      limit: 8,
    })
    const job = await finishedJob(application.studio, started)
    expect(job.state).toBe('done')
    const { rows, counts } = await call('proposals.list', { limit: 100 })
    expect(rows.length).toBe(8)
    const good = rows.filter(({ verdict }) => verdict === 'good')
    expect(counts.good).toBe(good.length)
    expect(good.length).toBeGreaterThanOrEqual(6)
    for (const { sample, texts } of good) {
      const { fields } = await call('samples.get', { sample })
      const known = scenes
        .flatMap((scene) => scene.samples)
        .find((one) => one.fields.query === fields.query)
      expect([known?.fields.query, ...(known?.fields.variants ?? [])]).toContain(texts.query)
    }
    expect(rows.every(({ calls }) => calls.length === 2)).toBe(true)
  }, 120_000)

  test('taken, it is an accepted sample with the mask; taken back, the sample is gone', async () => {
    const { rows } = await call('proposals.list', { verdict: 'good', limit: 1 })
    const [proposal] = rows
    const before = (await call('project.info'))!.accepted
    const texts = { ...proposal!.texts, query: 'What would a person change here?' }
    const taken = await call('proposals.decide', { proposal: proposal!.id, state: 'taken', texts })
    expect(taken).toMatchObject({ state: 'taken', texts })
    expect((await call('project.info'))!.accepted).toBe(before + 1)
    const list = await call('samples.list', { filter: { search: 'person change here' } })
    const detail = await call('samples.get', { sample: list.rows[0]!.id })
    expect(detail.saved?.target).toEqual(proposal!.mask)
    expect(detail.saved?.source).toBe('generated')
    expect(await codeOf(call('proposals.decide', { proposal: proposal!.id, state: 'taken' }))).toBe(
      'bad_input',
    )
    await call('proposals.decide', { proposal: proposal!.id, state: 'waiting' })
    expect((await call('project.info'))!.accepted).toBe(before)
  })

  test('a spatial query needs another of its kind: a sample without one is told of', async () => {
    const started = call('generate.start', { kind: 'spatial', writer: 'eye', limit: 4 })
    const { job } = await started
    await application.studio.jobs.finished(job)
    const { failed } = await call('jobs.settled', { job })
    expect(failed.map(({ message }) => message).join('\n')).toMatch(/no other .* is in its image/)
    expect(await codeOf(call('generate.start', { kind: 'questions', writer: 'eye' }))).toBe(
      'bad_input',
    )
  }, 60_000)
})

describe('checks beside a query', () => {
  test('an MLLM without the picture, and a note that overrules; both hold for one wording', async () => {
    const { rows } = await call('samples.list', { limit: 1 })
    const sample = rows[0]!.id
    await call('samples.edit', {
      sample,
      fields: { query: 'Where is the shell?', target: 'shell' },
    })
    const asked = await call('checks.ask', { sample, check: 'blind', profile: 'eye' })
    expect(asked.find(({ check }) => check === 'blind')).toMatchObject({
      verdict: 'bad',
      note: null,
    })
    expect(asked.find(({ check }) => check === 'leak')).toMatchObject({ verdict: 'bad' })
    const noted = await call('checks.note', { sample, check: 'leak', note: 'meant so' })
    expect(noted.find(({ check }) => check === 'leak')?.note?.text).toBe('meant so')
    const found = await call('checks.list', {})
    const here = found.found.find((one) => one.sample === sample)
    expect(here?.checks.map(({ check }) => check)).toEqual(['blind'])
    await call('samples.edit', { sample, fields: { query: 'What could protect the snail?' } })
    const after = await call('checks.get', { sample })
    expect(after.find(({ check }) => check === 'leak')).toMatchObject({ verdict: 'ok', note: null })
    expect(after.find(({ check }) => check === 'blind')?.verdict).toBe('unasked')
  })
})
