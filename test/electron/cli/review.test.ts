import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { writePicture } from '../usecases/pictures-fixture.ts'
import { runJson, runStudio } from './run-studio.ts'

const place = mkdtempSync(join(tmpdir(), 'review-'))
const project = join(place, 'p.reaseg')
const args = (...more: string[]) => ['review', project, ...more]
const json = <T = Record<string, unknown>>(...more: string[]) =>
  runJson<T>(join(place, 'home'), more)

afterAll(() => rmSync(place, { recursive: true }))

test('people, work, queue, verdicts and agreement', { timeout: 240_000 }, async () => {
  mkdirSync(join(place, 'images'))
  for (const [i, name] of ['a.png', 'b.png'].entries())
    await writePicture(join(place, 'images', name), i + 1)
  await json('init', project)
  await json('import', project, '--images', join(place, 'images'))
  for (const image of ['a.png', 'b.png'])
    await json('query', project, '--image', image, '--text', 'none?')
  await json('accept', project, '--sample', '1,2', '--no-target')
  expect(await json(...args())).toMatchObject({ total: 2, rows: [{ sample: 1 }, { sample: 2 }] })
  expect(await json(...args('--add-annotator', 'Rex'))).toMatchObject([{ name: 'Rex' }])
  expect(await json(...args('--assign', 'Rex', '--most', '1'))).toEqual({ assigned: 1, known: 0 })
  const mine = await json<{ rows: { sample: number }[] }>(
    ...args('--scope', 'assigned', '--as', 'Rex'),
  )
  expect(mine.rows).toHaveLength(1)
  const nobody = await runStudio(join(place, 'home'), args('--verdict', 'fix', '--sample', '1'))
  expect(nobody).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('--as NAME') })
  const said = ['--verdict', 'fix', '--sample', '1', '--as', 'Rex', '--comment', 'look again']
  expect(await json(...args(...said))).toMatchObject({
    reviews: [{ sample: 1, reviewer: 'Rex', verdict: 'fix' }],
  })
  expect(await json('samples', project, '--status', 'draft')).toMatchObject([{ sample: 1 }])
  expect(await json(...args())).toMatchObject({ total: 1, reviewed: 1 })
  expect(await json(...args('--agreement'))).toMatchObject({ overall: null, total: 0 })
  const both = await runStudio(join(place, 'home'), args('--agreement', '--annotators'))
  expect(both.exitCode).toBe(2)
  const text = await runStudio(join(place, 'home'), args('--annotators'))
  expect(text.stdout).toMatch(/Rex/)
})
