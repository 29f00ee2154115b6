import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { MllmCall } from '#rpc/schemas/mllm'
import type { Run } from '#rpc/schemas/pipeline'
import { openStore } from '#electron/store/open'
import { cannedAnswers } from '../../fakes/canned-answers.ts'
import { startMllmServer, type MllmServer } from '../../fakes/mllm-server/server.ts'
import { program, runJson, runStudio } from './run-studio.ts'

/** What the commands of this file print; each prints a part of it. */
type Told = {
  readonly runs: readonly { readonly run: number; readonly sample: number }[]
  readonly failed: readonly { readonly sample: number; readonly code: string }[]
  readonly run: Run
  readonly calls: readonly MllmCall[]
  readonly replay: number
}

const place = mkdtempSync(join(tmpdir(), 'propose-'))
const home = join(place, 'home')
const project = join(place, 'p.reaseg')
const json = <T = Told>(...args: string[]) => runJson<T>(home, args)
const propose = (...args: string[]) => json('propose', project, ...args)
const failing = async (...args: string[]) => {
  const run = await runStudio(home, ['propose', project, ...args, '--json'])
  return { ...run, json: JSON.parse(run.stdout) }
}

let server: MllmServer

beforeAll(async () => {
  server = await startMllmServer(cannedAnswers([2, 3, 4, 5, 6, 7, 8], [1, 2, 3, 4]))
  const images = join(place, 'images')
  mkdirSync(images)
  for (const i of [1, 2, 3, 4]) {
    const disc = `<circle cx="50" cy="50" r="${25 + i}" fill="#d01010"/>`
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><rect width="200" height="100" fill="#108010"/>${disc}</svg>`
    await sharp(Buffer.from(svg))
      .png()
      .toFile(join(images, `${i}.png`))
  }
  await json('init', project)
  await json('import', project, '--images', images)
  for (const i of [1, 2, 3, 4])
    await json('query', project, '--image', `${i}.png`, '--text', `what is round, ${i}?`)
  const eye = ['--dialect', 'openai', '--url', server.url('openai'), '--model', 'fake-eye']
  await json('mllm', '--add', 'eye', ...eye, '--price', '1000,1000')
}, 120_000)
beforeEach(() => server.reset())
afterAll(async () => {
  await server.close()
  rmSync(place, { recursive: true })
})

test(
  'an MLLM reasons and judges; the record tells all of it, and replays',
  { timeout: 120_000 },
  async () => {
    const { runs, failed } = await propose('--sample', '1', '--reasoner', 'eye', '--judge', 'eye')
    expect(failed).toEqual([])
    expect(runs).toMatchObject([{ sample: 1, noTarget: false }])
    expect(server.asked[0]?.turns[0]?.text).toContain('what is round, 1?')
    expect(server.asked.every(({ model }) => model === 'fake-eye')).toBe(true)
    const id = String(runs[0]!.run)

    const { run, calls } = await json('run', 'show', project, id)
    expect(run).toMatchObject({ id: runs[0]!.run, sampleId: 1 })
    expect(run.settings).toMatchObject({ reasoner: 'mllm', judge: 'mllm' })
    expect(run.settings.reason).toMatchObject({ profile: 'eye', prompts: 'rsvp-a' })
    expect(calls.map(({ stage }) => stage)).toEqual([
      'reason',
      ...calls.slice(1).map(() => 'judge'),
    ])
    const judged = run.record.judge!.scores.map(({ judge }) => judge)
    expect(run.candidates.map(({ score }) => score)).toEqual(judged)

    const asked = server.asked.length
    const again = await json('run', 'replay', project, id)
    expect(again).toMatchObject({ run: run.id, isSame: true, differences: [] })
    expect(again.replay).toBeGreaterThan(run.id)
    expect(server.asked).toHaveLength(asked)

    const { stdout } = await runStudio(home, ['run', 'show', project, id])
    for (const told of ['disc, round, on the left', 'fake-eye', 'reasoner', 'spent'])
      expect(stdout).toContain(told)
    expect(stdout).toMatch(/^ *1 +c\d\d +0\.\d{3}/m)
  },
)

test('a run that is decided otherwise now says in what, and fails', async () => {
  const { runs } = await propose('--sample', '2', '--rows', '2-8', '--columns', '1-4')
  const id = String(runs[0]!.run)
  expect(await json('run', 'replay', project, id)).toMatchObject({ isSame: true })
  const store = await openStore(project)
  await store
    .writer()
    .updateTable('runs')
    .set({ modelDigest: 'another' })
    .where('id', '=', runs[0]!.run)
    .execute()
  await store.close()
  const other = await runStudio(home, ['run', 'replay', project, id, '--json'])
  expect(other.exitCode).toBe(1)
  expect(JSON.parse(other.stdout)).toMatchObject({
    isSame: false,
    differences: ['the segmenter’s files'],
  })
  expect(other.stderr).toContain('the segmenter’s files')
  const none = await runStudio(home, ['run', 'show', project, '9999', '--json'])
  expect([none.exitCode, JSON.parse(none.stdout).error.code]).toEqual([1, 'not_found'])
})

test('prompt sets, blended judges and settings files go together', async () => {
  const file = join(place, 'settings.json')
  writeFileSync(file, JSON.stringify({ judging: { rounds: 2 }, reason: { prompts: 'rsvp-b' } }))
  const named = ['--reasoner', 'eye', '--judge', 'blend:eye', '--settings', file]
  const { runs } = await propose('--sample', '2', ...named)
  const { run } = await json('run', 'show', project, String(runs[0]!.run))
  expect(run.settings).toMatchObject({
    judge: 'blend',
    reason: { prompts: 'rsvp-b', profile: 'eye' },
    judging: { profile: 'eye', rounds: 2, blend: 0.5 },
  })
  const caption = await propose('--sample', '2', '--reasoner', 'rsvp-caption-first@eye')
  const shown = await json('run', 'show', project, String(caption.runs[0]!.run))
  expect(shown.run.settings.reason.prompts).toBe('rsvp-caption-first')
  expect(shown.run.settings.judge).toBe('geometric')
})

test('a limit on the cost stops before it is passed, over all samples together', async () => {
  const before = await failing('--all', '--reasoner', 'rsvp-b@eye', '--max-cost', '0.001')
  expect(before.exitCode).toBe(1)
  const { runs, failed, paused, reason } = before.json
  expect(reason).toMatch(/^The project could cost more than its limit of [\d.]+$/)
  expect(before.stderr).toContain(`${reason}; go on with: propose`)
  expect(before.stderr).toContain(`--resume ${paused} --max-cost`)
  expect(server.asked).toEqual([])
  // What was replied before costs nothing, and nothing was tried in vain.
  expect(failed).toEqual([])
  expect(runs.length).toBeLessThan(4)
  const rest = await propose('--resume', String(paused), '--max-cost', '100')
  expect(rest.failed).toEqual([])
  expect(rest.runs).toHaveLength(4)
})

test.each([
  ['nothing named', []],
  ['a region for all', ['--all', '--box', '1,1,9,9']],
  ['a region and an MLLM', ['--sample', '1', '--rows', '1', '--reasoner', 'eye']],
  ['a name without a region', ['--sample', '1', '--target', 'disc']],
  ['other settings half-way', ['--resume', '1', '--judge', 'geometric']],
  ['retry without a job', ['--sample', '1', '--retry']],
  ['a reasoner without a name', ['--sample', '1', '--reasoner', '@eye']],
  ['a judge blended with nobody', ['--sample', '1', '--judge', 'blend:']],
  ['a cost below nothing', ['--sample', '1', '--max-cost', '-1']],
])('wrong usage: %s', async (_name, args) => {
  const run = await failing(...args)
  expect([run.exitCode, run.json.error.code]).toEqual([2, 'wrong_usage'])
})

test('a profile that is not there is named', async () => {
  const run = await failing('--sample', '1', '--judge', 'nobody', '--reasoner', 'eye')
  expect(run.exitCode).toBe(1)
  expect(run.json.error).toMatchObject({ code: 'not_found', hint: 'Known: eye.' })
})

test(
  'Ctrl+C pauses; --resume goes on where it was, --retry with what failed',
  { timeout: 120_000 },
  async () => {
    // Unlike before, so that nothing is replayed.
    const file = join(place, 'slow.json')
    writeFileSync(file, JSON.stringify({ grid: { n: 13 } }))
    server.pace(40)
    const args = ['propose', project, '--all', '--reasoner', 'eye', '--settings', file, '--json']
    const child = spawn(process.execPath, [program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, REASEG_HOME: home },
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => (stdout += chunk))
    child.stderr.on('data', (chunk) => (stderr += chunk))
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
    await expect.poll(() => server.asked.length, { timeout: 60_000 }).toBeGreaterThan(0)
    child.kill('SIGINT')
    expect(await ended).toBe(1)
    const paused = JSON.parse(stdout)
    expect(paused.failed).toEqual([])
    expect(paused.runs.length).toBeLessThan(4)
    expect(stderr).toContain(`--resume ${paused.paused}`)

    server.reset()
    server.misbehave('rejected', { times: 1 })
    const job = String(paused.paused)
    const rest = await failing('--resume', job)
    expect(rest.json.failed).toHaveLength(1)
    expect(rest.json.runs).toHaveLength(3)
    const healed = await propose('--resume', job, '--retry')
    expect(healed.failed).toEqual([])
    expect(healed.runs.map(({ sample }) => sample)).toEqual([1, 2, 3, 4])
    const done = await failing('--resume', job)
    expect(done.json.error.code).toBe('bad_input')
  },
)
