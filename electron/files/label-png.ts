import { promisify } from 'node:util'
import { crc32, deflate, inflate } from 'node:zlib'
import { areaOf, type Size } from '#core/geometry/size'
import { fail, ok, type Result } from '#core/result'
import { reasonOf } from '#models/failure'
import { defaultPixelLimit } from '#models/image/open-image'
import { unfilterRows, unpackRow } from './png-rows.ts'

/** A PNG whose numbers mean something: indices of a palette (never its colours), levels of grey, or red, green, blue. */
export type LabelPicture = {
  readonly size: Size
  readonly kind: 'palette' | 'grey' | 'rgb'
  /** Row-major, 3 a pixel for `rgb`, else 1; opacity is left out. 16-bit only where the file is. */
  readonly values: Uint8Array | Uint16Array
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const wholePicture = [[0, 0, 1, 1]] as const
/** Adam7: x0, y0, dx, dy. */
const interlacedPasses = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

/** Source: the PNG specification (third edition). Fails with `image_unreadable` or `image_too_large`. */
export async function readLabelPng(
  bytes: Buffer,
  mostPixels = defaultPixelLimit,
): Promise<Result<LabelPicture>> {
  const header = headerOf(bytes)
  if (!header.ok) return header
  const { size } = header.value
  if (areaOf(size) > mostPixels)
    return fail('image_too_large', `it is ${size.width} × ${size.height} pixels, too many`)
  try {
    return ok(await decode(bytes, header.value))
  } catch (error) {
    return damaged(reasonOf(error))
  }
}

/**
 * An 8-bit PNG of these values (row-major), grey or with a palette of red, green, blue for each index. The same values
 * give the same bytes.
 */
export async function labelPng(
  size: Size,
  values: Uint8Array,
  palette: Uint8Array | null = null,
): Promise<Buffer> {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size.width, 0)
  header.writeUInt32BE(size.height, 4)
  header.set([8, palette === null ? 0 : 3], 8)
  const rows = Buffer.alloc((size.width + 1) * size.height)
  for (let y = 0; y < size.height; y++)
    rows.set(values.subarray(y * size.width, (y + 1) * size.width), y * (size.width + 1) + 1)
  const packed = await promisify<Buffer, Buffer>((data, done) => {
    deflate(data, { level: 6 }, done)
  })(rows)
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    ...(palette === null ? [] : [chunk('PLTE', Buffer.from(palette))]),
    chunk('IDAT', packed),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

type Header = {
  readonly size: Size
  readonly depth: number
  /** Samples a pixel in the file. */
  readonly samples: number
  readonly kind: LabelPicture['kind']
  readonly isInterlaced: boolean
}

/** Kind and samples by the file's colour type. */
const kinds: Readonly<Record<number, readonly [LabelPicture['kind'], number]>> = {
  0: ['grey', 1],
  2: ['rgb', 3],
  3: ['palette', 1],
  4: ['grey', 2],
  6: ['rgb', 4],
}

function headerOf(bytes: Buffer): Result<Header> {
  if (bytes.length < 33 || !bytes.subarray(0, 8).equals(signature))
    return fail('image_unreadable', 'it is no PNG image')
  const [depth = 0, type = 0, , , interlace = 0] = bytes.subarray(24, 29)
  const size = { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
  const kind = kinds[type]
  const isKnown = kind !== undefined && [1, 2, 4, 8, 16].includes(depth) && interlace < 2
  if (!isKnown || areaOf(size) === 0) return damaged('its header is no PNG header')
  if (depth < 8 && type !== 0 && type !== 3) return damaged('its header is no PNG header')
  return ok({ size, depth, samples: kind[1], kind: kind[0], isInterlaced: interlace === 1 })
}

async function decode(bytes: Buffer, header: Header): Promise<LabelPicture> {
  const { size, depth, samples, kind } = header
  const passes = header.isInterlaced ? interlacedPasses : wholePicture
  const parts = passes.map(([x0, y0, dx, dy]) => {
    const width = Math.ceil(Math.max(0, size.width - x0) / dx)
    const height = width === 0 ? 0 : Math.ceil(Math.max(0, size.height - y0) / dy)
    return { x0, y0, dx, dy, width, height, rowBytes: Math.ceil((width * samples * depth) / 8) }
  })
  const wanted = parts.reduce((sum, part) => sum + (part.rowBytes + 1) * part.height, 0)
  const raw = await inflated(dataOf(bytes), wanted)
  const kept = kind === 'rgb' ? 3 : 1
  const values =
    depth === 16 ? new Uint16Array(areaOf(size) * kept) : new Uint8Array(areaOf(size) * kept)
  const pixelBytes = Math.max(1, (samples * depth) / 8)
  let at = 0
  for (const part of parts) {
    const end = at + (part.rowBytes + 1) * part.height
    unfilterRows(raw.subarray(at, end), part.rowBytes, pixelBytes)
    for (let row = 0; row < part.height; row++) {
      const from = at + row * (part.rowBytes + 1) + 1
      const place = ((part.y0 + row * part.dy) * size.width + part.x0) * kept
      const numbers = raw.subarray(from, from + part.rowBytes)
      unpackRow(numbers, { depth, samples, kept, count: part.width }, (pixel, channel, value) => {
        values[place + pixel * part.dx * kept + channel] = value
      })
    }
    at = end
  }
  return { size, kind, values }
}

/** Bytes of all IDAT chunks. Throws where the file ends inside of one. */
function dataOf(bytes: Buffer): Buffer {
  const pieces: Buffer[] = []
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at)
    const name = bytes.toString('latin1', at + 4, at + 8)
    if (at + 12 + length > bytes.length) throw new Error('it is cut off')
    if (name === 'IEND') break
    if (name === 'IDAT') pieces.push(bytes.subarray(at + 8, at + 8 + length))
    at += 12 + length
  }
  return Buffer.concat(pieces)
}

async function inflated(packed: Buffer, wanted: number): Promise<Buffer> {
  const raw = await promisify<Buffer, Buffer>((data, done) => {
    inflate(data, { maxOutputLength: wanted + 1024 }, done)
  })(packed)
  if (raw.length < wanted) throw new Error('it is cut off')
  return raw
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  ends.writeUInt32BE(crc32(named), 4)
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)])
}

function damaged(why: string): ReturnType<typeof fail> {
  return fail('image_unreadable', `it is cut off or damaged (${why})`)
}
