import {
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeEach, describe, expect, test } from 'vitest'
import { refreshMissing } from '#electron/usecases/find-images'
import { importImages } from '#electron/usecases/import-images'
import type { Studio } from '#electron/usecases/studio'
import type { Params } from '#rpc/contract'
import type { ImportResult } from '#rpc/schemas/project'
import { hugePng, writePicture } from './pictures-fixture.ts'
import { callerOf, finishedJob, tempFolder, testStudio, type Caller } from './studio-fixture.ts'

let folder: string
let photos: string
let studio: Studio
let call: Caller

beforeEach(async () => {
  folder = tempFolder()
  photos = join(folder, 'photos')
  mkdirSync(photos)
  studio = testStudio(folder)
  call = callerOf(studio)
  await call('project.create', { path: join(folder, 'p.reaseg') })
})

async function importFrom(params: Params<'images.import'>): Promise<ImportResult> {
  const job = await finishedJob(studio, call('images.import', params))
  expect(job).toMatchObject({ state: 'done', error: null })
  return job.result as ImportResult
}

describe('importing a folder', () => {
  test('takes images below it, in the order of names, each with a sample', async () => {
    mkdirSync(join(photos, 'deep'))
    await writePicture(join(photos, 'b.png'), 1)
    await writePicture(join(photos, 'a.jpg'), 2)
    await writePicture(join(photos, 'deep', 'c.png'), 3)
    writeFileSync(join(photos, 'notes.txt'), 'not for us')
    writeFileSync(join(photos, '._a.jpg'), 'a shadow of another system')
    expect(await importFrom({ folder: photos })).toEqual({
      images: 3,
      samples: 3,
      known: 0,
      leftOut: [],
    })
    const { rows } = await call('images.list')
    expect(rows.map((row) => row.path)).toEqual([
      'photos/a.jpg',
      'photos/b.png',
      'photos/deep/c.png',
    ])
    expect(await importFrom({ folder: photos })).toMatchObject({ images: 0, samples: 0, known: 3 })
  })

  test('not into folders below when asked so, and no samples when not wanted', async () => {
    mkdirSync(join(photos, 'deep'))
    await writePicture(join(photos, 'a.png'), 1)
    await writePicture(join(photos, 'deep', 'b.png'), 2)
    expect(await importFrom({ folder: photos, recursive: false, addSamples: false })).toMatchObject(
      { images: 1, samples: 0 },
    )
  })

  test('the same bytes under another name are known', async () => {
    await writePicture(join(photos, 'a.png'), 1)
    cpSync(join(photos, 'a.png'), join(photos, 'b.png'))
    expect(await importFrom({ folder: photos })).toMatchObject({ images: 1, known: 1 })
  })

  test.each([
    ['quotes', `a "b" 'c'.png`],
    ['a newline', 'two\nlines.png'],
    ['an emoji', '🐌 snail ✨.png'],
    ['dots', '..two..png.png'],
    ['a percent sign', '100%41.png'],
    ['a backslash', 'a\\b.png'],
    ['accents', 'é combining é.png'],
  ])('a name with %s comes back as it was', async (_, name) => {
    const hidden = name.startsWith('.')
    await writePicture(join(photos, name), 7)
    await importFrom(hidden ? { files: [join(photos, name)] } : { folder: photos })
    const { rows } = await call('images.list')
    expect(rows.map((row) => row.name)).toEqual([name])
    await call('project.close')
    await call('project.open', { path: join(folder, 'p.reaseg') })
    await refreshMissing(studio.project(), new AbortController().signal)
    expect((await call('images.list')).rows).toMatchObject([{ name, isMissing: false }])
  })

  test('EXIF orientation gives the upright size', async () => {
    await sharp({ create: { width: 40, height: 20, channels: 3, background: 'red' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toFile(join(photos, 'turned.jpg'))
    await importFrom({ folder: photos })
    expect((await call('images.list')).rows[0]?.size).toEqual({ width: 20, height: 40 })
  })

  test.each([
    [
      'CMYK',
      async (path: string) => {
        await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
          .toColourspace('cmyk')
          .jpeg()
          .toFile(path)
      },
      'x.jpg',
    ],
    [
      '16-bit',
      async (path: string) => {
        await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
          .toColourspace('rgb16')
          .png()
          .toFile(path)
      },
      'x.png',
    ],
    [
      'animated',
      async (path: string) => {
        const frames = Buffer.concat([Buffer.alloc(9 * 9 * 3, 9), Buffer.alloc(9 * 9 * 3, 200)])
        await sharp(frames, { raw: { width: 9, height: 18, channels: 3, pageHeight: 9 } })
          .gif({ delay: [100, 100] })
          .toFile(path)
      },
      'x.gif',
    ],
  ])('%s is taken', async (_, make, name) => {
    await make(join(photos, name))
    expect(await importFrom({ folder: photos })).toMatchObject({ images: 1, leftOut: [] })
    expect((await call('images.list')).rows[0]?.size).toEqual({ width: 9, height: 9 })
  })
})

describe('bad files', () => {
  const bad: [string, string, (path: string) => unknown][] = [
    ['not an image', 'bad.png', (path) => writeFileSync(path, 'plain text')],
    ['empty', 'bad.png', (path) => writeFileSync(path, '')],
    [
      'a truncated JPEG',
      'bad.jpg',
      async (path) => {
        const noise = Buffer.from(Array.from({ length: 200 * 200 * 3 }, (_, i) => (i * 7919) & 255))
        await sharp(noise, { raw: { width: 200, height: 200, channels: 3 } })
          .jpeg()
          .toFile(path)
        truncateSync(path, readFileSync(path).length >> 1)
      },
    ],
    [
      'a header that claims 60,000 × 60,000',
      'bad.png',
      (path) => writeFileSync(path, hugePng(60_000, 60_000)),
    ],
    ['a link to nowhere', 'bad.png', (path) => symlinkSync('/nowhere/at/all', path)],
  ]

  test.each(bad)('%s is left out by name and the rest comes in', async (_, name, make) => {
    await make(join(photos, name))
    await writePicture(join(photos, 'good.png'), 1)
    const result = await importFrom({ folder: photos })
    expect(result).toMatchObject({ images: 1, samples: 1 })
    expect(result.leftOut).toMatchObject([{ file: join(photos, name) }])
    expect(result.leftOut[0]?.reason).not.toBe('')
  })

  test.each(bad)('%s refuses everything when strict', async (_, name, make) => {
    await make(join(photos, name))
    await writePicture(join(photos, 'good.png'), 1)
    const job = await finishedJob(studio, call('images.import', { folder: photos, strict: true }))
    expect(job.state).toBe('failed')
    expect(job.error?.message).toContain(name)
    expect((await call('images.list')).total).toBe(0)
  })

  test('a link that loops is followed once', async () => {
    await writePicture(join(photos, 'a.png'), 1)
    mkdirSync(join(photos, 'sub'))
    symlinkSync(photos, join(photos, 'sub', 'up'))
    symlinkSync(join(photos, 'sub'), join(photos, 'sub', 'self'))
    expect(await importFrom({ folder: photos })).toMatchObject({ images: 1, leftOut: [] })
  })

  test('a folder that is not there', async () => {
    const job = await finishedJob(studio, call('images.import', { folder: join(folder, 'no') }))
    expect(job).toMatchObject({ state: 'failed', error: { code: 'file_missing' } })
    expect(job.error?.message).toContain(join(folder, 'no'))
  })
})

test.each([1, 5, 40])('an import cancelled at file %i leaves nothing behind', async (stopAt) => {
  for (let i = 0; i < 40; i++) await writePicture(join(photos, `${i}.png`), i)
  const stop = new AbortController()
  const project = studio.project()
  const importing = importImages(
    project,
    { folder: photos, files: [], recursive: true, addSamples: true, strict: false },
    {
      id: 1,
      signal: stop.signal,
      progress: ({ done }) => {
        if (done === stopAt) stop.abort()
      },
    },
  )
  await expect(importing).rejects.toThrow(/abort/i)
  expect(await call('project.info')).toMatchObject({ images: 0, samples: 0, integrity: 'ok' })
})

test('a job cancelled by a window says so', async () => {
  for (let i = 0; i < 40; i++) await writePicture(join(photos, `${i}.png`), i)
  const { job } = await call('images.import', { folder: photos })
  await call('jobs.cancel', { job })
  expect((await studio.jobs.finished(job)).state).toBe('cancelled')
  expect((await call('jobs.list'))[0]).toMatchObject({ id: job, state: 'cancelled' })
  expect((await call('images.list')).total).toBe(0)
})

test('moved photographs are found again, renamed or not', async () => {
  await writePicture(join(photos, 'a.png'), 1)
  await writePicture(join(photos, 'b.png'), 2)
  await writePicture(join(photos, 'c.png'), 3)
  await importFrom({ folder: photos })
  const moved = join(folder, 'elsewhere')
  mkdirSync(join(moved, 'x'), { recursive: true })
  renameSync(join(photos, 'a.png'), join(moved, 'x', 'a.png'))
  renameSync(join(photos, 'b.png'), join(moved, 'renamed.png'))
  rmSync(join(photos, 'c.png'))
  expect(await call('images.relink', { folder: moved })).toEqual({ found: 2, missing: 1 })
  const { rows } = await call('images.list')
  expect(rows.map(({ name, path, isMissing }) => ({ name, path, isMissing }))).toEqual([
    { name: 'a.png', path: 'elsewhere/x/a.png', isMissing: false },
    { name: 'renamed.png', path: 'elsewhere/renamed.png', isMissing: false },
    { name: 'c.png', path: 'photos/c.png', isMissing: true },
  ])
  expect((await call('samples.list', { filter: { search: 'renamed' } })).total).toBe(1)
})
