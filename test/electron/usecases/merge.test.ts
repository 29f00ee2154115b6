import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { isEmptyRle, maskIou } from '#core/mask/rle-ops'
import { carriedTables, leftTables } from '#electron/store/merge-carry'
import { startOpinion } from '#electron/store/opinions'
import { mergeResultSchema, type MergeResult } from '#rpc/schemas/merge'
import type { Params } from '#rpc/contract'
import { writePicture } from './pictures-fixture.ts'
import { callerOf, codeOf, finishedJob, tempFolder, testStudio } from './studio-fixture.ts'
import { annotate, blockMask, ringMask, size, type Place } from './transfer-fixture.ts'

/** A project `name` in a folder of its own, of the pictures numbered. */
async function projectOf(folder: string, pictures: readonly number[]): Promise<Place> {
  mkdirSync(folder)
  const photos = join(folder, 'photos')
  mkdirSync(photos)
  for (const i of pictures) await writePicture(join(photos, `${i}.png`), i, size)
  const studio = testStudio(folder)
  const call = callerOf(studio)
  await call('project.create', { path: join(folder, 'p.reaseg') })
  if (pictures.length > 0)
    await finishedJob(studio, call('images.import', { folder: photos, addSamples: false }))
  return { folder, photos, studio, call }
}

async function addTo({ call }: Place, image: string, fields: { query: string; target?: string }) {
  const { rows } = await call('images.list', {})
  const found = rows.find(({ name }) => name === image)!
  return (await call('samples.add', { image: found.id, fields })).id
}

/** Pictures 1 and 2 here, 2 and 3 there; on 2 an equal sample and one that differs. */
async function twoProjects() {
  const root = tempFolder()
  const mine = await projectOf(join(root, 'mine'), [1, 2])
  const theirs = await projectOf(join(root, 'theirs'), [2, 3])
  await addTo(mine, '1.png', { query: 'mine alone' })
  for (const [place, mask] of [
    [mine, ringMask(4)],
    [theirs, blockMask(1, 1, 9, 9)],
  ] as const) {
    await annotate(place, await addTo(place, '2.png', { query: 'the same', target: 'ring' }), {
      target: ringMask(4),
    })
    const other = await addTo(place, '2.png', { query: 'told apart', target: place.folder })
    await annotate(place, other, { target: mask })
  }
  const alone = await addTo(theirs, '3.png', { query: 'theirs alone' })
  await annotate(theirs, alone, { target: ringMask(2) })
  await annotate(theirs, alone, { target: ringMask(9), ignore: blockMask(0, 0, 2, 2) })
  const path = join(theirs.folder, 'p.reaseg')
  return { mine, theirs, path }
}

async function merge(place: Place, params: Params<'project.merge'>): Promise<MergeResult> {
  const job = await finishedJob(place.studio, place.call('project.merge', params))
  expect(job.error).toBeNull()
  return mergeResultSchema.parse(job.result)
}

const queries = async ({ call }: Place) =>
  (await call('samples.list', {})).rows.map(({ query }) => query).toSorted()

describe('merging two projects', () => {
  test('what a dry run says is what is done; the other project stays as it is', async () => {
    const { mine, theirs, path } = await twoProjects()
    const there = await queries(theirs)
    const said = await merge(mine, { path, dryRun: true })
    expect(said).toMatchObject({
      dryRun: true,
      images: { added: 1, same: 1, copied: 0 },
      samples: { added: 2, same: 1, conflicts: 1 },
      conflicts: [
        { query: 'told apart', image: '2.png', differs: ['target', 'mask'], added: null },
      ],
    })
    expect(await queries(mine)).toEqual(['mine alone', 'the same', 'told apart'])
    const done = await merge(mine, { path })
    expect(done).toMatchObject({ images: said.images, samples: said.samples })
    expect(done.versions).toBe(3)
    expect(await queries(mine)).toEqual([
      'mine alone',
      'the same',
      'theirs alone',
      'told apart',
      'told apart',
    ])
    expect(await queries(theirs)).toEqual(there)
  })

  test('masks come with all their versions, pictures are found where they lie', async () => {
    const { mine, theirs, path } = await twoProjects()
    await merge(mine, { path })
    const alone = async ({ call }: Place) => {
      const { rows } = await call('samples.list', {})
      const { id } = rows.find(({ query }) => query === 'theirs alone')!
      return call('samples.get', { sample: id })
    }
    const [added, there] = [await alone(mine), await alone(theirs)]
    expect(added.saved!.target).toEqual(there.saved!.target)
    expect(isEmptyRle(added.saved!.target)).toBe(false)
    expect(maskIou(added.saved!.ignore, blockMask(0, 0, 2, 2))).toBe(1)
    const versions = await mine.call('annotations.versions', { sample: added.row.id })
    expect(versions.map(({ version }) => version)).toEqual([2, 1])
    expect(added.draft.edits.length).toBeGreaterThan(0)
    expect(added.image.path).toBe('../theirs/photos/3.png')
    const undone = await mine.call('edits.undo', {
      sample: added.row.id,
      revision: added.draft.revision,
    })
    expect(undone.cursor).toBe(added.draft.cursor - 1)
  })

  test('of two that differ both are kept, with a remark each, unless said otherwise', async () => {
    const { mine, path } = await twoProjects()
    const { conflicts } = await merge(mine, { path })
    const [conflict] = conflicts
    const remarks = await mine.studio.project().db.selectFrom('comments').selectAll().execute()
    expect(remarks.map(({ sampleId, author }) => [sampleId, author])).toEqual([
      [conflict!.added, 'merge'],
      [conflict!.sample, 'merge'],
    ])
    const again = await merge(mine, { path })
    expect(again.samples).toEqual({ added: 0, same: 3, conflicts: 0 })
    expect(again.versions).toBe(0)
  })

  test.each(['mine', 'theirs'] as const)('or %s', async (conflicts) => {
    const { mine, theirs, path } = await twoProjects()
    const { rows } = await mine.call('samples.list', { filter: { search: 'told' } })
    const before = await mine.call('samples.get', { sample: rows[0]!.id })
    const result = await merge(mine, { path, conflicts })
    expect(result.samples).toEqual({ added: 1, same: 1, conflicts: 1 })
    expect((await queries(mine)).filter((query) => query === 'told apart')).toHaveLength(1)
    const after = await mine.call('samples.get', { sample: rows[0]!.id })
    const wanted = conflicts === 'mine' ? ringMask(4) : blockMask(1, 1, 9, 9)
    expect(maskIou(after.saved!.target, wanted)).toBe(1)
    expect(maskIou(after.draft.target, wanted)).toBe(1)
    expect(after.fields.target).toBe(conflicts === 'mine' ? mine.folder : theirs.folder)
    const versions = await mine.call('annotations.versions', { sample: rows[0]!.id })
    expect(maskIou(versions.at(-1)!.target, ringMask(4))).toBe(1)
    if (conflicts === 'mine') return expect(after).toEqual(before)
    expect(versions).toHaveLength(2)
    const push = {
      sample: rows[0]!.id,
      revision: before.draft.revision,
      edits: [{ kind: 'no-target' as const, value: true }],
    }
    expect(await codeOf(mine.call('edits.push', push))).toBe('stale_revision')
    const told = await mine.studio.project().db.selectFrom('textChanges').selectAll().execute()
    expect(told.map(({ beforeJson }) => JSON.parse(beforeJson).target)).toEqual([mine.folder])
    return undefined
  })

  test('pictures are copied beside the project where asked for; a missing one is told', async () => {
    const { mine, theirs, path } = await twoProjects()
    rmSync(join(theirs.photos, '3.png'))
    const missing = await merge(mine, { path, copyImages: true, conflicts: 'mine' })
    expect(missing.leftOut).toHaveLength(1)
    expect(missing.images).toEqual({ added: 1, same: 1, copied: 0 })
    const fresh = await projectOf(join(mine.folder, 'fresh'), [])
    await writePicture(join(theirs.photos, '3.png'), 3, size)
    const copied = await merge(fresh, { path, copyImages: true })
    expect(copied.images).toEqual({ added: 2, same: 0, copied: 2 })
    expect(readdirSync(join(fresh.folder, 'p.images')).toSorted()).toEqual(['2.png', '3.png'])
    const { rows } = await fresh.call('images.list', {})
    expect(rows.map((row) => row.path)).toEqual(['p.images/2.png', 'p.images/3.png'])
  })

  test('runs come with their candidates, and edits still name the run they took', async () => {
    const { mine, theirs, path } = await twoProjects()
    const { rows } = await theirs.call('samples.list', { filter: { search: 'theirs alone' } })
    for (const place of [mine, theirs]) {
      const db = place.studio.project().writer()
      const [first] = (await place.call('samples.list', {})).rows
      const sampleId = place === theirs ? rows[0]!.id : first!.id
      const empty = { settingsJson: '{}', reasoningJson: '{}', boxesJson: '[]', priorJson: null }
      const rest = { timingsJson: '{}', numbersJson: '{}', flagsJson: '[]', modelDigest: '' }
      await db
        .insertInto('runs')
        .values({ sampleId, createdAt: '', modelId: place.folder, ...empty, ...rest })
        .execute()
    }
    const db = theirs.studio.project().writer()
    await db
      .insertInto('candidates')
      .values({
        runId: 1,
        id: 'a',
        rank: 1,
        source: 'initial',
        region: 0,
        counts: 'x',
        token: 0,
        predictedIou: 1,
        stability: null,
        seedJson: null,
        flagsJson: '[]',
        score: 1,
        termsJson: '{}',
        alikeOf: null,
        reason: null,
      })
      .execute()
    await db
      .updateTable('annotations')
      .set({ runId: 1 })
      .where('sampleId', '=', rows[0]!.id)
      .execute()
    await db
      .updateTable('edits')
      .set({ dataJson: '{"kind":"mask","params":{"run":1,"candidates":"a"}}' })
      .where('sampleId', '=', rows[0]!.id)
      .where('sequence', '=', 1)
      .execute()
    expect(await merge(mine, { path })).toMatchObject({ runs: 1 })
    const here = mine.studio.project().db
    const run = await here
      .selectFrom('runs')
      .select(['id', 'sampleId'])
      .where('modelId', '=', theirs.folder)
      .executeTakeFirstOrThrow()
    expect(run.id).toBe(2)
    const candidates = await here.selectFrom('candidates').select(['runId', 'id']).execute()
    expect(candidates).toEqual([{ runId: 2, id: 'a' }])
    const saved = await here
      .selectFrom('annotations')
      .select('runId')
      .where('sampleId', '=', run.sampleId)
      .execute()
    expect(saved.map(({ runId }) => runId)).toEqual([2, 2])
    const [edit] = await here
      .selectFrom('edits')
      .select('dataJson')
      .where('sampleId', '=', run.sampleId)
      .orderBy('sequence')
      .execute()
    expect(JSON.parse(edit!.dataJson)).toMatchObject({ params: { run: 2, candidates: 'a' } })
  })

  test('verdicts come along, and opinions that are not given yet do not', async () => {
    const { mine, theirs, path } = await twoProjects()
    const { rows } = await theirs.call('samples.list', { filter: { search: 'theirs alone' } })
    const sample = rows[0]!.id
    const own = (await theirs.call('samples.get', { sample })).draft
    const db = theirs.studio.project().writer()
    await startOpinion(db, sample, 'Ada')
    await db
      .updateTable('reviewQueue')
      .set({ isOpen: 0, lead: 0.25 })
      .where('sampleId', '=', sample)
      .execute()
    await merge(mine, { path })
    const here = mine.studio.project().db
    const [added] = (await mine.call('samples.list', { filter: { search: 'theirs alone' } })).rows
    const queued = await here
      .selectFrom('reviewQueue')
      .select(['isOpen', 'lead'])
      .where('sampleId', '=', added!.id)
      .execute()
    expect(queued).toEqual([{ isOpen: 0, lead: 0.25 }])
    const { draft } = await mine.call('samples.get', { sample: added!.id })
    expect(draft.target).toEqual(own.target)
    expect(draft.edits.length).toBe(own.edits.length)
    expect(await here.selectFrom('setAside').selectAll().execute()).toEqual([])
    expect(
      await theirs.studio.project().db.selectFrom('setAside').selectAll().execute(),
    ).toHaveLength(1)
  })

  test('refuses itself and what is no project, and leaves nothing behind', async () => {
    const { mine } = await twoProjects()
    const own = join(mine.folder, 'p.reaseg')
    expect(await codeOf(mine.call('project.merge', { path: own }))).toBe('bad_input')
    const job = await finishedJob(
      mine.studio,
      mine.call('project.merge', { path: join(mine.photos, '1.png') }),
    )
    expect(job.error?.code).toBe('not_a_project')
    expect(existsSync(join(mine.folder, 'p.images'))).toBe(false)
    expect(await queries(mine)).toHaveLength(3)
  })
})

test('every table is carried over or known to stay', async () => {
  const { mine } = await twoProjects()
  const file = new Database(join(mine.folder, 'p.reaseg'), { readonly: true })
  const tables = (file.pragma('table_list') as { schema: string; name: string; type: string }[])
    .filter(
      ({ schema, type, name }) =>
        schema === 'main' && type === 'table' && !name.startsWith('sqlite_'),
    )
    .map(({ name }) => name)
  file.close()
  expect(tables.toSorted()).toEqual([...carriedTables, ...leftTables].toSorted())
})
