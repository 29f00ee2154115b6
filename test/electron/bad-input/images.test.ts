import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeEach, describe, expect, test } from 'vitest'
import { imageBox } from '#core/geometry/box'
import { maskFromRle } from '#core/mask/rle'
import { openPicture, type PictureName } from '#electron/usecases/pictures'
import { openSegmenterHost } from '#models/host/client'
import { listSegmenters } from '#models/registry'
import { segmentSource, openImageSource } from '#electron/usecases/segment'
import type { Studio } from '#electron/usecases/studio'
import type { ImportResult } from '#rpc/schemas/project'
import { runJson, runStudio } from '../cli/run-studio.ts'
import {
  callerOf,
  finishedJob,
  tempFolder,
  testStudio,
  type Caller,
} from '../usecases/studio-fixture.ts'
import { badPictures, oddPictures, plainPicture, rotatedJpeg, scene } from './bad-pictures.ts'
import { system } from './system.ts'

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

async function importPhotos(from = photos): Promise<ImportResult> {
  const job = await finishedJob(studio, call('images.import', { folder: from }))
  expect(job).toMatchObject({ state: 'done', error: null })
  return job.result as ImportResult
}

const hint = /(Replace it by a whole copy, or leave it out|Scale it down or cut it into parts)\.$/

test('what is no whole picture is left out, by name, reason and mend; the good one is taken', async () => {
  writeFileSync(join(photos, 'good.png'), await plainPicture(1))
  for (const { name, make } of badPictures) writeFileSync(join(photos, name), await make())
  const { images, leftOut } = await importPhotos()
  expect(images).toBe(1)
  expect(leftOut.map(({ file }) => file).sort()).toEqual(
    badPictures.map(({ name }) => join(photos, name)).sort(),
  )
  for (const { name, reason } of badPictures) {
    const told = leftOut.find(({ file }) => file === join(photos, name))!.reason
    expect(told).toMatch(reason)
    expect(told).toMatch(hint)
    expect(told).toContain(name)
    expect(told).not.toMatch(/Unknown error|ENOENT|\n/)
  }
})

test('strict takes nothing at all', async () => {
  writeFileSync(join(photos, 'a-good.png'), await plainPicture(1))
  writeFileSync(join(photos, 'b-bad.png'), 'no picture')
  const job = await finishedJob(studio, call('images.import', { folder: photos, strict: true }))
  expect(job).toMatchObject({
    state: 'failed',
    error: { code: 'bad_input', message: expect.stringContaining(join(photos, 'b-bad.png')) },
  })
  expect((await call('images.list')).total).toBe(0)
})

test('the command line says the same of one file', async () => {
  const path = join(photos, 'half.jpg')
  writeFileSync(path, await badPictures.find(({ name }) => name === 'half.jpg')!.make())
  const run = await runStudio(join(folder, 'home'), ['segment', path, '--point', '1,1', '--json'])
  expect(run.exitCode).toBe(1)
  expect(JSON.parse(run.stdout)).toEqual({
    error: {
      code: 'image_unreadable',
      message: expect.stringContaining(path),
      hint: 'Replace it by a whole copy, or leave it out.',
    },
  })
  expect(run.stderr.trim().split('\n')).toHaveLength(1)
})

describe('unusual pictures', () => {
  test('are taken with their size as shown, and drawn', async () => {
    for (const { name, make } of oddPictures) writeFileSync(join(photos, name), await make())
    expect(await importPhotos()).toMatchObject({ images: oddPictures.length, leftOut: [] })
    const { rows } = await call('images.list')
    for (const { name, size } of oddPictures) {
      const row = rows.find((known) => known.name === name)!
      expect(row.size).toEqual({ width: size.width, height: size.height })
      for (const kind of ['thumbnail', 'preview'] as const) {
        const { body } = await openPicture(studio, { kind, image: row.id })
        expect(await sharp(body).metadata()).toMatchObject({ space: 'srgb', depth: 'uchar' })
      }
    }
    const cmyk = rows.find(({ name }) => name === 'cmyk.jpg')!.id
    expect(await isRedAt({ kind: 'thumbnail', image: cmyk })).toEqual([true, false])
  })

  test('of an animation the first frame', async () => {
    const animated = oddPictures.filter(({ name }) => name.startsWith('animated'))
    for (const { name, make } of animated) writeFileSync(join(photos, name), await make())
    await importPhotos()
    for (const { id } of (await call('images.list')).rows) {
      const { body } = await openPicture(studio, { kind: 'preview', image: id })
      const [darkest] = (await sharp(body).stats()).channels
      expect(darkest!.mean).toBeLessThan(40)
    }
  })
})

/** Whether a picture is red where the disc is, and at the same place of the picture mirrored both ways. */
async function isRedAt(name: PictureName): Promise<[boolean, boolean]> {
  const { body } = await openPicture(studio, name)
  const { data, info } = await sharp(body).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const { x, y } = { x: scene.disc.x / scene.width, y: scene.disc.y / scene.height }
  const red = (u: number, v: number) => {
    const at = (Math.floor(v * info.height) * info.width + Math.floor(u * info.width)) * 3
    return data[at]! > 150 && data[at + 1]! < 100
  }
  return [red(x, y), red(1 - x, 1 - y)]
}

describe('EXIF orientation', () => {
  const orientations = [1, 2, 3, 4, 5, 6, 7, 8]

  test('size, thumbnail, preview, tile and grid prompt are upright', async () => {
    for (const n of orientations) writeFileSync(join(photos, `${n}.jpg`), await rotatedJpeg(n))
    await importPhotos()
    const { rows } = await call('images.list')
    expect(rows).toHaveLength(8)
    for (const { id: image, size } of rows) {
      expect(size).toEqual({ width: scene.width, height: scene.height })
      for (const name of [
        { kind: 'thumbnail', image },
        { kind: 'preview', image },
        { kind: 'tile', image, level: 0, column: 0, row: 0 },
        { kind: 'grid', image, picture: 'bare', n: 9, shift: false },
      ] as const)
        expect(await isRedAt(name)).toEqual([true, false])
    }
  })

  test('a mask lies where the upright picture shows its object', async () => {
    const [card] = listSegmenters([], join(import.meta.dirname, '../../../models/weights'))
    const segmenter = await openSegmenterHost({ card: card!, cacheDir: join(folder, 'cache') })
    try {
      for (const n of [1, 6, 7]) {
        const path = join(photos, `${n}.jpg`)
        writeFileSync(path, await rotatedJpeg(n))
        const { masks } = await segmentSource(segmenter, await openImageSource(path), {
          points: [],
          box: imageBox(25, 15, 95, 85),
          mask: null,
        })
        expect(masks[0]!.rle.size).toEqual([scene.height, scene.width])
        const { bits } = maskFromRle(masks[0]!.rle)
        let shared = 0
        let either = 0
        bits.forEach((bit, i) => {
          const [x, y] = [i % scene.width, Math.floor(i / scene.width)]
          const isOn = Math.hypot(x - scene.disc.x, y - scene.disc.y) <= scene.disc.r
          if (bit === 1 && isOn) shared++
          if (bit === 1 || isOn) either++
        })
        expect(shared / either).toBeGreaterThan(0.6)
      }
    } finally {
      await segmenter.close()
    }
  })
})

const isWindows = process.platform === 'win32'

describe.skipIf(isWindows)('names', () => {
  const names = [
    'a "quoted" \'name\'.png',
    'new\nline.png',
    'emoji 🐌.png',
    'a..b.png',
    '%2e%2e.png',
    '$(reboot) `x` ;&.png',
    'brackets [page=1].png',
    '\u202Ereversed.png',
    '\u001b[31mred.png',
  ]

  test('of every kind come in, are found, and go out as they are', async () => {
    for (const [i, name] of names.entries())
      writeFileSync(join(photos, name), await plainPicture(i + 1))
    expect(await importPhotos()).toMatchObject({ images: names.length, leftOut: [] })
    const { rows } = await call('images.list')
    expect(rows.map((row) => row.name).sort()).toEqual([...names].sort())
    for (const { id } of rows) await openPicture(studio, { kind: 'thumbnail', image: id })
    for (const sample of (await call('samples.list')).rows)
      await call('annotations.noTarget', { sample: sample.id })
    const out = join(folder, 'masks')
    const job = await finishedJob(studio, call('transfer.export', { format: 'masks', out }))
    expect(job).toMatchObject({ state: 'done' })
    for (const name of readdirSync(out)) expect(name).toMatch(/^[^\p{Cc}/\\<>:"|?*]+$/u)
  })

  test('do not move a terminal’s cursor', async () => {
    for (const name of names.slice(-2)) writeFileSync(join(photos, name), 'no picture')
    writeFileSync(join(photos, 'two\nlines.png'), 'no picture')
    const home = join(folder, 'home')
    const project = join(folder, 'q.reaseg')
    await runJson(home, ['init', project])
    const run = await runStudio(home, ['import', project, '--images', photos])
    expect(run).toMatchObject({ exitCode: 0, stderr: '' })
    expect(run.stdout.trim().split('\n')).toHaveLength(5)
    for (const moved of ['\u001b', '\u202E']) expect(run.stdout).not.toContain(moved)
  })

  test('that are no UTF-8 are told of', async () => {
    const path = Buffer.concat([
      Buffer.from(`${photos}/a`),
      Buffer.from([0xff]),
      Buffer.from('.png'),
    ])
    writeFileSync(path, await plainPicture(1))
    expect((await importPhotos()).leftOut).toMatchObject([
      { reason: expect.stringContaining('no UTF-8') },
    ])
  })
})

describe.skipIf(isWindows)('folders', () => {
  test('pipes, sockets, devices and broken links are told of and keep nobody waiting', async () => {
    writeFileSync(join(photos, 'good.png'), await plainPicture(1))
    system('mkfifo', join(photos, 'pipe.png'))
    symlinkSync('nowhere.png', join(photos, 'dangling.png'))
    symlinkSync('circle.png', join(photos, 'circle.png'))
    symlinkSync('/dev/zero', join(photos, 'zero.png'))
    mkdirSync(join(photos, 'folder.png'))
    const { images, leftOut } = await importPhotos()
    expect(images).toBe(1)
    const told = Object.fromEntries(
      leftOut.map(({ file, reason }) => [file.slice(photos.length + 1), reason]),
    )
    expect(told).toEqual({
      'pipe.png': 'it is no regular file',
      'zero.png': 'it is no regular file',
      'dangling.png': 'the link leads nowhere',
      'circle.png': 'the link leads nowhere',
    })
    const files = ['pipe.png', 'zero.png', 'folder.png'].map((name) => join(photos, name))
    const job = await finishedJob(studio, call('images.import', { files }))
    expect(job.result).toMatchObject({ images: 0, leftOut: [{}, {}] })
  })

  test('links that lead up or back are followed once', async () => {
    mkdirSync(join(photos, 'deep', 'deeper'), { recursive: true })
    writeFileSync(join(photos, 'deep', 'a.png'), await plainPicture(1))
    symlinkSync('../..', join(photos, 'deep', 'deeper', 'up'))
    symlinkSync('.', join(photos, 'self'))
    expect(await importPhotos()).toMatchObject({ images: 1, known: 0, leftOut: [] })
  })

  // Permissions do not hold the superuser back.
  test.skipIf(process.getuid?.() === 0)('one that may not be read is told of', async () => {
    const closed = join(photos, 'closed')
    mkdirSync(closed)
    writeFileSync(join(photos, 'good.png'), await plainPicture(1))
    chmodSync(closed, 0)
    const { images, leftOut } = await importPhotos()
    chmodSync(closed, 0o700)
    expect(images).toBe(1)
    expect(leftOut).toMatchObject([{ file: closed, reason: 'permission denied' }])
  })

  test.each([
    ['that is not there', (name: string) => void name],
    ['that is a file', (name: string) => writeFileSync(name, '')],
    ['that is a link to itself', (name: string) => symlinkSync(name, name)],
  ])('one %s is refused by name', async (_, make) => {
    const path = join(folder, 'x')
    make(path)
    const job = await finishedJob(studio, call('images.import', { folder: path }))
    expect(job).toMatchObject({
      state: 'failed',
      error: { message: expect.stringContaining(path) },
    })
    expect(job.error!.code).toMatch(/^file_/)
    expect(job.error!.hint).not.toBe('')
  })
})
