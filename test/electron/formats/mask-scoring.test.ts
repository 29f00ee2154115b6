import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import type { ScoreGroup } from '#core/dataset/mask-scoring'
import { parseScoreTarget } from '#core/dataset/mask-scoring-text'
import type { Rle } from '#core/mask/mask'
import { rleFromMask } from '#core/mask/rle'
import type { ExportCandidate, Format } from '#electron/formats/format'
import { maskScoring } from '#electron/formats/mask-scoring'
import {
  internvl,
  llamaFactory,
  llava,
  msSwift,
  openaiChat,
  qwenVl,
} from '#electron/formats/score-trainers'
import type { ExportOptions } from '#rpc/schemas/transfer'
import { randomFrom } from '../../soak/random.ts'
import {
  exportToFile,
  exportToFolder,
  memorySource,
  randomRle,
  sampleOf,
  temporaryFolder,
} from './memory-source.ts'

const size = { width: 20, height: 14 }
const imageNames = ['a/one.png', 'a/one.PNG', 'turned.jpg', 'b:2?.tif']

/** Three samples without pictures of their own share the first image; the second is in test, and so all of its are. */
const samples = [
  { imageId: 1, imageName: imageNames[0], query: 'Where is <image> 蝸牛?' },
  { imageId: 2, imageName: imageNames[1], split: 'train' },
  { imageId: 2, imageName: imageNames[1], split: 'test', rationale: 'Because.' },
  { imageId: 3, imageName: imageNames[2], split: 'val', noTarget: true },
  { imageId: 4, imageName: imageNames[3], variants: ['Which?'] },
].map((part, i) => sampleOf({ ...part, sampleId: i + 1 } as Parameters<typeof sampleOf>[0]))

let images = ''
beforeAll(async () => {
  images = await temporaryFolder()
  await sharp({ create: { ...size, channels: 3, background: '#a63' } })
    .png()
    .toFile(join(images, 'plain.png'))
  await sharp({ create: { width: 14, height: 20, channels: 3, background: '#36a' } })
    .jpeg()
    .withMetadata({ orientation: 6 })
    .toFile(join(images, 'turned.jpg'))
  await sharp(join(images, 'plain.png')).tiff().toFile(join(images, 'b2.tif'))
})

function candidatesOf(sampleId: number): ExportCandidate[] {
  const random = randomFrom(sampleId)
  return Array.from({ length: 7 }, (_, i) => ({
    id: `c0${i + 1}`,
    rank: i + 1,
    source: ['multimask', 'seed', 'crop', 'union'][i % 4]!,
    counts: randomRle(random, size).counts,
    predictedIou: 0.8,
    stability: i === 0 ? null : 0.9,
    score: 0.5,
    reason: sampleId === 5 ? null : `It covers <answer> ${i}.`,
    reasonBy: sampleId === 5 ? null : 'model:judge',
  }))
}

function sourceOf(options: Partial<ExportOptions> = {}) {
  const files: Readonly<Record<string, string>> = {
    'turned.jpg': 'turned.jpg',
    'b:2?.tif': 'b2.tif',
  }
  return {
    ...memorySource(samples, options),
    imagePath: ({ imageName }: { imageName: string }) =>
      Promise.resolve(join(images, files[imageName] ?? 'plain.png')),
    candidates: (id: number) => Promise.resolve(candidatesOf(id)),
  }
}

async function groupsIn(path: string): Promise<ScoreGroup[]> {
  const text = await readFile(path, 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

test('every group is a line; an image’s groups are in one split, test before train', async () => {
  const source = sourceOf()
  const groups = await groupsIn(await exportToFile(maskScoring, source))
  expect(groups.map(({ id, split }) => [id, split])).toEqual([
    ['reaseg_101#g1', 'train'],
    ['reaseg_101#g2', 'train'],
    ['reaseg_102#g1', 'test'],
    ['reaseg_102#g2', 'test'],
    ['reaseg_103#g1', 'test'],
    ['reaseg_103#g2', 'test'],
    ['reaseg_104#g1', 'val'],
    ['reaseg_104#g2', 'val'],
    ['reaseg_105#g1', 'train'],
    ['reaseg_105#g2', 'train'],
  ])
  const origins = new Set(groups.flatMap(({ candidates }) => candidates.map((one) => one.origin)))
  expect([...origins].toSorted()).toEqual(['amg', 'human', 'model:crop', 'multimask'])
  expect(source.counted()).toBe(5)
  expect(source.losses).toEqual([
    {
      sample: 2,
      what: expect.stringContaining('another sample of the image is in test'),
      iou: null,
    },
    { sample: 3, what: 'rationale: a group of masks has no place for it', iou: null },
    { sample: 5, what: 'variants: a group of masks has no place for it', iou: null },
  ])
})

test('the same project gives the same bytes', async () => {
  const [a, b] = [
    await exportToFile(maskScoring, sourceOf()),
    await exportToFile(maskScoring, sourceOf()),
  ]
  expect(await readFile(a)).toEqual(await readFile(b))
})

type Said = {
  readonly from?: string
  readonly role?: string
  readonly value?: string
  readonly content?: string
}

const speakers = ['human', 'gpt']
const trainers = [
  ['internvl', internvl, 'jsonl', ['image', 'conversations'], speakers],
  ['llava', llava, 'json', ['id', 'image', 'conversations'], speakers],
  ['qwen-vl', qwenVl, 'jsonl', ['image', 'conversations'], speakers],
  ['llama-factory', llamaFactory, 'json', ['conversations', 'images'], speakers],
  ['ms-swift', msSwift, 'jsonl', ['messages', 'images'], ['user', 'assistant']],
] as const

type Row = Readonly<Record<string, unknown>>

function readRow(row: Row, names: readonly string[]) {
  const talk = (row['conversations'] ?? row['messages']) as readonly Said[]
  expect(talk.map(({ from, role }) => from ?? role)).toEqual(names)
  const [asked, answer] = talk.map(({ value, content }) => value ?? content)
  return {
    files: [row['image'] ?? row['images']].flat() as string[],
    asked: asked!,
    answer: answer!,
  }
}

async function rowsIn(folder: string, split: string, ending: string): Promise<Row[]> {
  const text = await readFile(join(folder, `${split}.${ending}`), 'utf8')
  return ending === 'json'
    ? JSON.parse(text)
    : text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
}

test.each(trainers)(
  '%s: rows of its keys, whose scores are read back',
  async (_, format, ending, keys, names) => {
    const folder = await exportToFolder(
      format as Format,
      sourceOf({ thinking: 'with', padGroups: true }),
    )
    const groups = await groupsIn(join(folder, 'groups.jsonl'))
    for (const split of ['train', 'val', 'test']) {
      const rows = await rowsIn(folder, split, ending)
      const own = groups.filter((group) => group.split === split)
      expect(rows).toHaveLength(own.length)
      for (const [i, row] of rows.entries()) {
        expect(Object.keys(row)).toEqual(keys)
        const { files, asked, answer } = readRow(row, names)
        const { candidates, cot } = own[i]!
        expect(asked.match(/<(image|video|audio)>/g)).toHaveLength(files.length)
        expect(answer.startsWith('<think>')).toBe(cot !== null)
        const scores = parseScoreTarget(answer, candidates.length)
        expect(scores.ok && scores.value).toEqual(
          candidates.map(({ iou }) => Number(iou.toFixed(2))),
        )
        await expectPictures(
          folder,
          files,
          candidates.map(({ rle }) => rle),
        )
      }
    }
  },
)

/** Masks are bit for bit what the group says; the image lies as they do. */
async function expectPictures(
  folder: string,
  files: readonly string[],
  masks: readonly Rle[],
): Promise<void> {
  const [first, ...rest] = files
  const { width, height, orientation, format } = await sharp(join(folder, first!)).metadata()
  if (files.length === 1) {
    expect([width, height]).toEqual([3 * 28 + 8, 2 * 58 + 8])
    return
  }
  expect(orientation ?? 1).toBe(1)
  expect([width, height]).toEqual([size.width, size.height])
  expect(['png', 'jpeg']).toContain(format)
  for (const [i, name] of rest.entries()) {
    const { data, info } = await sharp(join(folder, name))
      .raw()
      .toBuffer({ resolveWithObject: true })
    const bits = Uint8Array.from(
      { length: size.width * size.height },
      (_, k) => data[k * info.channels]! / 255,
    )
    expect(rleFromMask({ size, bits })).toEqual(masks[i])
  }
}

type ChatPart = {
  readonly type: string
  readonly text?: string
  readonly image_url?: { readonly url: string }
}
type ChatRow = {
  readonly messages: readonly {
    readonly role: string
    readonly content: string | readonly ChatPart[]
  }[]
}

test('openai-chat: the pictures are inside, and scores are read back', async () => {
  const folder = await exportToFolder(openaiChat, sourceOf({ thinking: 'without' }))
  expect((await readdir(folder)).toSorted()).toEqual([
    'groups.jsonl',
    'test.jsonl',
    'train.jsonl',
    'val.jsonl',
  ])
  const groups = (await groupsIn(join(folder, 'groups.jsonl'))).filter(
    ({ split }) => split === 'val',
  )
  const rows = (await rowsIn(folder, 'val', 'jsonl')) as unknown as ChatRow[]
  for (const [i, { messages }] of rows.entries()) {
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant'])
    const urls = (messages[1]!.content as readonly ChatPart[]).flatMap(
      (part) => part.image_url?.url ?? [],
    )
    expect(urls).toHaveLength(groups[i]!.candidates.length + 1)
    const bytes = urls.map((url: string) => Buffer.from(url.split(',')[1]!, 'base64'))
    const types = await Promise.all(
      bytes.map(async (one: Buffer) => (await sharp(one).metadata()).format),
    )
    expect(types).toEqual(['jpeg', ...groups[i]!.candidates.map(() => 'png')])
    const scores = parseScoreTarget(messages[2]!.content as string, groups[i]!.candidates.length)
    expect(scores.ok).toBe(true)
  }
})

test('thoughts: with, without, one in two; what has none is told once a sample', async () => {
  const counts = []
  for (const thinking of ['with', 'mixed', 'without'] as const) {
    const source = sourceOf({ thinking })
    const text = await readFile(join(await exportToFolder(qwenVl, source), 'train.jsonl'), 'utf8')
    const untold = source.losses.filter(({ what }) => what.startsWith('thought'))
    counts.push([text.match(/"value":"<think>/g)?.length ?? 0, untold.map(({ sample }) => sample)])
  }
  expect(counts).toEqual([
    [2, [5]],
    [1, []],
    [0, []],
  ])
})

test('what names the files names them all, and trains on train alone', async () => {
  const meta = JSON.parse(
    await readFile(join(await exportToFolder(internvl, sourceOf()), 'meta.json'), 'utf8'),
  )
  expect(meta).toEqual({
    maskscore_train: {
      root: './',
      annotation: 'train.jsonl',
      data_augment: false,
      repeat_time: 1,
      length: 4,
    },
  })
  const folder = await exportToFolder(llamaFactory, sourceOf())
  const info: Readonly<Record<string, { file_name: string }>> = JSON.parse(
    await readFile(join(folder, 'dataset_info.json'), 'utf8'),
  )
  expect(Object.entries(info).map(([name, entry]) => [name, entry.file_name])).toEqual([
    ['maskscore_train', 'train.json'],
    ['maskscore_test', 'test.json'],
    ['maskscore_val', 'val.json'],
  ])
})

test('a picture that is not there, or broken, is a failure that names it', async () => {
  const broken = join(images, 'broken.png')
  await writeFile(broken, 'no picture')
  for (const path of [join(images, 'gone.png'), broken])
    for (const format of [internvl, llava, openaiChat]) {
      const source = { ...sourceOf(), imagePath: () => Promise.resolve(path) }
      await expect(exportToFolder(format, source)).rejects.toMatchObject({
        name: 'AppFailure',
        message: expect.stringContaining(path),
      })
    }
})
