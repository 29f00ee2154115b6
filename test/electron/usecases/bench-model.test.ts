import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApplication, type Application } from '#electron/usecases/application'
import { benchModel, type BenchInput, type BenchResult } from '#electron/usecases/bench-model'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { failure } from '#models/failure'
import { writeBenchSet, type BenchFixture } from './bench-fixture.ts'
import { codeOf } from './studio-fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'bench-model-'))
let application: Application
let files: BenchFixture

beforeAll(async () => {
  application = openApplication({
    mode: 'browser',
    processName: 'cli',
    homeDir: join(folder, 'home'),
    embeddingsDir: join(folder, 'embeddings'),
  })
  files = await writeBenchSet(folder)
})
afterAll(async () => {
  await application.studio.close()
  rmSync(folder, { recursive: true, force: true })
})

function bench(more: Partial<BenchInput> = {}, signal = new AbortController().signal) {
  const input = { segmenter: 'embedded-2', limit: null, ...files, ...more }
  return benchModel(application.studio, input, { signal, onProgress: () => undefined })
}

const valueOf = ({ figures }: BenchResult, key: string) =>
  figures.find((figure) => figure.key === key)?.value

describe('the embedded model on a disc', () => {
  let result: BenchResult
  beforeAll(async () => {
    result = await bench()
  })

  test('every object that can be is measured, whatever form its mask has', () => {
    expect(result.n).toEqual({ images: 1, objects: 2 })
    expect(result.objects.map(({ id }) => id)).toEqual([1, 7])
    expect(result.segmenter.id).toBe('embedded-2')
  })

  test('the others are left out, each with its reason', () => {
    const reasons = result.leftOut.map(({ reason }) => reason)
    expect(reasons).toEqual([
      expect.stringMatching(/image 2: there is no gone\.png/),
      expect.stringMatching(/id 3\): a crowd/),
      expect.stringMatching(/id 4\): the mask is 2 × 2/),
      expect.stringMatching(/id 5\): .*no pixel/),
      expect.stringMatching(/no image 9/),
      expect.stringMatching(/id 1\): its id is there twice/),
    ])
  })

  test('a plain disc is found by its box and by clicks', () => {
    const [disc] = result.objects
    expect(disc?.box?.masks[0]?.iou).toBeGreaterThan(0.85)
    expect(disc?.click).toHaveLength(3)
    expect(disc?.filledBox.iou).toBeCloseTo(Math.PI / 4, 1)
  })

  test('masks come in the order of their predicted IoU, and correcting begins with the first click', () => {
    for (const { box, click, corrections } of result.objects) {
      for (const masks of [box?.masks ?? [], click]) {
        const predicted = masks.map((mask) => mask.predicted)
        expect(predicted).toEqual(predicted.toSorted((a, b) => b - a))
      }
      expect(corrections?.ious[0]).toBe(click[0]?.iou)
      expect(corrections?.ious.length).toBeLessThanOrEqual(20)
    }
  })

  test('the figures are means over the objects, and times were taken', () => {
    const tops = result.objects.map(({ box }) => box?.masks[0]?.iou ?? NaN)
    expect(valueOf(result, 'boxIou')).toBeCloseTo((tops[0]! + tops[1]!) / 2, 12)
    expect(valueOf(result, 'encodeMilliseconds')).toBeGreaterThan(0)
    expect(valueOf(result, 'decodeMilliseconds')).toBeGreaterThan(0)
    expect(result.grabcut).toBeNull()
  })
})

test('a limit takes the first objects', async () => {
  const { n, objects } = await bench({ limit: 1 })
  expect(n).toEqual({ images: 1, objects: 1 })
  expect(objects[0]?.id).toBe(1)
})

test('the same is measured twice, and with one look only what one look gives', async () => {
  const [a, b] = [await bench({ limit: 1, looks: 1 }), await bench({ limit: 1, looks: 1 })]
  expect(a.objects).toEqual(b.objects)
  expect(a.looks).toBe(1)
})

test('GrabCut is measured, or it is said why not', async () => {
  const script = join(import.meta.dirname, '../../../models/embedded/grabcut.py')
  const { grabcut, objects, figures } = await bench({ grabcut: script })
  const figure = figures.find(({ key }) => key === 'boxIou')
  if (grabcut?.problem === null) {
    expect(grabcut.objects).toBe(2)
    expect(objects[0]?.grabcut?.iou).toBeGreaterThan(0.9)
    expect(figure?.grabcut).toBeGreaterThan(0.4)
  } else {
    expect(grabcut?.problem).toMatch(/python3-opencv/)
    expect(figure?.grabcut).toBeNull()
  }
  const without = await bench({ limit: 1, grabcut: null })
  expect(without.grabcut).toMatchObject({ objects: 0, problem: expect.stringMatching(/source/) })
})

test.each([
  ['model_missing', { segmenter: 'none' }],
  ['file_missing', { coco: join(folder, 'none.json') }],
  ['file_missing', { images: join(folder, 'none') }],
  ['bad_json', { coco: join(folder, 'half.json') }],
  ['bad_input', { coco: join(folder, 'other.json') }],
])('%s: %j', async (code, more) => {
  writeFileSync(join(folder, 'half.json'), '{"images": [')
  writeFileSync(join(folder, 'other.json'), '{"scenes": []}')
  expect(await codeOf(bench(more))).toBe(code)
})

test('cancelled between two prompts', async () => {
  const stop = new AbortController()
  const input = { segmenter: 'embedded-2', limit: null, ...files }
  const work = benchModel(application.studio, input, {
    signal: stop.signal,
    onProgress: ({ total, done }) => {
      if (total !== null && done === 1) stop.abort(failure('cancelled', 'enough'))
    },
  })
  expect(await codeOf(work)).toBe('cancelled')
})
