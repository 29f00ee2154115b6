import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { benchText } from '#electron/cli/bench'
import type { BenchResult } from '#electron/usecases/bench-model'
import { writeBenchSet, type BenchFixture } from '../usecases/bench-fixture.ts'
import { runJson, runStudio } from './run-studio.ts'

const place = mkdtempSync(join(tmpdir(), 'bench-cli-'))
const home = join(place, 'home')
let set: BenchFixture
const bench = (...more: string[]) => ['models', 'bench', 'embedded-2', ...more]
const files = () => ['--coco', set.coco, '--images', set.images]

beforeAll(async () => {
  set = await writeBenchSet(place)
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

test('one JSON document, also in a file; the embeddings leave nothing behind', async () => {
  const out = join(place, 'out.json')
  const result = await runJson<BenchResult>(home, bench(...files(), '--limit', '1', '--out', out))
  expect(result).toMatchObject({ n: { objects: 1 }, looks: null, grabcut: null })
  expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(result)
  expect(existsSync(join(home, 'cache'))).toBe(false)
})

test('a table with its definitions, and what was left out', async () => {
  const run = await runStudio(home, bench(...files(), '--limit', '2', '--definitions'))
  expect(run.exitCode).toBe(0)
  expect(run.stdout).toMatch(/n = 2 objects on 1 images/)
  expect(run.stdout).toMatch(/^box IoU, top +0\.\d{3} +0\.\d{3}$/m)
  expect(run.stdout).toMatch(/^ {2}calibration error: .*ten bins/m)
  expect(run.stdout).toMatch(/6 left out:\n.*set\.json.*gone\.png/)
  expect(run.stderr).toMatch(/embedded-2: 100 %/)
})

test('nothing to measure is a failure', async () => {
  const coco = join(place, 'empty.json')
  writeFileSync(coco, '{"images": [], "annotations": []}')
  const run = await runStudio(home, bench('--coco', coco, '--images', set.images, '--json'))
  expect(run).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/Nothing of .*empty/) })
  expect(JSON.parse(run.stdout)).toMatchObject({ n: { objects: 0 }, objects: [] })
})

test.each([
  [2, 'no --coco', () => ['--images', set.images], /--coco/],
  [2, 'no images', () => ['--coco', set.coco], /--images/],
  [2, 'a limit of nothing', () => [...files(), '--limit', '0'], /whole number from 1/],
  [2, 'three looks', () => [...files(), '--looks', '3'], /choices are 1, 2/],
  [
    1,
    'a file that is not COCO',
    () => ['--coco', join(place, 'no.json'), '--images', place],
    /no\.json/,
  ],
  [1, 'no folder for --out', () => [...files(), '--out', join(place, 'x/y.json')], /--out/],
])('exit code %i: %s', async (exitCode, _name, args, told) => {
  writeFileSync(join(place, 'no.json'), '[]')
  const run = await runStudio(home, bench(...args()))
  expect(run).toMatchObject({ exitCode, stderr: expect.stringMatching(told) })
})

test('a segmenter that is not there is named, with those that are', async () => {
  const run = await runStudio(home, ['models', 'bench', 'other', ...files()])
  expect(run).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/other.*embedded-2/) })
})

test('that GrabCut was not measured is said plainly', () => {
  const problem = 'it has no OpenCV; install python3-opencv'
  const result: BenchResult = {
    segmenter: { id: 'm', digest: '' },
    looks: null,
    coco: 'c.json',
    n: { images: 1, objects: 4 },
    figures: [],
    grabcut: { objects: 3, notStarted: 2, problem },
    objects: [],
    leftOut: [],
  }
  const text = benchText(result, false)
  expect(text).toContain(`GrabCut: ${problem}`)
  expect(text).toContain('its figures are of 3 objects')
  expect(text).toContain('could not start on 2 objects')
  expect(benchText({ ...result, grabcut: null }, false)).not.toContain('GrabCut')
})
