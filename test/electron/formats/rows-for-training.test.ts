import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parquetReadObjects, parquetMetadata } from 'hyparquet'
import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import type { DatasetSample } from '#core/dataset/dataset'
import { rleFromMask } from '#core/mask/rle'
import { segZero } from '#electron/formats/seg-zero'
import { verl } from '#electron/formats/verl'
import {
  exportToFolder,
  fullTexts,
  memorySource,
  rectangleRle,
  sampleOf,
  temporaryFolder,
} from './memory-source.ts'

const size = { width: 20, height: 14 }
const samples = [
  sampleOf({ sampleId: 1, ...fullTexts, split: 'test' }),
  sampleOf({ sampleId: 2, imageId: 2, split: 'train', ignore: rectangleRle(size, [0, 0, 2, 2]) }),
  sampleOf({ sampleId: 3, imageId: 3, noTarget: true }),
]

let picture = ''
beforeAll(async () => {
  picture = join(await temporaryFolder(), 'picture.png')
  await sharp({ create: { ...size, channels: 3, background: '#a63' } })
    .png()
    .toFile(picture)
})

function sourceOf(all: readonly DatasetSample[] = samples) {
  const said = {
    source: 'multimask',
    predictedIou: 0.9,
    stability: null,
    score: 0.5,
    reason: null,
    reasonBy: null,
  }
  const candidates = [2, 3, 4, 5, 6, 7].map((w, i) => ({
    ...said,
    id: `c0${i + 1}`,
    rank: i + 1,
    counts: rectangleRle(size, [4, 3, w, 5]).counts,
  }))
  return {
    ...memorySource(all),
    imagePath: () => Promise.resolve(picture),
    candidates: () => Promise.resolve(candidates),
  }
}

async function rowsOf(path: string) {
  const bytes = await readFile(path)
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
  const rows = await parquetReadObjects({ file, utf8: false })
  return { rows, metadata: parquetMetadata(file) }
}

test('verl: a row a group, with its pictures and the truth of its reward', async () => {
  const source = sourceOf()
  const folder = await exportToFolder(verl, source)
  expect((await readdir(folder)).toSorted()).toEqual(['test.parquet', 'train.parquet'])
  const { rows } = await rowsOf(join(folder, 'train.parquet'))
  expect(rows).toHaveLength(4)
  for (const [index, row] of rows.entries()) {
    expect(Object.keys(row)).toEqual([
      'data_source',
      'prompt',
      'images',
      'ability',
      'reward_model',
      'extra_info',
    ])
    expect([row['data_source'], row['ability'], row['reward_model'].style]).toEqual([
      'maskscore',
      'mask scoring',
      'rule',
    ])
    expect(row['extra_info']).toMatchObject({
      index: BigInt(index),
      split: 'train',
      id: expect.stringMatching(/#g\d$/),
    })
    const truth = JSON.parse(row['reward_model'].ground_truth)
    const images: { bytes: Uint8Array; path: string }[] = row['images']
    expect(images).toHaveLength(truth.length + 1)
    expect(row['prompt']).toHaveLength(1)
    expect(row['prompt'][0].role).toBe('user')
    expect(row['prompt'][0].content.match(/<image>/g)).toHaveLength(images.length)
    const [first, ...masks] = await Promise.all(
      images.map(({ bytes }) => sharp(bytes).raw().toBuffer({ resolveWithObject: true })),
    )
    expect(first!.info).toMatchObject(size)
    masks.forEach(({ data, info }, i) => {
      const bits = Uint8Array.from(
        { length: size.width * size.height },
        (_, k) => data[k * info.channels]! / 255,
      )
      const width = Number(images[i + 1]!.path.slice(2, 3)) + 1
      expect(rleFromMask({ size, bits })).toEqual(rectangleRle(size, [4, 3, width, 5]))
    })
  }
  const truths = rows
    .filter((row) => row['extra_info'].id.startsWith('reaseg_102'))
    .flatMap((row) => JSON.parse(row['reward_model'].ground_truth))
  expect(new Set(truths)).toEqual(new Set([2 / 6, 3 / 6, 4 / 6, 5 / 6, 1, 6 / 7]))
})

test('seg-zero: a row a sample, its picture a square of 840', async () => {
  const source = sourceOf()
  const folder = await exportToFolder(segZero, source)
  const { rows, metadata } = await rowsOf(join(folder, 'train.parquet'))
  expect(rows.map((row) => ({ ...row, image: null }))).toEqual([
    {
      id: '102',
      problem: 'Which one is it?',
      image: null,
      solution: '[{"bbox_2d":[168,180,378,420],"point_2d":[252,300]}]',
      img_height: 14n,
      img_width: 20n,
    },
    {
      id: '103',
      image: null,
      problem: 'Which one is it?',
      solution: '[]',
      img_height: 14n,
      img_width: 20n,
    },
  ])
  const shown = await sharp(rows[0]!['image'].bytes).metadata()
  expect([shown.width, shown.height, shown.format]).toEqual([840, 840, 'png'])
  const features = JSON.parse(
    metadata.key_value_metadata!.find(({ key }) => key === 'huggingface')!.value!,
  )
  expect(features.info.features.image).toEqual({ _type: 'Image' })
  expect(source.losses.map(({ sample, what }) => [sample, what.split(':')[0]])).toEqual([
    [1, 'target, answer, rationale, variants, synonyms, attributes, sgdr'],
    [2, 'ignore'],
    [3, 'no target'],
  ])
})

test('the same project gives the same bytes, many row groups too', async () => {
  const many = Array.from({ length: 55 }, (_, i) => sampleOf({ sampleId: i + 1 }))
  const [a, b] = [
    join(await exportToFolder(verl, sourceOf(many)), 'train.parquet'),
    join(await exportToFolder(verl, sourceOf(many)), 'train.parquet'),
  ]
  expect(await readFile(a)).toEqual(await readFile(b))
  const { rows, metadata } = await rowsOf(a)
  const ids = many.flatMap(({ annotationId }) => [1, 2].map((g) => `reaseg_${annotationId}#g${g}`))
  expect(rows.map((row) => row['extra_info'].id)).toEqual(ids)
  expect(metadata.row_groups).toHaveLength(2)
})

test.each([
  ['verl', verl],
  ['seg-zero', segZero],
] as const)('%s: a broken picture is a failure that names it', async (_, format) => {
  const source = { ...sourceOf(), imagePath: () => Promise.resolve('/nowhere.png') }
  await expect(exportToFolder(format, source)).rejects.toThrow('/nowhere.png')
})
