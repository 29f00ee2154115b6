import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { added, addJob, rowsFile } from './prediction-fixture.ts'
import { recordRun } from './review-fixture.ts'
import { callerOf, testStudio } from './studio-fixture.ts'
import { blockMask, filledPlace, ringMask } from './transfer-fixture.ts'

test('the last runs under a filter are predictions, with their candidates', async () => {
  const place = await filledPlace()
  const { call } = place
  const truth = blockMask(3, 4, 20, 9)
  await recordRun(place, 3, [[truth, 0.9]])
  await recordRun(place, 3, [
    [blockMask(30, 20, 39, 29), 0.8],
    [truth, 0.5],
  ])
  await recordRun(place, 2, [])
  const accepted = { name: 'ours', source: 'runs', filter: { status: 'accepted' } } as const
  const found = await added(place, accepted)
  expect(found.matched).toBe(2)
  expect(found.leftOut).toMatchObject([{ reason: '2 samples have no run' }])
  const one = await call('predictions.case', { set: found.set, sample: 3 })
  expect(one.run).toBe(2)
  expect(one.row).toMatchObject({ iou: 0, score: 0.8, isMissing: false })
  expect(one.candidates).toMatchObject([
    { score: 0.8, iou: 0, isChosen: true },
    { score: 0.5, iou: 1, isChosen: false },
  ])
  expect(one.boxes).toEqual([{ x0: 0, y0: 0, x1: 4, y1: 4 }])
  // Its reasoning says that there is no target, and there is one: the first thing that went wrong.
  expect(one).toMatchObject({ saysAbsent: true, row: { measured: { cause: 'reasoning' } } })
  const empty = await call('predictions.case', { set: found.set, sample: 2 })
  expect(empty.row).toMatchObject({ prediction: 0, isMissing: false })
  const none = await addJob(place, { name: 'none', source: 'runs', filter: { status: 'todo' } })
  expect(none.error?.message).toContain('has a run')
})

test('priors lie beside the predictions they are named after', async () => {
  const place = await filledPlace()
  const folder = join(place.folder, 'priors')
  mkdirSync(folder)
  const grey = (name: string) =>
    sharp(Buffer.from([255, 0, 0, 0]), { raw: { width: 2, height: 2, channels: 1 } })
      .png()
      .toFile(join(folder, name))
  for (const name of ['2.png', '1__2.png', '3__2.png', '9.png']) await grey(name)
  writeFileSync(join(folder, '3.npy'), 'no prior')
  const path = rowsFile(place.folder, 'p.jsonl', [
    { sample: 3, rle: ringMask(4) },
    { sample: 2, rle: ringMask(4) },
    { sample: 5, rle: ringMask(20) },
  ])
  const params = { name: 'mine', source: 'jsonl', path, priors: folder } as const
  const { set, leftOut } = await added(place, params)
  expect(leftOut.map(({ file }) => file.split('/').at(-1))).toEqual(['3.npy', '3__2.png', '9.png'])
  const priorOf = async (sample: number) =>
    (await place.call('predictions.case', { set, sample })).prior
  expect((await priorOf(3))![0]).toBe(1)
  expect((await priorOf(3))!.at(-1)).toBe(0)
  expect(await priorOf(2)).toHaveLength(1024)
  expect(await priorOf(5)).toBeNull()
})

test('a project that cannot be written to is evaluated and measured all the same', async () => {
  const place = await filledPlace()
  const path = rowsFile(place.folder, 'p.jsonl', [
    { sample: 2, rle: ringMask(4) },
    { sample: 4, rle: ringMask(4), no_target: true },
  ])
  const { set } = await added(place, { name: 'mine', source: 'jsonl', path })
  const here = await place.call('predictions.evaluate', { set })
  await place.studio.close()
  const studio = testStudio(place.folder)
  const call = callerOf(studio)
  await call('project.open', { path: join(place.folder, 'p.reaseg'), readOnly: true })
  expect(await call('predictions.evaluate', { set })).toMatchObject({ metrics: here.metrics })
  const report = await call('predictions.funnel', { set })
  expect(report).toMatchObject({ pending: 0, samples: 4, right: 1 })
  const { rows } = await call('predictions.samples', { set, order: 'sample' })
  expect(rows.map(({ sample, measured }) => [sample, measured?.cause])).toEqual([
    [2, 'right'],
    [3, 'unknown'],
    // It says that there is none, which is true, and gives a mask all the same.
    [4, 'mask'],
    [5, 'unknown'],
  ])
})
