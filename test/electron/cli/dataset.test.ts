import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { runJson, runStudio } from './run-studio.ts'

const place = mkdtempSync(join(tmpdir(), 'dataset-'))
const home = join(place, 'home')
const json = <T = Record<string, unknown>>(...args: string[]) => runJson<T>(home, args)
afterAll(() => rmSync(place, { recursive: true }))

async function newProject(name: string, pictures: readonly number[]): Promise<string> {
  const images = join(place, `${name}-images`)
  mkdirSync(images)
  for (const i of pictures)
    await sharp({ create: { width: 40 + i, height: 30, channels: 3, background: '#456' } })
      .png()
      .toFile(join(images, `cam${i % 2}_${i}.png`))
  const project = join(place, `${name}.reaseg`)
  await json('init', project)
  await json('import', project, '--images', images)
  for (const i of pictures)
    await json('query', project, '--image', `cam${i % 2}_${i}.png`, '--text', `where is ${i}?`)
  return project
}

test('divide, count, merge, bundle: each says what it did', { timeout: 240_000 }, async () => {
  const mine = await newProject('mine', [1, 2])
  const theirs = await newProject('theirs', [2, 3])

  const plan = ['split', mine, '--all', '--ratios', '50,50,0', '--sources', '{source}_*']
  expect(await json(...plan)).toMatchObject({ samples: 2, groups: 2, changes: 2, applied: false })
  expect(await json(...plan, '--apply')).toMatchObject({ applied: true, changed: 2, leaks: 0 })
  expect(await json('split', mine, '--restore')).toEqual({ changed: 2 })
  const told = await runStudio(home, plan)
  expect(told.stdout).toContain('2 samples would change: --apply')

  const info = await json<{ samples: number; stats: { figures: { id: string; n: number }[] } }>(
    'info',
    mine,
    '--stats',
  )
  expect(info.stats.figures.find(({ id }) => id === 'words')).toMatchObject({ n: 2, median: 3 })

  const merge = ['merge', mine, theirs, '--copy-images']
  const would = await json(...merge, '--dry-run')
  expect(would).toMatchObject({ dryRun: true, samples: { added: 1, same: 1, conflicts: 0 } })
  expect(existsSync(join(place, 'mine.images'))).toBe(false)
  expect(await json(...merge)).toMatchObject({ images: { added: 1, same: 1, copied: 1 } })
  expect(readdirSync(join(place, 'mine.images'))).toEqual(['cam1_3.png'])

  const zip = join(place, 'mine.zip')
  expect(await json('bundle', mine, '--out', zip, '--images')).toMatchObject({ images: 3 })
  expect((await runStudio(home, ['bundle', mine, '--out', zip])).stderr).toContain('there already')
  const into = join(place, 'unpacked')
  expect(await json('bundle', zip, '--unpack', into)).toMatchObject({ images: 3, leftOut: [] })
  expect(await json('info', join(into, 'mine.reaseg'))).toMatchObject({
    images: 3,
    missingImages: 0,
    samples: 3,
    integrity: 'ok',
  })
})
