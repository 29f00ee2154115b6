import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import sharp from 'sharp'
import { priorSide } from '#core/prior/prior'
import { readPriorFile } from '#electron/files/prior-file'
import { doubles, npyBytes } from '../../core/prior/npy-writer.ts'
import { system } from '../bad-input/system.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reaseg-prior-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

/** 32 columns × 64 rows of levels, so that each cell is the mean of two pixels of one column. */
const columns = priorSide
const rows = priorSide * 2
/** Row and column both matter: neither a turned nor a mirrored picture has the same weights. */
const levelAt = (row: number, column: number, most: number) =>
  Math.round(((Math.floor(row / 2) * 3 + column) / 124) * most)
const expected = (most: number) =>
  Array.from(
    { length: priorSide * priorSide },
    (_, i) => levelAt(Math.floor(i / priorSide) * 2, i % priorSide, most) / most,
  )

async function write(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}

function levels(most: number, channels: number, other: (level: number) => number): number[] {
  return Array.from({ length: rows * columns * channels }, (_, i) => {
    const pixel = Math.floor(i / channels)
    const level = levelAt(Math.floor(pixel / columns), pixel % columns, most)
    const isAlpha = (channels === 2 || channels === 4) && i % channels === channels - 1
    return isAlpha ? other(level) : level
  })
}

type Channels = 1 | 2 | 3 | 4

function picture(channels: Channels, other: (level: number) => number = () => 255) {
  const raw = { width: columns, height: rows, channels }
  return sharp(Uint8Array.from(levels(255, channels, other)), { raw })
}

async function checkLevels(path: string, most: number): Promise<void> {
  const prior = await readPriorFile(path)
  for (const [i, weight] of expected(most).entries()) expect(prior[i]).toBeCloseTo(weight, 12)
}

describe('readPriorFile reads', () => {
  it.each([
    ['grey of 8 bit', () => picture(1).toColourspace('b-w').png()],
    [
      'grey with alpha',
      () =>
        picture(2, (level) => 255 - level)
          .toColourspace('b-w')
          .png(),
    ],
    [
      'nothing but transparent',
      () =>
        picture(2, () => 0)
          .toColourspace('b-w')
          .png(),
    ],
    ['grey stored as colour', () => picture(3).png()],
    ['grey stored as colour with alpha', () => picture(4, (level) => level).png()],
    [
      'grey of a palette',
      () => picture(3).png({ palette: true, colours: 256, quality: 100, dither: 0 }),
    ],
    ['interlaced', () => picture(1).toColourspace('b-w').png({ progressive: true })],
    [
      'turned by EXIF',
      () => picture(1).toColourspace('b-w').withMetadata({ orientation: 6 }).png(),
    ],
    ['with a colour profile', () => picture(3).withIccProfile('p3').png()],
  ] as const)('%s', async (name, make) => {
    const path = await write(`${name}.png`, await make().toBuffer())
    if (name === 'turned by EXIF') expect((await sharp(path).metadata()).orientation).toBe(6)
    await checkLevels(path, 255)
  })

  it('grey of 16 bit, to the last level', async () => {
    const raw = { width: columns, height: rows, channels: 1 as const }
    const bytes = await sharp(Uint16Array.from(levels(65_535, 1, Number)), { raw })
      .toColourspace('grey16')
      .png()
      .toBuffer()
    const path = await write('deep.png', bytes)
    expect((await sharp(path).metadata()).depth).toBe('ushort')
    await checkLevels(path, 65_535)
  })

  it('an array of NumPy, whatever its name', async () => {
    const values = levels(255, 1, Number)
    const bytes = npyBytes({ shape: `(1, ${rows}, ${columns})`, body: doubles(...values) })
    await checkLevels(await write('map.png', bytes), 255)
  })
})

describe('readPriorFile refuses', () => {
  const refuses = async (path: string, code: string, message: RegExp) => {
    const error: unknown = await readPriorFile(path).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ error: { code } })
    const { error: told } = error as { error: { message: string; hint: string } }
    expect(told.message).toMatch(message)
    expect(told.message).toContain(path)
    expect(told.hint).not.toBe('')
  }

  it('what is not there', () =>
    refuses(join(folder, 'none.npy'), 'file_missing', /There is no file/))

  it('a folder', async () => {
    await mkdir(join(folder, 'folder.npy'))
    await refuses(join(folder, 'folder.npy'), 'file_unreadable', /it is no file/)
  })

  it.skipIf(process.platform === 'win32')('a pipe, without waiting for it', async () => {
    system('mkfifo', join(folder, 'pipe.npy'))
    await refuses(join(folder, 'pipe.npy'), 'file_unreadable', /it is no file/)
  })

  it('an empty file', async () =>
    refuses(await write('empty.npy', new Uint8Array()), 'file_unreadable', /is empty/))

  it('a photograph', async () => {
    const jpeg = await picture(3).jpeg().toBuffer()
    await refuses(await write('photo.jpg', jpeg), 'file_unreadable', /is no \.npy file/)
  })

  it('a PNG in colour', async () => {
    const bytes = Uint8Array.from(levels(255, 3, Number))
    bytes[3000] = (bytes[3000]! + 1) % 256
    const raw = { width: columns, height: rows, channels: 3 as const }
    const path = await write('jet.png', await sharp(bytes, { raw }).png().toBuffer())
    await refuses(path, 'file_unreadable', /it is in colour/)
  })

  it('a PNG that is cut off', async () => {
    const path = await write('cut.png', await picture(1).png({ compressionLevel: 0 }).toBuffer())
    const { length } = await readFile(path)
    await truncate(path, Math.floor(length / 2))
    await refuses(path, 'file_unreadable', /cut off or damaged/)
    await truncate(path, 20)
    await refuses(path, 'file_unreadable', /cut off or damaged/)
  })

  it('a PNG of too many pixels', async () => {
    const create = { width: 4097, height: 4097, channels: 3 as const, background: 'black' }
    const path = await write('large.png', await sharp({ create }).png().toBuffer())
    await refuses(path, 'image_too_large', /4097 × 4097 pixels/)
  })

  it('a file of too many bytes before it is read', async () => {
    const path = await write('huge.npy', npyBytes({}))
    await truncate(path, 200_000_000)
    await refuses(path, 'image_too_large', /200 MB/)
  })
})
