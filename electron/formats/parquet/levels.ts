import { ensure } from './damage.ts'

/**
 * Small numbers as runs and packed bits (parquet's RLE / bit-packing hybrid). Source: apache/parquet-format Encodings.md.
 */

/** Exactly so many numbers of `width` bits, 0..32. Throws ParquetDamage where the bytes hold fewer. */
export function readHybrid(bytes: Uint8Array, width: number, count: number): Uint32Array {
  return fillHybrid(bytes, width, new Uint32Array(count))
}

/** The same for numbers of at most 8 bits. */
export function readSmallHybrid(bytes: Uint8Array, width: number, count: number): Uint8Array {
  return fillHybrid(bytes, width, new Uint8Array(count))
}

function fillHybrid<T extends Uint8Array | Uint32Array>(
  bytes: Uint8Array,
  width: number,
  into: T,
): T {
  ensure(width <= 32, `has numbers of ${width} bits`)
  if (width === 0) return into
  let at = 0
  let filled = 0
  while (filled < into.length) {
    const header = readVarint(bytes, at)
    at = header.end
    const left = into.length - filled
    if (header.value % 2 === 0) {
      const run = Math.min(left, header.value / 2)
      ensure(run > 0, 'has a run of no values')
      into.fill(readNumber(bytes, at, width), filled, filled + run)
      at += Math.ceil(width / 8)
      filled += run
    } else {
      const groups = (header.value - 1) / 2
      ensure(groups > 0, 'has a run of no values')
      const run = Math.min(left, groups * 8)
      ensure(at + Math.ceil((run * width) / 8) <= bytes.length, 'has a run that is cut off')
      unpack(bytes.subarray(at), width, into.subarray(filled, filled + run))
      at += groups * width
      filled += run
    }
  }
  return into
}

/** Bits from the least of each byte up. */
function unpack(bytes: Uint8Array, width: number, into: Uint8Array | Uint32Array): void {
  if (width === 1) {
    for (let i = 0; i < into.length; i++) into[i] = ((bytes[i >> 3] as number) >> (i & 7)) & 1
    return
  }
  let bit = 0
  for (let i = 0; i < into.length; i++) {
    let value = 0
    for (let k = 0; k < width; k++, bit++)
      value += (((bytes[bit >> 3] as number) >> (bit & 7)) & 1) * 2 ** k
    into[i] = value
  }
}

function readNumber(bytes: Uint8Array, at: number, width: number): number {
  const length = Math.ceil(width / 8)
  ensure(at + length <= bytes.length, 'has a run that is cut off')
  let value = 0
  for (let i = 0; i < length; i++) value += (bytes[at + i] as number) * 256 ** i
  ensure(value < 2 ** width, 'has a number of too many bits')
  return value
}

/** An unsigned LEB128 number below 2^53. */
export function readVarint(bytes: Uint8Array, at: number): { value: number; end: number } {
  let value = 0
  for (let i = 0; i < 8; i++) {
    const byte = bytes[at + i]
    ensure(byte !== undefined, 'is cut off within a number')
    value += (byte & 127) * 128 ** i
    if (byte < 128) return { value, end: at + i + 1 }
  }
  ensure(false, 'has a number that does not end')
}

/** Runs of numbers below 256, as bytes that grow. */
export type RunWriter = {
  readonly run: (value: number, count: number) => void
  /** The bytes, with their length in four bytes before them. */
  readonly bytes: () => Uint8Array
}

export function createRunWriter(): RunWriter {
  const bytes: number[] = []
  let waiting = { value: 0, count: 0 }
  const flush = () => {
    if (waiting.count > 0) bytes.push(...varint(waiting.count * 2), waiting.value)
    waiting = { value: 0, count: 0 }
  }
  return {
    run(value, count) {
      if (waiting.count > 0 && value !== waiting.value) flush()
      waiting = { value, count: waiting.count + count }
    },
    bytes() {
      flush()
      const framed = new Uint8Array(bytes.length + 4)
      new DataView(framed.buffer).setUint32(0, bytes.length, true)
      framed.set(bytes, 4)
      return framed
    },
  }
}

export function varint(value: number): number[] {
  const bytes: number[] = []
  let left = value
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) + 128)
  return [...bytes, left]
}
