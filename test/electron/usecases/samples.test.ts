import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { createMask } from '#core/mask/mask'
import { emptyRle, maskFromRle, rleFromMask } from '#core/mask/rle'
import { rleArea, uniteRles } from '#core/mask/rle-ops'
import type { Rle } from '#core/mask/mask'
import { imageBox } from '#core/geometry/box'
import { addRun, type NewRun } from '#electron/store/runs'
import type { Studio } from '#electron/usecases/studio'
import { pipelineSettingsSchema } from '#rpc/schemas/pipeline'
import { writePicture } from './pictures-fixture.ts'
import {
  callerOf,
  codeOf,
  finishedJob,
  tempFolder,
  testStudio,
  type Caller,
} from './studio-fixture.ts'

const size = { width: 40, height: 30 }
let folder: string
let studio: Studio
let call: Caller
let sample: number

beforeEach(async () => {
  folder = tempFolder()
  mkdirSync(join(folder, 'photos'))
  for (const i of [1, 2, 3]) await writePicture(join(folder, 'photos', `${i}.png`), i)
  studio = testStudio(folder)
  call = callerOf(studio)
  await call('project.create', { path: join(folder, 'p.reaseg') })
  await call('settings.save', { annotator: 'Ada' })
  await finishedJob(studio, call('images.import', { folder: join(folder, 'photos') }))
  sample = (await call('samples.list')).rows[0]!.id
})

function block(x0: number, y0: number, x1: number, y1: number): Rle {
  const mask = createMask(size)
  for (let y = y0; y < y1; y++) mask.bits.fill(1, y * size.width + x0, y * size.width + x1)
  return rleFromMask(mask)
}

function stroke(delta: Rle) {
  return {
    kind: 'mask' as const,
    layer: 'target' as const,
    tool: 'brush' as const,
    delta: { size: [delta.size[0], delta.size[1]] as [number, number], counts: delta.counts },
  }
}

function runWith(masks: readonly Rle[]): NewRun {
  return {
    sampleId: sample,
    settings: pipelineSettingsSchema.parse({}),
    reasoning: { kind: 'absent', rationale: '' },
    boxes: [imageBox(0, 0, 4, 4)],
    prior: { weights: Array.from({ length: 1024 }, () => 0.5), sources: ['region'] },
    candidates: masks.map((rle, i) => ({
      id: `c0${i + 1}`,
      source: 'multimask',
      region: 0,
      rle,
      predictedIou: 0.9,
      stability: null,
      token: i,
      seed: null,
      flags: [],
      rank: i + 1,
      score: 0.9 - i / 10,
      terms: {
        predictedIou: 0.9,
        stability: 0,
        priorInside: 1,
        priorCovered: 1,
        areaSanity: 1,
        borderFree: 1,
      },
      alikeOf: null,
      reason: null,
    })),
    model: { id: 'fake', digest: '00' },
    timings: { encode: 1.5 },
    numbers: [{ a: 1 }],
    flags: [],
    record: {},
    calls: [],
  }
}

describe('samples', () => {
  test('add, edit a part, duplicate, remove, restore', async () => {
    const image = (await call('images.list')).rows[1]!.id
    const hint = { kind: 'absent' as const, rationale: 'none' }
    const added = await call('samples.add', {
      image,
      fields: { query: 'What protects "the snail"?\n🐌', target: 'shell', variants: ['v1'] },
      hint,
    })
    const edited = await call('samples.edit', {
      sample: added.id,
      fields: { category: 'spatial', components: ['counting'] },
    })
    expect(edited.fields).toMatchObject({ target: 'shell', variants: ['v1'], category: 'spatial' })
    expect(edited.hint).toEqual(hint)
    expect(edited.siblings).toHaveLength(1)
    const copy = await call('samples.duplicate', { sample: added.id })
    expect(copy).toMatchObject({ query: added.query, category: 'spatial', status: 'todo' })
    await call('samples.remove', { samples: [added.id, copy.id] })
    expect((await call('samples.list')).total).toBe(3)
    expect(await codeOf(call('samples.get', { sample: added.id }))).toBe('not_found')
    await call('samples.restore', { samples: [added.id] })
    expect((await call('samples.get', { sample: added.id })).fields).toEqual(edited.fields)
  })

  test('an image that is not there', async () => {
    expect(await codeOf(call('samples.add', { image: 99, fields: { query: '' } }))).toBe(
      'not_found',
    )
  })

  test('a changed query makes runs and the saved mask stale, another field does not', async () => {
    const runId = await addRun(studio.project().writer(), runWith([block(1, 1, 5, 5)]))
    await call('annotations.accept', { sample, runId, candidateIds: ['c01'] })
    const same = await call('samples.edit', { sample, fields: { target: 'x' } })
    expect(same).toMatchObject({ run: { isStale: false }, saved: { isStale: false } })
    const other = await call('samples.edit', { sample, fields: { query: 'new' } })
    expect(other).toMatchObject({ run: { isStale: true }, saved: { isStale: true } })
  })

  test('neighbours and the next one to do', async () => {
    const ids = (await call('samples.list')).rows.map((row) => row.id)
    await call('annotations.noTarget', { sample: ids[1]! })
    expect(await call('samples.neighbour', { sample: null, step: 'next' })).toEqual({
      sample: ids[0],
      position: 0,
      total: 3,
    })
    expect(await call('samples.neighbour', { sample: ids[0]!, step: 'next-todo' })).toEqual({
      sample: ids[2],
      position: 2,
      total: 3,
    })
    expect(await call('samples.neighbour', { sample: ids[2]!, step: 'next' })).toEqual({
      sample: null,
      position: null,
      total: 3,
    })
    expect((await call('samples.neighbour', { sample: null, step: 'previous' })).sample).toBe(
      ids[2],
    )
  })
})

describe('edits', () => {
  test('push, undo, redo, over a restart', async () => {
    const first = block(2, 2, 10, 10)
    const drawn = await call('edits.push', { sample, revision: 0, edits: [stroke(first)] })
    expect(drawn).toMatchObject({ revision: 1, cursor: 1, target: first })
    await call('edits.push', { sample, revision: 1, edits: [stroke(block(5, 5, 20, 20))] })
    await call('project.close')
    await call('project.open', { path: join(folder, 'p.reaseg') })
    const undone = await call('edits.undo', { sample, revision: 2 })
    expect(undone).toMatchObject({ revision: 3, cursor: 1, target: first })
    expect(undone.edits.map((edit) => edit.label)).toEqual(['Brush', 'Brush'])
    expect(await call('edits.undo', { sample, revision: 3 })).toMatchObject({
      cursor: 0,
      target: emptyRle(size),
    })
    expect(await call('edits.redo', { sample, revision: 4 })).toMatchObject({ target: first })
    const branched = await call('edits.push', {
      sample,
      revision: 5,
      edits: [stroke(block(0, 0, 1, 1))],
    })
    expect(branched.edits).toHaveLength(2)
    expect(await codeOf(call('edits.redo', { sample, revision: 6 }))).toBe('bad_input')
  })

  test('an older revision is refused and changes nothing', async () => {
    await call('edits.push', { sample, revision: 0, edits: [stroke(block(0, 0, 3, 3))] })
    for (const method of ['edits.undo', 'edits.redo'] as const)
      expect(await codeOf(call(method, { sample, revision: 0 }))).toBe('stale_revision')
    expect(
      await codeOf(call('annotations.save', { sample, revision: 0, status: 'accepted' })),
    ).toBe('stale_revision')
    expect((await call('samples.get', { sample })).draft.revision).toBe(1)
  })

  test.each([
    [
      'of another size',
      { size: [30, 41] as [number, number], counts: emptyRle({ width: 41, height: 30 }).counts },
      'none',
    ],
    [
      'set, of another size',
      rleFromMask({ size: { width: 3, height: 3 }, bits: new Uint8Array(9).fill(1) }),
      'size_mismatch',
    ],
    ['not run lengths', { size: [30, 40] as [number, number], counts: 'zzz' }, 'bad_rle'],
  ])('a delta %s', async (_, delta, code) => {
    const edit = {
      ...stroke(emptyRle(size)),
      delta: { size: [...delta.size] as [number, number], counts: delta.counts },
    }
    expect(await codeOf(call('edits.push', { sample, revision: 0, edits: [edit] }))).toBe(code)
    expect((await call('samples.get', { sample })).draft.revision).toBe(0)
  })
})

describe('annotations', () => {
  test('several candidates are joined and the join can be undone', async () => {
    const [a, b] = [block(1, 1, 6, 6), block(20, 20, 25, 25)]
    const runId = await addRun(studio.project().writer(), runWith([a, b]))
    const detail = await call('annotations.accept', { sample, runId, candidateIds: ['c01', 'c02'] })
    expect(detail.row).toMatchObject({ status: 'accepted', noTarget: false })
    expect(detail.saved).toMatchObject({
      version: 1,
      source: 'candidate',
      annotator: 'Ada',
      target: uniteRles(a, b),
      candidateIds: ['c01', 'c02'],
    })
    const undone = await call('edits.undo', { sample, revision: detail.draft.revision })
    expect(undone.target).toEqual(emptyRle(size))
  })

  test('a corrected candidate, a drawn mask and no target say so', async () => {
    const runId = await addRun(studio.project().writer(), runWith([block(1, 1, 6, 6)]))
    const taken = await call('annotations.accept', { sample, runId, candidateIds: ['c01'] })
    const draft = await call('edits.push', {
      sample,
      revision: taken.draft.revision,
      edits: [stroke(block(6, 1, 8, 6))],
    })
    const save = { status: 'accepted' as const, runId, candidateIds: ['c01'] }
    const saved = await call('annotations.save', { sample, revision: draft.revision, ...save })
    expect(saved.saved).toMatchObject({ version: 2, source: 'corrected' })
    expect(rleArea(saved.saved!.target)).toBe(35)
    const none = await call('annotations.noTarget', { sample })
    expect(none.saved).toMatchObject({ version: 3, source: 'no-target', noTarget: true })
    expect(none.row).toMatchObject({ status: 'accepted', noTarget: true })
    expect(maskFromRle(none.saved!.target).bits.includes(1)).toBe(false)
    expect((await call('annotations.versions', { sample })).map((one) => one.version)).toEqual([
      3, 2, 1,
    ])
    const ids = (await call('samples.list')).rows.map((row) => row.id)
    await call('edits.push', { sample: ids[1]!, revision: 0, edits: [stroke(block(0, 0, 2, 2))] })
    const drawn = await call('annotations.save', { sample: ids[1]!, revision: 1, status: 'draft' })
    expect(drawn).toMatchObject({ saved: { source: 'drawn' }, row: { status: 'draft' } })
  })

  test.each([
    ['of another sample', 1, ['c01']],
    ['not there', 0, ['c09']],
  ])('a candidate %s', async (_, other, candidateIds) => {
    const runId = await addRun(studio.project().writer(), runWith([block(1, 1, 6, 6)]))
    const ids = (await call('samples.list')).rows.map((row) => row.id)
    expect(
      await codeOf(call('annotations.accept', { sample: ids[other]!, runId, candidateIds })),
    ).toBe('not_found')
    expect((await call('project.info'))?.accepted).toBe(0)
  })

  test('a run comes back as it was recorded', async () => {
    const run = runWith([block(1, 1, 6, 6), block(2, 2, 3, 3)])
    await addRun(studio.project().writer(), run)
    const { calls: _, ...recorded } = run
    expect((await call('runs.list', { sample }))[0]).toMatchObject({ ...recorded, isStale: false })
  })
})
