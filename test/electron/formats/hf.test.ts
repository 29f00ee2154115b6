import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { parquetReadObjects } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { beforeAll, expect, test } from 'vitest'
import { isEmptyRle } from '#core/mask/rle-ops'
import { hf } from '#electron/formats/hf'
import { AppFailure } from '#models/failure'
import { randomFrom } from '../../soak/random.ts'
import { rounds } from '../../soak/scale.ts'
import {
  exportToFolder,
  fullTexts,
  importAll,
  memorySource,
  randomRle,
  rectangleRle,
  sampleOf,
  temporaryFolder,
} from './memory-source.ts'
import { listsOf, pictureFolder, publishedRow, size, writePublished } from './published-parquet.ts'

let images = ''
beforeAll(async () => {
  images = await pictureFolder()
})

test('a folder with a card, a file a split, and the columns of the published sets first', async () => {
  const samples = [
    sampleOf({ ...fullTexts, ignore: rectangleRle(size, [0, 0, 3, 3]) }),
    sampleOf({ sampleId: 2, noTarget: true }),
  ]
  const source = memorySource(samples, {}, images)
  const folder = await exportToFolder(hf, source)
  expect(await readdir(join(folder, 'data'))).toEqual([
    'train-00000-of-00001.parquet',
    'validation-00000-of-00001.parquet',
  ])
  const card = await readFile(join(folder, 'README.md'), 'utf8')
  expect(card).toContain(
    '  - split: validation\n    path: data/validation-00000-of-00001.parquet\n',
  )
  expect(card).toContain('| train | 1 |')
  const [row] = await rowsOf(join(folder, 'data', 'validation-00000-of-00001.parquet'))
  expect(Object.keys(row!).slice(0, 7)).toEqual([
    'image',
    'mask',
    'text',
    'image_id',
    'ann_id',
    'img_height',
    'img_width',
  ])
  const { image, mask, ...rest } = row!
  expect(mask).toEqual(listsOf(samples[0]!.mask))
  expect(Buffer.from(image.bytes)).toEqual(await readFile(join(images, 'picture.png')))
  expect(rest).toMatchObject({
    text: fullTexts.query,
    image_id: '1',
    ann_id: '101',
    img_height: 14n,
    img_width: 20n,
    ignore: JSON.stringify(samples[0]!.ignore),
    variants: fullTexts.variants,
    no_target: false,
    split: 'val',
  })
  expect(source.losses).toEqual([])
  expect(source.counted()).toBe(2)
})

async function rowsOf(path: string) {
  const bytes = await readFile(path)
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
  return parquetReadObjects({ file, utf8: false })
}

test('what was exported comes back bit for bit, with all its texts', async () => {
  for (let round = 0; round < rounds(60); round++) {
    const seed = 100 + round
    const random = randomFrom(seed)
    const samples = Array.from({ length: 1 + random.below(7) }, (_, i) => {
      const own = { width: 1 + random.below(70), height: 1 + random.below(50) }
      return sampleOf({
        ...(random.below(2) === 0 ? fullTexts : {}),
        sampleId: i + 1,
        size: own,
        mask: randomRle(random, own),
        ignore: randomRle(random, own),
        split: random.pick([null, 'train', 'val', 'test'] as const),
      })
    })
    const folder = await exportToFolder(hf, memorySource(samples, {}, images))
    const read = await importAll(hf, folder, { images: await temporaryFolder() })
    expect(read.bad, `seed ${seed}`).toEqual([])
    const byId = new Map(read.samples.map((sample) => [sample.sampleId, sample]))
    for (const sample of samples) {
      const { variants, query, answer, split, components, mask, ignore, annotationId } = sample
      expect(byId.get(sample.sampleId), `seed ${seed}`).toMatchObject({
        annotationId,
        texts: { variants, query, answer, split, components },
        mask: isEmptyRle(mask) ? null : mask,
        ignore: isEmptyRle(ignore) ? null : ignore,
        noTarget: isEmptyRle(mask),
      })
    }
  }
})

test('pictures are put into the images folder once, and never over another one', async () => {
  const samples = [1, 2].map((sampleId) => sampleOf({ sampleId, imageName: 'picture.png' }))
  const folder = await exportToFolder(hf, memorySource(samples, {}, images))
  const into = await temporaryFolder()
  await writeFile(join(into, 'picture.png'), 'another')
  for (let i = 0; i < 2; i++) {
    const read = await importAll(hf, folder, { images: into })
    expect(read.pictures.map(({ names }) => names)).toEqual([['picture-2.png'], ['picture-2.png']])
  }
  expect((await readdir(into)).toSorted()).toEqual(['picture-2.png', 'picture.png'])
  expect(await readFile(join(into, 'picture.png'), 'utf8')).toBe('another')
})

const good = listsOf(rectangleRle(size, [1, 1, 2, 2]))

const packers = { ZSTD: zstdCompressSync, GZIP: gzipSync, BROTLI: brotliCompressSync }
const codecs = [
  ['SNAPPY', {}],
  ['UNCOMPRESSED', { codec: 'UNCOMPRESSED' }],
  ...Object.entries(packers).map(([codec, pack]) => {
    const compressors = { [codec]: (bytes: Uint8Array) => new Uint8Array(pack(bytes)) }
    return [codec, { codec, compressors }] as const
  }),
] as const

test.each(codecs)('the published layout is read, packed with %s', async (_, more) => {
  const random = randomFrom(5)
  const masks = Array.from({ length: 5 }, () => randomRle(random, size))
  const rows = await Promise.all(
    masks.map((mask, i) => publishedRow(images, listsOf(mask), { ann_id: `7.${i}` })),
  )
  const path = await writePublished(rows, more)
  const into = await temporaryFolder()
  const read = await importAll(hf, path, { images: into })
  expect(read.bad).toEqual([])
  expect(read.samples.map(({ mask, noTarget }) => [mask, noTarget])).toEqual(
    masks.map((mask) => (isEmptyRle(mask) ? [null, true] : [mask, false])),
  )
  expect(read.samples[0]).toMatchObject({
    key: '7.0',
    texts: { query: 'the lid', split: 'val' },
    annotationId: null,
  })
  expect(read.pictures[0]).toMatchObject({ names: ['7.png'], size, key: '7', imageId: null })
  expect(await readdir(into)).toEqual(['7.png'])
})

test('rows are counted over all files', async () => {
  const path = await writePublished(
    await Promise.all([1, 2, 3].map(() => publishedRow(images, good))),
  )
  const told: [number, number][] = []
  const context = {
    images: await temporaryFolder(),
    signal: new AbortController().signal,
    progress: (done: number, total: number) => void told.push([done, total]),
  }
  for await (const entry of hf.import!.read(path, context)) expect(entry.kind).toBe('picture')
  expect(told).toEqual([
    [1, 3],
    [2, 3],
    [3, 3],
  ])
})

test('without its pictures the files of an images folder are named', async () => {
  const path = await writePublished([
    await publishedRow(images, listsOf(rectangleRle(size, [1, 1, 2, 2])), { image: null }),
  ])
  const read = await importAll(hf, path)
  expect(read.pictures[0]?.names).toEqual(['7.jpg', '7.png'])
})

test('only pictures are put into the images folder, under names of pictures, and nowhere else', async () => {
  const bytes = new Uint8Array(await readFile(join(images, 'picture.png')))
  const mask = listsOf(rectangleRle(size, [1, 1, 2, 2]))
  const rows = [
    await publishedRow(images, mask, { image: { bytes, path: '../../out/run.exe' } }),
    await publishedRow(images, mask, {
      image: { bytes: new TextEncoder().encode('#!/bin/sh'), path: 'a.png' },
    }),
    await publishedRow(images, mask, { image: { bytes, path: '/etc/x.png' } }),
  ]
  const into = await temporaryFolder()
  const read = await importAll(hf, await writePublished(rows), { images: into })
  expect(read.bad).toEqual(['row 2: its image is no picture'])
  expect(read.pictures.map(({ names }) => names)).toEqual([['out/run.exe.png'], ['etc/x.png']])
  expect((await readdir(into, { recursive: true })).toSorted()).toEqual([
    'etc',
    'etc/x.png',
    'out',
    'out/run.exe.png',
  ])
})

const badRows = [
  ['no mask', null, {}, 'no mask'],
  ['rows of other lengths', [[true], [true, false]], {}, 'row 2 has 2 pixels, the first has 1'],
  ['a null in it', [[true, null]], {}, 'nulls'],
  ['an empty row', [[true], []], {}, 'nulls or empty'],
  ['of another size', [[true, false]], {}, 'it is 2 × 1 pixels, the image 20 × 14'],
  ['no text', good, { text: null }, 'its text is missing'],
  ['a huge text', good, { text: 'a'.repeat(200_001) }, 'too long'],
] as const

test.each(badRows)(
  'a row with %s is left out, the others are taken',
  async (_, mask, part, words) => {
    const rows = [
      await publishedRow(images, mask, part),
      await publishedRow(images, good, { ann_id: 'b' }),
    ]
    const read = await importAll(hf, await writePublished(rows), {
      images: await temporaryFolder(),
    })
    expect(read.samples.map(({ key }) => key)).toEqual(['b'])
    expect(read.bad).toHaveLength(1)
    expect(read.bad[0]).toContain(words)
    expect(read.bad[0]).toContain('row 1')
  },
)

const noFiles = [
  ['nothing', Buffer.alloc(0), 'no parquet file'],
  ['a picture', Buffer.from('\x89PNG\r\n\x1a\nxxxxxxxx', 'latin1'), 'no parquet file'],
  ['only the ends', Buffer.from('PAR1\0\0\0\0PAR1'), 'broken table of contents'],
  [
    'a footer that is too long',
    Buffer.from('PAR1\xff\xff\xff\x7fPAR1', 'latin1'),
    'no whole parquet file',
  ],
  [
    'a footer of noise',
    Buffer.from(`PAR1${'\x19'.repeat(40)}\x28\0\0\0PAR1`, 'latin1'),
    'broken table',
  ],
] as const

test.each(noFiles)('%s is no data set, and said so', async (_, bytes, words) => {
  const path = await temporaryFolder()
  await writeFile(join(path, 'a.parquet'), bytes)
  const read = await importAll(hf, path)
  expect(read.bad).toEqual([expect.stringContaining(words)])
})

test('a folder without parquet files, and none at all, are failures', async () => {
  await expect(importAll(hf, await temporaryFolder())).rejects.toThrow('no parquet file in')
  await expect(importAll(hf, '/nowhere/at/all')).rejects.toThrow('There is no /nowhere/at/all')
})

test('other columns are named', async () => {
  const path = await temporaryFolder()
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: 'text', data: ['a'] },
      { name: 'mask', data: [true] },
    ],
  })
  await writeFile(join(path, 'a.parquet'), Buffer.from(bytes))
  expect((await importAll(hf, path)).bad).toEqual([
    'rows 1 to 1: the file has no column mask of lists of rows of booleans',
  ])
})

test('damaged files break nothing and hang nowhere', async () => {
  const random = randomFrom(77)
  const samples = [1, 2, 3].map((sampleId) =>
    sampleOf({ ...fullTexts, sampleId, mask: randomRle(random, size) }),
  )
  const own = await exportToFolder(hf, memorySource(samples, {}, images))
  const ours = await readFile(join(own, 'data', 'validation-00000-of-00001.parquet'))
  const theirs = await readFile(
    join(
      await writePublished([await publishedRow(images, good), await publishedRow(images, good)]),
      'data',
      'test-00000-of-00001.parquet',
    ),
  )
  const path = await temporaryFolder()
  const into = await temporaryFolder()
  for (let round = 0; round < rounds(4000); round++) {
    const bytes = Buffer.from(round % 2 === 0 ? ours : theirs)
    for (let i = random.below(6); i >= 0; i--) bytes[random.below(bytes.length)] = random.below(256)
    const cut = random.below(10) === 0 ? random.below(bytes.length) : bytes.length
    await writeFile(join(path, 'a.parquet'), bytes.subarray(0, cut))
    try {
      await importAll(hf, path, { images: into })
    } catch (error) {
      expect(error, `round ${round}`).toBeInstanceOf(AppFailure)
    }
  }
})
