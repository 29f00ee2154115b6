import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, describe, expect, test } from 'vitest'
import { openPictureCache } from '#electron/files/picture-cache'
import {
  lastLevel,
  levelSize,
  previewOf,
  thumbnailOf,
  tileOf,
  type PictureSource,
} from '#electron/files/tiles'
import { AppFailure } from '#models/failure'

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'reaseg-tiles-'))
  folders.push(folder)
  return folder
}

/** Red grows to the right, green downwards; four pixels of blue at the very corner. */
async function gradient(folder: string, width: number, height: number): Promise<PictureSource> {
  const rgb = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      rgb.set([(x * 255) / width, (y * 255) / height, 40], (y * width + x) * 3)
  const path = join(folder, `${width}x${height}.png`)
  await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(path)
  return { path, digest: `digest-${width}-${height}`, size: { width, height } }
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
    return 'none'
  } catch (error) {
    if (error instanceof AppFailure) return error.error.code
    throw error
  }
}

describe('the pyramid', () => {
  test.each([
    ['one tile', { width: 512, height: 300 }, 0],
    ['a pixel more', { width: 513, height: 300 }, 1],
    ['tall', { width: 100, height: 1500 }, 2],
    ['100 megapixels', { width: 12_000, height: 8400 }, 5],
  ])('%s', (_, size, last) => {
    expect(lastLevel(size)).toBe(last)
    const top = levelSize(size, last)
    expect(Math.max(top.width, top.height)).toBeLessThanOrEqual(512)
  })

  test('every tile is the part of the picture it stands for', async () => {
    const folder = tempFolder()
    const cache = openPictureCache(join(folder, 'cache'))
    const source = await gradient(folder, 1301, 700)
    for (const [level, column, row] of [
      [0, 0, 0],
      [0, 2, 1],
      [0, 1, 0],
      [1, 1, 0],
      [2, 0, 0],
    ] as const) {
      const tile = sharp(await tileOf(cache, source, { level, column, row }))
      const { data, info } = await tile.raw().toBuffer({ resolveWithObject: true })
      const whole = levelSize(source.size, level)
      expect(info).toMatchObject({
        width: Math.min(512, whole.width - column * 512),
        height: Math.min(512, whole.height - row * 512),
        channels: 3,
      })
      const middle = Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)
      const x = ((column * 512 + info.width / 2) * 255) / whole.width
      const y = ((row * 512 + info.height / 2) * 255) / whole.height
      expect(Math.abs(data[middle * 3]! - x)).toBeLessThan(4)
      expect(Math.abs(data[middle * 3 + 1]! - y)).toBeLessThan(4)
    }
    expect(await codeOf(tileOf(cache, source, { level: 3, column: 0, row: 0 }))).toBe('not_found')
    expect(await codeOf(tileOf(cache, source, { level: 0, column: 3, row: 0 }))).toBe('not_found')
    expect(await codeOf(tileOf(cache, source, { level: 0, column: 0, row: 2 }))).toBe('not_found')
  })

  test('a level is made once, whoever asks, and survives the file', async () => {
    const folder = tempFolder()
    const cacheFolder = join(folder, 'cache')
    const cache = openPictureCache(cacheFolder)
    const source = await gradient(folder, 1100, 600)
    const places = [0, 1, 2].flatMap((column) => [0, 1].map((row) => ({ level: 0, column, row })))
    const tiles = await Promise.all(places.map((place) => tileOf(cache, source, place)))
    expect(new Set(tiles.map((tile) => tile.toString('base64'))).size).toBe(6)
    expect(readdirSync(cacheFolder)).toEqual(['digest-1100-600.level-0.tiles'])
    rmSync(source.path)
    expect(await tileOf(openPictureCache(cacheFolder), source, places[3]!)).toEqual(tiles[3])
    expect(await codeOf(tileOf(cache, source, { level: 1, column: 0, row: 0 }))).toBe(
      'image_missing',
    )
    expect(readdirSync(cacheFolder)).toHaveLength(1)
  })

  test('thumbnail and preview fit their frames and are upright', async () => {
    const folder = tempFolder()
    const cache = openPictureCache(join(folder, 'cache'))
    const path = join(folder, 'turned.jpg')
    await sharp({ create: { width: 3000, height: 1000, channels: 3, background: '#456' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toFile(path)
    const source = { path, digest: 'six', size: { width: 1000, height: 3000 } }
    const thumbnail = await sharp(await thumbnailOf(cache, source)).metadata()
    expect(thumbnail).toMatchObject({ format: 'webp', width: 53, height: 160 })
    const preview = await sharp(await previewOf(cache, source)).metadata()
    expect(preview).toMatchObject({ format: 'webp', width: 683, height: 2048 })
  })

  test('a file of another size, a file that is no picture', async () => {
    const folder = tempFolder()
    const cache = openPictureCache(join(folder, 'cache'))
    const source = await gradient(folder, 60, 50)
    const other = { ...source, digest: 'other', size: { width: 61, height: 50 } }
    expect(await codeOf(thumbnailOf(cache, other))).toBe('size_mismatch')
    const text = { ...source, path: import.meta.filename, digest: 'text' }
    expect(await codeOf(thumbnailOf(cache, text))).toBe('image_unreadable')
  })
})

describe('the cache', () => {
  test('drops the longest unused beyond its limit', async () => {
    const folder = join(tempFolder(), 'cache')
    const cache = openPictureCache(folder, 2500)
    const make = () => Promise.resolve(Buffer.alloc(1000))
    await cache.bytes('a', make)
    await cache.bytes('b', make)
    const longAgo = new Date(Date.now() - 50_000)
    utimesSync(join(folder, 'b'), longAgo, longAgo)
    await cache.bytes('a', make)
    await cache.bytes('c', make)
    expect(readdirSync(folder).sort()).toEqual(['a', 'c'])
  })

  test('a failed making leaves nothing and can be tried again', async () => {
    const folder = join(tempFolder(), 'cache')
    const cache = openPictureCache(folder)
    const broken = async function* () {
      yield Buffer.alloc(10)
      throw new Error('half way')
    }
    await expect(cache.file('x', broken)).rejects.toThrow('half way')
    expect(existsSync(join(folder, 'x'))).toBe(false)
    expect(readdirSync(folder)).toEqual([])
    const path = await cache.file('x', async function* () {
      yield Buffer.alloc(10)
    })
    expect(statSync(path).size).toBe(10)
  })
})
