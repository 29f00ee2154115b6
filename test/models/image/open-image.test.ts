import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { imageBox } from '#core/geometry/box'
import { unwrap } from '#models/failure'
import {
  checkImage,
  fittedSize,
  readImageInfo,
  readImageSource,
  readPixels,
} from '#models/image/open-image'

let folder: string
const at = (name: string): string => join(folder, name)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reaseg-image-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Left half red, right half blue. */
function halves(width: number, height: number): Sharp {
  const rgb = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++) rgb[i * 3 + (i % width < width / 2 ? 0 : 2)] = 255
  return sharp(rgb, { raw: { width, height, channels: 3 } })
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** A PNG whose header claims a size that its few bytes of data do not have. */
function boastingPng(width: number, height: number): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const data = pngChunk('IDAT', deflateSync(Buffer.alloc(64)))
  return Buffer.concat([signature, pngChunk('IHDR', head), data, pngChunk('IEND', Buffer.alloc(0))])
}

describe('hostile files', () => {
  const photo = (): Promise<Buffer> => halves(600, 400).jpeg({ quality: 90 }).toBuffer()
  const rows = [
    { name: 'empty.jpg', bytes: async () => Buffer.alloc(0), code: 'image_unreadable' },
    {
      name: 'text.png',
      bytes: async () => Buffer.from('hello, I am a text'),
      code: 'image_unreadable',
    },
    {
      name: 'page.jpg',
      bytes: async () => Buffer.from('<!doctype html>'),
      code: 'image_unreadable',
    },
    { name: 'huge.png', bytes: async () => boastingPng(60_000, 60_000), code: 'image_too_large' },
    { name: 'lying.png', bytes: async () => boastingPng(3000, 2000), code: 'image_unreadable' },
    {
      name: 'half.jpg',
      bytes: async () => (await photo()).subarray(0, (await photo()).length >> 1),
      code: 'image_unreadable',
    },
    {
      name: 'cut-end.jpg',
      bytes: async () => (await photo()).subarray(0, Math.floor((await photo()).length * 0.95)),
      code: 'image_unreadable',
    },
    {
      name: 'half.png',
      bytes: async () => {
        const png = await sharp(Buffer.alloc(300 * 200 * 3, 77), {
          raw: { width: 300, height: 200, channels: 3 },
        })
          .png({ compressionLevel: 0 })
          .toBuffer()
        return png.subarray(0, png.length >> 1)
      },
      code: 'image_unreadable',
    },
  ]
  it.each(rows)('$name fails with $code and is named', async ({ name, bytes, code }) => {
    await writeFile(at(name), await bytes())
    const result = await checkImage(at(name))
    expect(result).toMatchObject({
      ok: false,
      error: { code, message: expect.stringContaining(name), hint: expect.stringMatching(/\w/) },
    })
  })

  it('a missing file is image_missing', async () => {
    expect(await checkImage(at('nowhere.jpg'))).toMatchObject({ error: { code: 'image_missing' } })
  })

  it('refuses more pixels than asked for, by the header alone', async () => {
    await halves(100, 100).png().toFile(at('limit.png'))
    expect(await readImageInfo(at('limit.png'), 9_999)).toMatchObject({
      error: { code: 'image_too_large' },
    })
    expect(await readImageInfo(at('limit.png'), 10_000)).toMatchObject({ ok: true })
  })

  it('will not read pixels of a picture that has changed its size since', async () => {
    await halves(40, 20).png().toFile(at('changed.png'))
    const source = unwrap(await readImageSource(at('changed.png')))
    await halves(20, 20).png().toFile(at('changed.png'))
    const reading = readPixels(source, null, { width: 8, height: 8 }, 'stretch')
    await expect(reading).rejects.toMatchObject({ error: { code: 'size_mismatch' } })
  })
})

describe('readPixels', () => {
  const pixelsOf = async (name: string, view = null as Parameters<typeof readPixels>[1]) => {
    const source = unwrap(await readImageSource(at(name)))
    return {
      source,
      pixels: await readPixels(source, view, { width: 32, height: 32 }, 'letterbox'),
    }
  }
  const rgbAt = (
    { size, rgb }: { size: { width: number }; rgb: Uint8Array },
    x: number,
    y: number,
  ) => [...rgb.subarray((y * size.width + x) * 3, (y * size.width + x) * 3 + 3)]
  const near = (found: number[], wanted: number[], slack = 12): void =>
    found.forEach((value, i) => expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(slack))

  it('turns EXIF orientation 6 upright', async () => {
    await halves(80, 40)
      .jpeg({ quality: 95 })
      .withMetadata({ orientation: 6 })
      .toFile(at('turned.jpg'))
    const { source, pixels } = await pixelsOf('turned.jpg')
    expect(source.size).toEqual({ width: 40, height: 80 })
    expect(pixels.size).toEqual({ width: 16, height: 32 })
    near(rgbAt(pixels, 8, 3), [255, 0, 0])
    near(rgbAt(pixels, 8, 28), [0, 0, 255])
  })

  it('cuts a view out of the upright picture', async () => {
    await halves(80, 40)
      .jpeg({ quality: 95 })
      .withMetadata({ orientation: 6 })
      .toFile(at('cut.jpg'))
    const { pixels } = await pixelsOf('cut.jpg', imageBox(0, 44, 36, 80))
    expect(pixels.size).toEqual({ width: 32, height: 32 })
    near(rgbAt(pixels, 4, 4), [0, 0, 255])
  })

  it('flattens alpha on mid grey', async () => {
    const rgba = Buffer.from(Array.from({ length: 64 }, () => [255, 0, 0, 0]).flat())
    await sharp(rgba, { raw: { width: 8, height: 8, channels: 4 } })
      .png()
      .toFile(at('clear.png'))
    near(rgbAt((await pixelsOf('clear.png')).pixels, 3, 3), [128, 128, 128], 1)
  })

  it('takes grey, 16-bit, CMYK and animated pictures as 8-bit RGB', async () => {
    const grey = sharp(Buffer.alloc(64, 200), { raw: { width: 8, height: 8, channels: 1 } })
    await grey.clone().toColourspace('b-w').png().toFile(at('grey.png'))
    await grey.clone().toColourspace('grey16').png().toFile(at('grey16.png'))
    await halves(8, 8).toColourspace('rgb16').png().toFile(at('deep.png'))
    await halves(8, 8).toColourspace('cmyk').jpeg({ quality: 95 }).toFile(at('print.jpg'))
    const frames = Buffer.concat([Buffer.alloc(192, 250), Buffer.alloc(192, 5)])
    const film = sharp(frames, { raw: { width: 8, height: 16, channels: 3, pageHeight: 8 } })
    await film.gif().toFile(at('film.gif'))
    for (const name of ['grey.png', 'grey16.png']) {
      near(rgbAt((await pixelsOf(name)).pixels, 9, 9), [200, 200, 200], 2)
    }
    near(rgbAt((await pixelsOf('deep.png')).pixels, 2, 9), [255, 0, 0], 2)
    const [red, green, blue] = rgbAt((await pixelsOf('print.jpg')).pixels, 2, 9)
    expect(red).toBeGreaterThan(180)
    expect(Math.max(green!, blue!)).toBeLessThan(80)
    const { source, pixels } = await pixelsOf('film.gif')
    expect(source.size).toEqual({ width: 8, height: 8 })
    near(rgbAt(pixels, 9, 9), [250, 250, 250], 4)
    expect(unwrap(await readImageInfo(at('film.gif'))).pages).toBe(2)
  })

  it('scales down with antialiasing: a fine chequer becomes even grey', async () => {
    const bytes = Buffer.from(
      Array.from({ length: 256 * 256 }, (_, i) => ((i + (i >> 8)) % 2) * 255),
    )
    await sharp(bytes, { raw: { width: 256, height: 256, channels: 1 } })
      .png()
      .toFile(at('chequer.png'))
    const { pixels } = await pixelsOf('chequer.png')
    for (const value of pixels.rgb) expect(Math.abs(value - 127)).toBeLessThan(12)
  })
})

describe('fittedSize', () => {
  const rows = [
    { size: { width: 1600, height: 1200 }, target: 1024, fitted: { width: 1024, height: 768 } },
    { size: { width: 1999, height: 1333 }, target: 512, fitted: { width: 512, height: 341 } },
    { size: { width: 64, height: 48 }, target: 512, fitted: { width: 512, height: 384 } },
    { size: { width: 5000, height: 1 }, target: 512, fitted: { width: 512, height: 1 } },
  ]
  it.each(rows)('$size', ({ size, target, fitted }) => {
    expect(fittedSize(size, { width: target, height: target })).toEqual(fitted)
  })
})
