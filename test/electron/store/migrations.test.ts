import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { applicationId } from '#electron/store/header'
import { migrate } from '#electron/store/migrate'
import { migrations } from '#electron/store/migrations/index'
import { tempFolder } from '../usecases/studio-fixture.ts'

describe('0001-first', () => {
  test('makes strict tables and stamps the file', async () => {
    const db = new Database(':memory:')
    await migrate(db, null, migrations.slice(0, 1))
    expect(db.pragma('user_version', { simple: true })).toBe(1)
    expect(db.pragma('application_id', { simple: true })).toBe(applicationId)
    const tables = db.pragma('table_list') as { name: string; strict: number; type: string }[]
    const ours = tables.filter(({ name, type }) => type === 'table' && !name.startsWith('sqlite_'))
    expect(ours.map(({ name }) => name).sort()).toEqual(
      'annotations candidates drafts edits foreign_ids images jobs region_hints runs sample_groups samples settings'.split(
        ' ',
      ),
    )
    expect(ours.filter(({ strict }) => strict !== 1)).toEqual([])
  })

  test('its triggers count what is live by status, category and split', async () => {
    const db = new Database(':memory:')
    await migrate(db, null, migrations.slice(0, 1))
    db.exec(`insert into images (export_id, path, name, digest, width, height, bytes, created_at)
      values (1, 'a', 'a', '', 1, 1, 1, '')`)
    const add =
      db.prepare(`insert into samples (export_id, image_id, query, variants_json, is_sentence,
      target, synonyms_json, attributes_json, components_json, answer, rationale, status, created_at, updated_at)
      values (?, 1, '', '[]', 1, '', '[]', '[]', '[]', '', '', 'todo', '', '')`)
    for (let i = 1; i <= 3; i++) add.run(i)
    const groups = () => db.prepare('select status, category, split, n from sample_groups').all()
    db.exec(`update samples set status = 'accepted', category = 'c', split = 'val' where id = 2`)
    db.exec(`update samples set removed_at = 'now' where id in (2, 3)`)
    expect(groups()).toEqual([{ status: 'todo', category: '', split: '', n: 1 }])
    db.exec(`update samples set removed_at = null where id = 2`)
    expect(groups()).toEqual([
      { status: 'accepted', category: 'c', split: 'val', n: 1 },
      { status: 'todo', category: '', split: '', n: 1 },
    ])
  })
})

describe('0002-mllm', () => {
  test('keeps runs and jobs of before, and makes strict tables', async () => {
    const db = new Database(':memory:')
    await migrate(db, null, migrations.slice(0, 1))
    db.exec(`insert into images (export_id, path, name, digest, width, height, bytes, created_at)
      values (1, 'a', 'a', '', 1, 1, 1, '')`)
    db.exec(`insert into samples (export_id, image_id, query, variants_json, is_sentence, target,
      synonyms_json, attributes_json, components_json, answer, rationale, status, created_at, updated_at)
      values (1, 1, '', '[]', 1, '', '[]', '[]', '[]', '', '', 'todo', '', '')`)
    db.exec(`insert into runs (sample_id, created_at, settings_json, reasoning_json, boxes_json,
      model_id, model_digest, timings_json, numbers_json, flags_json)
      values (1, '', '{}', '{}', '[]', 'm', 'd', '{}', '{}', '[]')`)
    db.exec(`insert into jobs (kind, title, state, done, note, created_at, updated_at)
      values ('propose', '', 'done', 0, '', '', '')`)
    await migrate(db, null, migrations.slice(0, 2))
    expect(db.prepare('select record_json from runs').get()).toEqual({ record_json: '{}' })
    expect(db.prepare('select params_json from jobs').get()).toEqual({ params_json: null })
    const tables = db.pragma('table_list') as { name: string; strict: number }[]
    for (const name of ['replies', 'calls', 'job_items', 'sample_priors'])
      expect(tables.find((table) => table.name === name)?.strict, name).toBe(1)
    db.exec(`insert into job_items (job_id, sample_id, state) values (1, 1, 'todo')`)
    expect(() =>
      db.exec(`insert into job_items (job_id, sample_id, state) values (1, 2, 'x')`),
    ).toThrow(/CHECK/)
  })
})

describe('0003-curation', () => {
  test('takes the annotators over from the masks of before, and makes strict tables', async () => {
    const db = new Database(':memory:')
    await migrate(db, null, migrations.slice(0, 2))
    db.exec(`insert into images (export_id, path, name, digest, width, height, bytes, created_at)
      values (1, 'a', 'a', '', 1, 1, 1, '')`)
    db.exec(`insert into samples (export_id, image_id, query, variants_json, is_sentence, target,
      synonyms_json, attributes_json, components_json, answer, rationale, status, created_at, updated_at)
      values (1, 1, '', '[]', 1, '', '[]', '[]', '[]', '', '', 'todo', '', '')`)
    const save = db.prepare(`insert into annotations (sample_id, version, no_target, source,
      candidate_ids_json, annotator, created_at) values (1, ?, 0, 'correct', '[]', ?, ?)`)
    save.run(1, 'Ada', '2026-01-02')
    save.run(2, 'Ada', '2026-01-01')
    save.run(3, '', '2026-01-03')
    db.exec(`update samples set status = 'accepted'`)
    await migrate(db, null, migrations.slice(0, 3))
    expect(db.prepare('select name, created_at from annotators').all()).toEqual([
      { name: 'Ada', created_at: '2026-01-01' },
    ])
    expect(db.prepare('select seconds, clicks from annotations where version = 1').get()).toEqual({
      seconds: null,
      clicks: null,
    })
    const queued = () => db.prepare('select annotation_id, is_open from review_queue').all()
    expect(queued()).toEqual([{ annotation_id: 3, is_open: 1 }])
    db.exec(`update samples set status = 'draft'`)
    expect(queued()).toEqual([{ annotation_id: 3, is_open: 0 }])
    save.run(4, 'Ada', '2026-01-04')
    db.exec(`update samples set status = 'accepted'`)
    expect(queued()).toEqual([{ annotation_id: 4, is_open: 1 }])
    db.exec(`insert into reviews (sample_id, version, reviewer, verdict, is_blind, created_at)
      values (1, 4, 'Ada', 'right', 0, '')`)
    db.exec(`update samples set status = 'accepted'`)
    expect(queued()).toEqual([{ annotation_id: 4, is_open: 0 }])
    const tables = db.pragma('table_list') as { name: string; strict: number }[]
    for (const name of ['reviews', 'opinions', 'set_aside', 'review_queue', 'check_notes'])
      expect(tables.find((table) => table.name === name)?.strict, name).toBe(1)
    expect(() =>
      db.exec(`insert into reviews (sample_id, version, reviewer, verdict, is_blind, created_at)
        values (1, 1, 'Ada', 'maybe', 0, '')`),
    ).toThrow(/CHECK/)
  })
})

test('0004-fresh-runs: whether a sample has a run on its query is told without the runs themselves', async () => {
  const db = new Database(':memory:')
  await migrate(db, null, migrations)
  const plan = db
    .prepare('explain query plan select 1 from runs r where r.sample_id = 1 and r.is_stale = 0')
    .all() as { detail: string }[]
  expect(plan.map(({ detail }) => detail)).toEqual([
    expect.stringContaining('COVERING INDEX runs_fresh'),
  ])
})

test('0005-predictions: what belongs to a set goes with it', async () => {
  const db = new Database(':memory:')
  await migrate(db, null, migrations.slice(0, 5))
  db.pragma('foreign_keys = on')
  db.exec(`insert into images (export_id, path, name, digest, width, height, bytes, created_at)
    values (1, 'a', 'a', '', 1, 1, 1, '')`)
  db.exec(`insert into samples (export_id, image_id, query, variants_json, is_sentence, target,
    synonyms_json, attributes_json, components_json, answer, rationale, status, created_at, updated_at)
    values (1, 1, '', '[]', 1, '', '[]', '[]', '[]', '', '', 'todo', '', '')`)
  db.exec(`insert into prediction_sets values (1, 'a', 'jsonl', 'a.jsonl', '', 0, '[]')`)
  db.exec(`insert into predictions (set_id, sample_id, text) values (1, 1, '')`)
  db.exec(`insert into prediction_tags values (1, 1, '{}', '[]', '', 'Ada', '')`)
  expect(() =>
    db.exec(`insert into predictions (set_id, sample_id, text) values (1, 1, '')`),
  ).toThrow(/UNIQUE/)
  expect(() =>
    db.exec(`insert into prediction_sets values (2, 'b', 'telepathy', '', '', 0, '[]')`),
  ).toThrow(/CHECK/)
  db.exec('delete from prediction_sets')
  const tables = db.pragma('table_list') as { name: string; strict: number }[]
  for (const name of ['predictions', 'prediction_figures', 'prediction_tags']) {
    expect(tables.find((table) => table.name === name)?.strict, name).toBe(1)
    expect(db.prepare(`select count(*) as n from ${name}`).get(), name).toEqual({ n: 0 })
  }
})

test('0006-experiments: what belongs to an experiment goes with it, and a result is settled once', async () => {
  const db = new Database(':memory:')
  await migrate(db, null, migrations.slice(0, 6))
  db.pragma('foreign_keys = on')
  db.exec(`insert into images (export_id, path, name, digest, width, height, bytes, created_at)
    values (1, 'a', 'a', '', 1, 1, 1, '')`)
  db.exec(`insert into samples (export_id, image_id, query, variants_json, is_sentence, target,
    synonyms_json, attributes_json, components_json, answer, rationale, status, created_at, updated_at)
    values (1, 1, '', '[]', 1, '', '[]', '[]', '[]', '', '', 'todo', '', '')`)
  db.exec(`insert into experiments values (1, 'a', '', '0.1.0', null, '[]')`)
  const add = (state: string) =>
    db.exec(`insert into experiment_results (experiment_id, setting, sample_id, state)
      values (1, 0, 1, '${state}')`)
  expect(() => add('perhaps')).toThrow(/CHECK/)
  add('todo')
  expect(() => add('done')).toThrow(/UNIQUE/)
  db.exec('delete from experiments')
  expect(db.prepare('select count(*) as n from experiment_results').get()).toEqual({ n: 0 })
})

const next = migrations.length + 1
const later = [
  ...migrations,
  { version: next, name: '9999-test', sql: 'create table t (a) strict' },
]

test('a file with data is backed up before it is changed', async () => {
  const path = join(tempFolder(), 'p.reaseg')
  const db = new Database(path)
  await migrate(db, null)
  db.exec(`insert into settings values ('k', '1')`)
  await migrate(db, path, [
    ...migrations,
    { version: next, name: '9999-test', sql: 'drop table job_items' },
  ])
  expect(db.pragma('user_version', { simple: true })).toBe(next)
  const backup = new Database(`${path}.v${next - 1}.backup`, { readonly: true })
  expect(backup.pragma('user_version', { simple: true })).toBe(next - 1)
  expect(backup.prepare('select count(*) as n from job_items').get()).toEqual({ n: 0 })
  expect(backup.prepare('select * from settings').all()).toEqual([{ key: 'k', value_json: '1' }])
  backup.close()
  db.close()
})

test('a migration that fails changes nothing', async () => {
  const db = new Database(':memory:')
  await migrate(db, null)
  await expect(migrate(db, null, later)).rejects.toThrow(/data types|missing datatype/i)
  expect(db.pragma('user_version', { simple: true })).toBe(next - 1)
  expect(existsSync('p.reaseg')).toBe(false)
})

test('versions rise by one from 1', () => {
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, i) => i + 1))
})
