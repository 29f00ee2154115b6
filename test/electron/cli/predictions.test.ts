import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { blockMask, size } from '../usecases/transfer-fixture.ts'
import { writePicture } from '../usecases/pictures-fixture.ts'
import { runJson, runStudio } from './run-studio.ts'

const place = mkdtempSync(join(tmpdir(), 'predictions-'))
const home = join(place, 'home')
const project = join(place, 'p.reaseg')
const json = <T = Record<string, unknown>>(...args: string[]) => runJson<T>(home, args)

afterAll(() => rmSync(place, { recursive: true }))

/** Two accepted samples: a block, and nothing that answers the query. */
async function fill(): Promise<void> {
  mkdirSync(join(place, 'images'))
  for (const name of ['a.png', 'b.png'])
    await writePicture(join(place, 'images', name), name === 'a.png' ? 1 : 2, size)
  const images = ['a.png', 'b.png'].map((name, i) => ({ id: i + 1, ...size, file_name: name }))
  const segmentation = blockMask(0, 0, 10, 10)
  const sgdr = { category: 'knowledge', components: [] }
  const annotations = [
    { id: 1, image_id: 1, category_id: 1, segmentation, iscrowd: 0, query: 'what?', sgdr },
  ]
  const categories = [{ id: 1, name: 'block' }]
  const coco = join(place, 'coco.json')
  writeFileSync(coco, JSON.stringify({ images, annotations, categories }))
  await json('init', project)
  await json('import', project, '--coco', coco, '--images', join(place, 'images'))
  await json('import', project, '--images', join(place, 'images'))
  await json('query', project, '--image', 'b.png', '--text', 'none?')
  await json('accept', project, '--sample', '2', '--no-target')
}

test('added, listed, evaluated and removed', { timeout: 240_000 }, async () => {
  await fill()
  const rows = join(place, 'rows.jsonl')
  const half = { image: 'a.png', rle: blockMask(0, 0, 10, 5), score: 0.5 }
  writeFileSync(
    rows,
    [half, { image: 'c.png', rle: null }].map((row) => JSON.stringify(row)).join('\n'),
  )
  const add = ['predictions', project, '--add', 'mine', '--jsonl', rows]
  expect(await json(...add)).toEqual({
    matched: 1,
    leftOut: [{ file: rows, line: 2, reason: 'row 2: there is no image c.png in the project' }],
  })
  expect(await json('predictions', project, '--list')).toMatchObject([
    { name: 'mine', source: 'jsonl', matched: 1, leftOut: 1 },
  ])
  const found = await json('evaluate', project, '--predictions', 'mine')
  expect(found).toMatchObject({
    n: 2,
    nMissing: 1,
    nEmpty: 1,
    gIoU: 0.75,
    cIoU: 0.5,
    byCategory: { knowledge: { n: 1, gIoU: 0.5, cIoU: 0.5 } },
    samples: [
      { sample: 1, iou: 0.5, intersection: 50, union: 100 },
      { sample: 2, iou: 1, intersection: 0, union: 0 },
    ],
  })
  const lisa = found['lisa'] as { gIoU: number; cIoU: number }
  expect(lisa.gIoU).toBeCloseTo((50 / (100 + 1e-5) + 1) / (2 + 1e-5), 12)
  expect(lisa.cIoU).toBeCloseTo(50 / (100 + 1e-10), 12)
  const dropped = await json('evaluate', project, '--predictions', 'mine', '--drop-missing')
  expect(dropped).toMatchObject({
    n: 1,
    nMissing: 1,
    nEmpty: 0,
    gIoU: 0.5,
    samples: [{ sample: 1 }],
  })
  const text = await runStudio(home, ['evaluate', project, '--predictions', 'mine'])
  expect(text.stdout).toMatch(/0\.7500/)
  expect(text.stdout).toMatch(/gIoU, LISA: sum of/)

  const usage = await runStudio(home, [...add, '--runs'])
  expect(usage.exitCode).toBe(2)
  const again = await runStudio(home, add)
  expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('mine already') })
  const none = await runStudio(home, ['evaluate', project, '--predictions', 'yours'])
  expect(none).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('There are: mine') })
  expect(await json('predictions', project, '--remove', 'mine')).toEqual({ removed: 'mine' })
  expect(await json('predictions', project)).toEqual([])
})
