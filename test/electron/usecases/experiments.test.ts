import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { editFromStates } from '#core/annotation/edit'
import { emptyRle } from '#core/mask/rle'
import { maskIou } from '#core/mask/rle-ops'
import { readScenes } from '#electron/usecases/demo-scenes'
import type { ExperimentResult } from '#rpc/schemas/experiments'
import { startMllmServer, type MllmServer } from '../../fakes/mllm-server/server.ts'
import { startBackend, type BackendProcess } from '../../soak/backend-process.ts'
import { runStudio } from '../cli/run-studio.ts'

const home = mkdtempSync(join(tmpdir(), 'reaseg-experiment-'))
const project = join(home, 'p.reaseg')
const few = 3
/** For machines that have much else to do. */
const patience = 180_000
let server: MllmServer
let backend: BackendProcess

beforeAll(async () => {
  server = await startMllmServer()
  backend = await startBackend(home)
  await backend.call('project.create', { path: project })
  const profile = { name: 'eye', dialect: 'openai', model: 'fake-eye', concurrency: 2 } as const
  const cost = { input: 1, output: 2 }
  await backend.call('mllm.save', { profile: { ...profile, url: server.url('openai'), cost } })
  await labelledScenes()
}, patience)
afterAll(async () => {
  await backend.stop()
  await server.close()
  rmSync(home, { recursive: true, force: true })
})

/** A few of the demo's queries with their true masks, one of them without a target, and one nobody labelled. */
async function labelledScenes(): Promise<void> {
  const all = (await readScenes()).flatMap(({ path, samples }) =>
    samples.map((sample) => ({ path, ...sample })),
  )
  const absent = all.filter(({ truth }) => truth === null).slice(0, 1)
  const shown = all.filter(({ truth }) => truth !== null).slice(0, few)
  const files = [...new Set([...absent, ...shown].map(({ path }) => path))]
  await backend.call('images.import', { files, addSamples: false })
  while ((await backend.call('images.list', {})).total < files.length) await wait(50)
  const { rows } = await backend.call('images.list', {})
  for (const [i, { path, fields, truth }] of [...absent, ...shown].entries()) {
    const image = rows.find(({ name }) => path.endsWith(name))!
    const { id: sample } = await backend.call('samples.add', { image: image.id, fields })
    if (i === few) continue
    if (truth === null) {
      await backend.call('annotations.noTarget', { sample })
      continue
    }
    const [height, width] = truth.size
    const edit = editFromStates(emptyRle({ width, height }), truth, {
      layer: 'target',
      tool: 'brush',
      params: {},
    })
    const edits = [structuredClone(edit) as never]
    await backend.call('edits.push', { sample, revision: 0, edits })
    await backend.call('annotations.save', { sample, revision: 1, status: 'accepted' })
  }
}

const quick = { useSeeds: false, useSemantic: false, useBoxes: false, view: 'whole' }
const reason = { profile: 'eye', prompts: 'rsvp-b' }
const file = {
  name: 'ablation',
  base: { reasoner: 'mllm', reason, candidates: quick },
  rows: [
    { name: 'plain', settings: {} },
    { name: 'stepwise', settings: { reason: { prompts: 'rsvp-a' } } },
    { name: 'fine grid', settings: { grid: { n: 13 } } },
    { name: 'boxes', settings: { candidates: { useBoxes: true } } },
    { name: 'judged', settings: { judge: 'mllm', judging: { profile: 'eye', cot: false } } },
    { name: 'words alone', settings: { reason: { distil: 'text' } } },
  ],
}

function read<T>(sql: string): T[] {
  const db = new Database(project, { readonly: true })
  const rows = db.prepare(sql).all() as T[]
  db.close()
  return rows
}

/** Of every question that was replied to: how often it was paid for. */
const paid = () =>
  read<{ n: number }>(
    'select count(*) as n from calls where is_cached = 0 and reply is not null group by reply_key',
  ).map(({ n }) => n)

const countsOf = async (experiment: number) =>
  (await backend.call('experiments.result', { experiment })).experiment.counts

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const since = Date.now(); !(await isSo()); await wait(20))
    if (Date.now() - since > patience / 3) throw new Error('it takes too long')
}

test(
  'six settings over scenes, killed and gone on with: one table, nothing paid for twice, no sample has a run',
  async () => {
    const { experiment, job } = await backend.call('experiments.start', { file })
    await until(async () => (await countsOf(experiment)).done >= 4)
    await backend.kill()
    const asked = server.asked.length
    backend = await startBackend(home)
    await backend.call('project.open', { path: project })
    const before = await backend.call('experiments.result', { experiment })
    expect(before.experiment.counts.done).toBeGreaterThanOrEqual(4)
    expect(before.experiment.counts.todo).toBeGreaterThan(0)
    expect((await backend.call('jobs.list', {})).find(({ id }) => id === job)?.state).toBe('paused')

    await backend.call('experiments.resume', { experiment })
    await until(async () => (await countsOf(experiment)).todo === 0)
    expect(server.asked.length).toBeGreaterThan(asked)
    expect(Math.max(...paid())).toBe(1)
    const result = await backend.call('experiments.result', { experiment })
    expect(result).toMatchObject({ samples: few, stale: 0, failed: [] })
    expect(result.table.map(({ name, n }) => [name, n])).toEqual(
      file.rows.map(({ name }) => [name, few]),
    )
    checkAgainstMasks(result)
    const [plain, ...others] = result.table
    expect(plain?.metrics.map(({ against }) => against)).toEqual([null, null, null])
    for (const { metrics, cost, seconds, rank1Iou, bestIou } of others) {
      for (const { against } of metrics) {
        expect(against?.difference.n).toBe(few)
        expect(against!.correctedP).toBeGreaterThanOrEqual(against!.p)
      }
      // Also where all its replies were kept from the first row.
      expect(cost).toBeGreaterThan(0)
      expect(seconds?.n).toBe(few)
      expect(bestIou!.value).toBeGreaterThanOrEqual(rank1Iou!.value)
    }
    expect(read('select id from runs')).toEqual([])
    expect(read('select sample_id from region_hints')).toEqual([])
    await checkCommand(experiment, result)
  },
  patience,
)

/** gIoU of every row, from the masks that were kept and the truths of the store. */
function checkAgainstMasks({ table }: ExperimentResult): void {
  const masks = read<Record<'counts' | 'target' | 'width' | 'height' | 'setting', never>>(
    `select r.setting, r.counts, a.target, i.width, i.height from experiment_results r
     join annotations a on a.id = r.annotation_id join samples s on s.id = r.sample_id
     join images i on i.id = s.image_id`,
  )
  for (const [setting, row] of table.entries()) {
    const ious = masks
      .filter((one) => one.setting === setting)
      .map(({ counts, target, width, height }) => {
        const rle = (text: string | null) =>
          text === null
            ? emptyRle({ width, height })
            : { ...emptyRle({ width, height }), counts: text }
        return counts === null && target === null ? 1 : maskIou(rle(counts), rle(target))
      })
    const mean = ious.reduce((sum, iou) => sum + iou, 0) / ious.length
    expect(row.metrics[0]?.interval?.value, row.name).toBeCloseTo(mean, 12)
    // Told the place the pipeline finds the target; without it, it has the whole picture to choose from.
    if (row.name === 'words alone') expect(mean).toBeLessThan(0.5)
    else expect(mean, row.name).toBeGreaterThan(0.5)
  }
}

/** The command prints the same table, and as CSV. */
async function checkCommand(experiment: number, result: ExperimentResult): Promise<void> {
  const csv = join(home, 'table.csv')
  const show = ['benchmark', project, '--show', String(experiment)]
  const told = await runStudio(home, [...show, '--json'])
  expect(JSON.parse(told.stdout)).toEqual(result)
  const shown = await runStudio(home, [...show, '--csv', csv])
  expect(shown).toMatchObject({ exitCode: 0, stderr: '' })
  expect(shown.stdout).toContain('top 3 (oracle)')
  const lines = readFileSync(csv, 'utf8').trimEnd().split('\r\n')
  expect(lines).toHaveLength(file.rows.length + 1)
  expect(lines[2]).toMatch(/^stepwise,3,0,[\d.]+,/)
}

test(
  'what is no setting, no row and no labelled sample is refused before anything is asked',
  async () => {
    const asked = server.asked.length
    const start = (rows: object[], filter = {}) =>
      backend.call('experiments.start', { file: { rows: rows as never }, filter })
    await expect(start([{ name: 'a', settings: { gird: { n: 5 } } }])).rejects.toThrow(
      'Row “a”: there is no setting gird',
    )
    await expect(start([{ name: 'a', settings: { grid: { n: 1 } } }])).rejects.toThrow(
      /Row “a”: grid\.n/,
    )
    await expect(start([{ name: 'a' }, { name: 'a' }])).rejects.toThrow('same name')
    await expect(start([{ name: 'a' }], { category: 'no such' })).rejects.toThrow('No sample')
    const configs = join(home, 'bad.json')
    writeFileSync(configs, '{"rows": []}')
    const bad = await runStudio(home, ['benchmark', project, '--configs', configs])
    expect(bad.exitCode).toBe(1)
    expect(bad.stderr).toContain('rows')
    expect(server.asked).toHaveLength(asked)
  },
  patience,
)

test(
  'a failure counts as an empty mask and is told',
  async () => {
    // Nobody has said where the targets are, which the annotator's rows would need.
    const { experiment } = await backend.call('experiments.start', {
      file: { rows: [{ name: 'human', settings: { reasoner: 'human' } }] },
    })
    await until(async () => (await countsOf(experiment)).todo === 0)
    const { table, failed } = await backend.call('experiments.result', { experiment })
    expect(failed.map(({ code }) => code)).toEqual(Array.from({ length: few }, () => 'bad_input'))
    expect(table[0]).toMatchObject({ n: few, failed: few, seconds: null, cost: 0 })
    expect(table[0]?.metrics[0]?.interval?.value).toBe(1 / few)
  },
  patience,
)
