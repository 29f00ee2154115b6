import { writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { imageBox, type ImageBox } from '#core/geometry/box'
import type { Size } from '#core/geometry/size'
import { createMask, sizeOfRle, type Rle } from '#core/mask/mask'
import { emptyRle, maskFromRle, rleFromMask } from '#core/mask/rle'
import { intersectRles, isEmptyRle, moveRle, rleArea, rleBox, rleOverlap } from '#core/mask/rle-ops'
import { drawnPrior } from '#core/prior/region'
import { editFromStates } from '#core/annotation/edit'
import { readScenes } from '#electron/usecases/demo-scenes'
import type { FailureCause } from '#rpc/schemas/predictions'
import { importResultSchema } from '#rpc/schemas/project'
import { added, rowsFile } from './prediction-fixture.ts'
import { callerOf, finishedJob, tempFolder, testStudio } from './studio-fixture.ts'
import { resultOf, type Place } from './transfer-fixture.ts'

/** The shipped scenes with their true masks, as a data set would bring them. */
async function scenesPlace(): Promise<{ place: Place; targets: Target[] }> {
  const folder = tempFolder()
  const studio = testStudio(folder)
  const call = callerOf(studio)
  await call('project.create', { path: join(folder, 'p.reaseg') })
  const scenes = await readScenes()
  const photos = dirname(scenes[0]!.path)
  const place = { folder, photos, studio, call }
  const images = []
  const annotations: Record<string, unknown>[] = []
  for (const [i, { path, samples }] of scenes.entries()) {
    const [first] = samples.flatMap(({ truth }) => truth ?? [])
    if (first === undefined) continue
    images.push({ id: i + 1, ...sizeOfRle(first), file_name: basename(path) })
    for (const { truth, fields } of samples) {
      if (truth === null) continue
      const { query, target, synonyms, isSentence } = fields
      const id = annotations.length + 1
      const texts = { query, target, synonyms, is_sentence: isSentence }
      const place = { id, image_id: i + 1, category_id: 1, iscrowd: 0 }
      annotations.push({ ...place, segmentation: truth, ...texts })
    }
  }
  const file = join(folder, 'scenes.json')
  const categories = [{ id: 1, name: 'thing', supercategory: '' }]
  writeFileSync(file, JSON.stringify({ images, annotations, categories }))
  const params = { format: 'coco', path: file, images: photos } as const
  const job = await finishedJob(studio, call('transfer.import', params))
  expect(importResultSchema.parse(resultOf(job))).toMatchObject({ leftOut: [] })
  return { place, targets: await targetsOf(place) }
}

type Target = {
  readonly sample: number
  readonly name: string
  readonly truth: Rle
  readonly size: Size
}

/** Large and lonely enough that there is room to miss them. */
async function targetsOf({ call }: Place): Promise<Target[]> {
  const targets: Target[] = []
  for (const { id } of (await call('samples.list', { limit: 1000 })).rows) {
    const detail = await call('samples.get', { sample: id })
    const truth = (await call('annotations.versions', { sample: id }))[0]!.target
    const { size } = detail.image
    const share = rleArea(truth) / (size.width * size.height)
    const hasName = detail.fields.target !== ''
    const isWhole = raggedOf(truth) !== null && elsewhere(truth, size) !== null
    if (share > 0.01 && share < 0.3 && hasName && isWhole)
      targets.push({ sample: id, name: detail.fields.target, truth, size })
  }
  return targets
}

const iou = (a: Rle, b: Rle) => {
  const { intersection, union } = rleOverlap(a, b)
  return intersection / union
}

/** Every other block of four pixels left out where the mask stays above an IoU of 0.5; null where it does not. */
function raggedOf(truth: Rle): Rle | null {
  const mask = maskFromRle(truth)
  const { width } = mask.size
  const bits = mask.bits.map((bit, i) => {
    const [x, y] = [i % width, Math.floor(i / width)]
    return x % 8 < 4 && y % 8 < 4 ? 0 : bit
  })
  const ragged = rleFromMask({ size: mask.size, bits })
  return iou(ragged, truth) > 0.6 ? ragged : null
}

/** The cell of the 9 × 9 grid that is farthest from the truth, if it does not touch it. */
function elsewhere(truth: Rle, size: Size): { row: number; column: number; mask: Rle } | null {
  const box = rleBox(truth)!
  const column = box.x0 > size.width - box.x1 ? 1 : 9
  const row = box.y0 > size.height - box.y1 ? 1 : 9
  const [w, h] = [size.width / 9, size.height / 9]
  const mask = boxMask(imageBox((column - 1) * w, (row - 1) * h, column * w, row * h), size)
  return isEmptyRle(intersectRles(mask, truth)) ? { row, column, mask } : null
}

function boxMask({ x0, y0, x1, y1 }: ImageBox, size: Size): Rle {
  const mask = createMask(size)
  for (let y = Math.round(y0); y < Math.round(y1); y++)
    mask.bits.fill(1, y * size.width + Math.round(x0), y * size.width + Math.round(x1))
  return rleFromMask(mask)
}

const all = [1, 2, 3, 4, 5, 6, 7, 8, 9]

/** A prediction without a fault, and what each fault changes of it. */
function brokenRow({ sample, name, truth, size }: Target, how: FailureCause) {
  const far = elsewhere(truth, size)!
  const box = rleBox(truth)!
  const strips = (from: number, to: number, of: number) =>
    all.filter((id) => id > Math.floor((9 * from) / of) && id <= Math.ceil((9 * to) / of))
  const right = {
    sample,
    rle: truth,
    score: 0.9,
    text: name,
    rows: strips(box.y0, box.y1, size.height),
    columns: strips(box.x0, box.x1, size.width),
    candidates: [{ rle: truth, score: 0.9 }],
    prior: drawnPrior(truth),
  }
  const missed = { rle: far.mask, candidates: [{ rle: far.mask, score: 0.9 }] }
  const away = { rows: [far.row], columns: [far.column] }
  const ragged = raggedOf(truth)
  switch (how) {
    case 'reasoning':
      return { ...right, ...missed, ...away, text: 'zeppelin', prior: drawnPrior(far.mask) }
    case 'undecided':
      return { ...right, ...missed, ...away, text: '', prior: drawnPrior(far.mask) }
    case 'region':
      return { ...right, ...missed, ...away, prior: drawnPrior(far.mask) }
    case 'prior':
      return { ...right, ...missed, prior: drawnPrior(far.mask) }
    case 'candidates':
      return { ...right, ...missed }
    case 'ranking':
      return { ...right, ...missed, candidates: [...missed.candidates, { rle: truth, score: 0.2 }] }
    case 'mask':
      return { ...right, rle: ragged, candidates: [{ rle: ragged, score: 0.9 }] }
    case 'unknown':
      return { sample, rle: far.mask }
    case 'truth':
    case 'right':
      return right
  }
}

const ways: readonly FailureCause[] = [
  'reasoning',
  'region',
  'prior',
  'candidates',
  'ranking',
  'mask',
  'truth',
  'undecided',
  'unknown',
  'right',
]

test('the funnel names what each prediction was broken by', { timeout: 120_000 }, async () => {
  const { place, targets } = await scenesPlace()
  const { call } = place
  expect(targets.length).toBeGreaterThanOrEqual(ways.length)
  const planted = targets.map((target, i) => ({ target, how: ways[i % ways.length]! }))
  const rows = planted.map(({ target, how }) => brokenRow(target, how))
  const spoilt = planted.filter(({ how }) => how === 'truth')
  for (const { target } of spoilt)
    await accept(place, target, elsewhere(target.truth, target.size)!.mask)
  const path = rowsFile(place.folder, 'broken.jsonl', rows)
  const { set, leftOut } = await added(place, { name: 'broken', source: 'jsonl', path })
  expect(leftOut).toEqual([])

  for (const { target } of spoilt) {
    const at = { set, sample: target.sample }
    // Against a wrong truth the rules blame what it disagrees with; a reviewer sees that all of it fits the query.
    expect((await call('predictions.case', at)).row.measured!.cause).toBe('region')
    const tag = { stages: { truth: 'failed' as const }, kinds: ['odd truth'], note: 'wrong thing' }
    const tagged = await call('predictions.tag', { ...at, tag })
    expect(tagged.row).toMatchObject({ measured: { cause: 'truth' }, tag, iou: 0 })
  }
  const scope = { set, filter: { ids: planted.map(({ target }) => target.sample) } }
  let report = await call('predictions.funnel', scope)
  while (report.pending > 0) report = await call('predictions.funnel', scope)
  const found = await call('predictions.samples', { ...scope, order: 'sample' })
  const causes = new Map(found.rows.map((row) => [row.sample, row.measured!.cause]))
  for (const { target, how } of planted)
    expect([target.sample, causes.get(target.sample)]).toEqual([target.sample, how])
  for (const way of ways.slice(0, 7)) {
    const blamed = report.stages.find(({ stage }) => stage === way)!.blamed
    expect([way, blamed]).toEqual([way, planted.filter(({ how }) => how === way).length])
  }
  const undecided = await call('predictions.samples', {
    ...scope,
    choice: { causes: ['undecided'] },
  })
  expect(undecided.rows.map(({ sample }) => sample).toSorted((a, b) => a - b)).toEqual(
    planted.flatMap(({ target, how }) => (how === 'undecided' ? [target.sample] : [])),
  )
  expect(report.kinds.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['wrong-place', 'holes', 'misread-query', 'odd truth']),
  )

  // The truth is mended: the tag goes, and so does the failure.
  const [{ target } = planted[0]!] = spoilt
  await accept(place, target, target.truth)
  expect((await call('predictions.list'))[0]!.stale).toBe(1)
  const at = { set, sample: target.sample }
  const mended = await call('predictions.tag', { ...at, tag: null })
  expect(mended.row).toMatchObject({ measured: { cause: 'right' }, tag: null, iou: 1 })
})

async function accept({ call }: Place, { sample, size }: Target, mask: Rle): Promise<void> {
  const { draft } = await call('samples.get', { sample })
  const before = (await call('annotations.versions', { sample }))[0]!.target ?? emptyRle(size)
  const edit = editFromStates(before, mask, { layer: 'target', tool: 'brush', params: {} })
  const pushed = await call('edits.push', {
    sample,
    revision: draft.revision,
    edits: [structuredClone(edit) as never],
  })
  await call('annotations.save', { sample, revision: pushed.revision, status: 'accepted' })
}

test('differences and inputs of one case add up', { timeout: 60_000 }, async () => {
  const { place, targets } = await scenesPlace()
  const target = targets[0]!
  const rle = moveRle(target.truth, [6, 4], target.size)
  const path = rowsFile(place.folder, 'moved.jsonl', [
    {
      sample: target.sample,
      rle,
      candidates: [{ rle, score: 1 }],
      prior: drawnPrior(target.truth),
    },
  ])
  const { set } = await added(place, { name: 'moved', source: 'jsonl', path })
  const found = await place.call('predictions.case', { set, sample: target.sample })
  const { row, shared, missed, extra } = found
  expect(rleArea(shared)).toBe(row.intersection)
  expect(rleArea(shared) + rleArea(missed)).toBe(row.truth)
  expect(rleArea(shared) + rleArea(extra)).toBe(row.prediction)
  expect(row.iou).toBeCloseTo(iou(rle, target.truth), 12)
  expect(found.candidates).toMatchObject([{ iou: row.iou, isChosen: true }])
  expect(found.inputs).toMatchObject({ regionCover: null, bestIou: row.iou })
  expect(found.inputs.priorCover).toBeGreaterThan(0.5)
  expect(found.stages.find(({ stage }) => stage === 'region')).toMatchObject({ state: 'unknown' })
})
