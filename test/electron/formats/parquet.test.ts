import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rleFromMask } from '#core/mask/rle'
import { ParquetDamage } from '#electron/formats/parquet/damage'
import {
  createRunWriter,
  readHybrid,
  readSmallHybrid,
  readVarint,
  varint,
} from '#electron/formats/parquet/levels'
import { maskColumn, readMasks } from '#electron/formats/parquet/mask-column'
import { readPageHeader, writePageHeader } from '#electron/formats/parquet/page-header'
import { readPages, type Chunk, type Leaf } from '#electron/formats/parquet/pages'

test('runs come back as they were written', () => {
  const runs = fc.array(fc.tuple(fc.nat(7), fc.integer({ min: 1, max: 1000 })), { minLength: 1 })
  fc.assert(
    fc.property(runs, (given) => {
      const writer = createRunWriter()
      for (const [value, count] of given) writer.run(value, count)
      const values = given.flatMap(([value, count]) => Array.from({ length: count }, () => value))
      const bytes = writer.bytes()
      expect(new DataView(bytes.buffer).getUint32(0, true)).toBe(bytes.length - 4)
      expect([...readSmallHybrid(bytes.subarray(4), 3, values.length)]).toEqual(values)
    }),
  )
})

test('packed bits are read from the least up, beyond bytes too', () => {
  expect([...readSmallHybrid(Uint8Array.of(3, 0b10110010), 1, 7)]).toEqual([0, 1, 0, 0, 1, 1, 0])
  // 0..7 of three bits each: the example of the format's description.
  const packed = Uint8Array.of(3, 0b10001000, 0b11000110, 0b11111010)
  expect([...readHybrid(packed, 3, 8)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  expect([...readHybrid(Uint8Array.of(4, 0x39, 0x30), 16, 2)]).toEqual([12345, 12345])
})

const broken = [
  ['nothing', []],
  ['a number without an end', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
  ['a run without its value', [8]],
  ['a run of nothing', [0, 1]],
  ['bits that are cut off', [9, 1]],
  ['a value of too many bits', [8, 4]],
] as const

test.each(broken)('%s is damage', (_, bytes) => {
  expect(() => readSmallHybrid(Uint8Array.from(bytes), 2, 30)).toThrow(ParquetDamage)
})

test('a run of more values than there are fills them and no more', () => {
  expect(readSmallHybrid(Uint8Array.of(...varint(2 ** 40), 1), 1, 5)).toEqual(
    new Uint8Array(5).fill(1),
  )
})

test('numbers of any length come back', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31 - 1), (value) => {
      expect(readVarint(Uint8Array.from(varint(value)), 0).value).toBe(value)
    }),
  )
})

test('a header is read as it was written; whatever is cut off or nested is damage', () => {
  const bytes = writePageHeader(1234, 5678)
  const { header, end } = readPageHeader(bytes)
  expect(end).toBe(bytes.length)
  expect(header).toMatchObject({
    kind: 'data',
    packed: 1234,
    unpacked: 1234,
    count: 5678,
    encoding: 3,
  })
  for (let length = 0; length < bytes.length; length++)
    expect(() => readPageHeader(bytes.subarray(0, length))).toThrow(ParquetDamage)
  expect(() => readPageHeader(new Uint8Array(100_000).fill(0x1c))).toThrow('nested too deep')
  expect(() => readPageHeader(Uint8Array.of(0x19, 0xf1, 0xff, 0xff, 0xff, 0xff, 0x7f))).toThrow(
    ParquetDamage,
  )
  expect(() => readPageHeader(Uint8Array.of(0x15, 1, 0))).toThrow(ParquetDamage)
})

const leaf: Leaf = { path: ['mask'], type: 'BOOLEAN', maxRepetition: 2, maxDefinition: 5 }

async function readBack(bytes: Uint8Array, count: number) {
  const chunk: Chunk = { leaf, codec: 'UNCOMPRESSED', start: 0, bytes: bytes.length, count }
  const read = (at: number, length: number) => Promise.resolve(bytes.slice(at, at + length))
  const masks = []
  for await (const mask of readMasks(readPages(read, chunk), leaf)) masks.push(mask)
  return masks
}

test('masks come back bit for bit from the pages we write', async () => {
  const bit = fc.nat(1)
  const masks = fc.array(
    fc.integer({ min: 1, max: 12 }).chain((width) =>
      fc.array(fc.array(bit, { minLength: width, maxLength: width }), {
        minLength: 1,
        maxLength: 9,
      }),
    ),
    { minLength: 1, maxLength: 5 },
  )
  await fc.assert(
    fc.asyncProperty(masks, async (given) => {
      const rles = given.map((rows) =>
        rleFromMask({
          size: { width: rows[0]!.length, height: rows.length },
          bits: Uint8Array.from(rows.flat()),
        }),
      )
      const { bytes, count } = maskColumn('mask').pagesOf!(rles)
      expect(await readBack(bytes, count)).toEqual(rles)
    }),
  )
})

test('pages that hold more or less than their column, or reach beyond it, are damage', async () => {
  const rle = rleFromMask({ size: { width: 3, height: 2 }, bits: Uint8Array.of(0, 1, 1, 0, 0, 1) })
  const { bytes, count } = maskColumn('mask').pagesOf!([rle])
  await expect(readBack(bytes, count - 1)).rejects.toThrow('more values than its column')
  await expect(readBack(bytes, count + 1)).rejects.toThrow('ends too early')
  await expect(readBack(bytes.subarray(0, -1), count)).rejects.toThrow('beyond its column')
  const huge = Uint8Array.from([...writePageHeader(6, 2 ** 30), 0, 0, 0, 0, 0, 0])
  await expect(readBack(huge, 2 ** 30)).rejects.toThrow('more than 134217728 values')
  const long = writePageHeader(2 ** 30 + 1, 6)
  await expect(readBack(long, 6)).rejects.toThrow(ParquetDamage)
})
