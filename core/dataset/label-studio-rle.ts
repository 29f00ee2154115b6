import { areaOf, type Size } from '../geometry/size.ts'
import { createMask, type Rle } from '../mask/mask.ts'
import { maskFromRle, rleFromMask } from '../mask/rle.ts'
import { fail, ok, type Result } from '../result.ts'

/** Bits that hold a block's length less one, by its class; what the SDK writes. */
const lengthBits = [3, 4, 8, 16] as const
const longest = 2 ** 16
/** Red, green, blue, opacity. */
const channels = 4

/**
 * A mask as Label Studio's brush keeps it: the bytes of a bit stream of runs over red, green, blue and opacity, row by
 * row. Byte for byte what its SDK writes.
 * Source: label-studio-sdk converter/brush.py, encode_rle.
 */
export function brushFromRle(rle: Rle): number[] {
  const { bits } = maskFromRle(rle)
  const out = createWriter()
  out.write(bits.length * channels, 32)
  out.write(7, 5)
  for (const width of lengthBits) out.write(width - 1, 4)
  for (let from = 0; from < bits.length;) {
    let to = from + 1
    while (to < bits.length && bits[to] === bits[from]) to++
    for (let left = (to - from) * channels; left > 0; left -= longest)
      writeRun(out, Math.min(left, longest), bits[from] === 1 ? 255 : 0)
    from = to
  }
  return out.finish()
}

/**
 * A mask from the bytes: what is not wholly transparent. Fails with `bad_rle` where they are no bytes, end too early or
 * are of another size than the image.
 */
export function rleFromBrush(bytes: readonly unknown[], size: Size): Result<Rle> {
  const bad = (why: string) => fail('bad_rle', `its brush runs are broken: ${why}`)
  if (!bytes.every((byte) => Number.isInteger(byte) && (byte as number) >>> 8 === 0))
    return bad('they are not bytes')
  const reader = createReader(bytes as readonly number[])
  const total = reader.read(32)
  if (total !== areaOf(size) * channels)
    return bad(`they have ${total / channels} pixels, the image ${areaOf(size)}`)
  const valueBits = reader.read(5) + 1
  const widths = lengthBits.map(() => reader.read(4) + 1)
  const mask = createMask(size)
  for (let at = 0; at < total;) {
    const isRepeated = reader.read(1) === 1
    const length = reader.read(widths[reader.read(2)] as number) + 1
    if (reader.isOver() || at + length > total) return bad('they end too early or hold too much')
    if (isRepeated) fillOpaque(mask.bits, [at, at + length], reader.read(valueBits))
    else
      for (let i = at; i < at + length; i++)
        fillOpaque(mask.bits, [i, i + 1], reader.read(valueBits))
    at += length
  }
  return reader.isOver() ? bad('they end too early') : ok(rleFromMask(mask))
}

/** A run of one is written as what it is, a single value. */
function writeRun(out: BitWriter, length: number, value: number): void {
  const kind = lengthBits.findIndex((width) => length <= 2 ** width)
  out.write(length === 1 ? 0 : 1, 1)
  out.write(kind, 2)
  out.write(length - 1, lengthBits[kind] as number)
  out.write(value, 8)
}

/** Sets the pixels whose opacity lies among these values and is not 0. */
function fillOpaque(bits: Uint8Array, [from, to]: readonly [number, number], value: number): void {
  if (value === 0) return
  bits.fill(1, Math.ceil((from - 3) / channels), Math.floor((to - 4) / channels) + 1)
}

type BitWriter = {
  readonly write: (value: number, width: number) => void
  readonly finish: () => number[]
}

/** Most significant bit first. */
function createWriter(): BitWriter {
  const bytes: number[] = []
  let byte = 0
  let filled = 0
  const write = (value: number, width: number) => {
    for (let bit = width - 1; bit >= 0; bit--) {
      byte = (byte << 1) | (Math.floor(value / 2 ** bit) & 1)
      if (++filled < 8) continue
      bytes.push(byte)
      byte = 0
      filled = 0
    }
  }
  return {
    write,
    finish() {
      // A whole byte of zeros where the last one is full.
      write(0, 8 - filled)
      return bytes
    },
  }
}

type BitReader = { readonly read: (width: number) => number; readonly isOver: () => boolean }

function createReader(bytes: readonly number[]): BitReader {
  let at = 0
  return {
    read(width) {
      let value = 0
      for (let i = 0; i < width; i++, at++)
        value = value * 2 + (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1)
      return value
    },
    isOver: () => at > bytes.length * 8,
  }
}
