import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { rleFromPolygons } from '#core/mask/polygon'
import type { Rle } from '#core/mask/mask'
import type { ExportResult } from '#rpc/schemas/project'
import { writePicture } from './pictures-fixture.ts'
import { codeOf, finishedJob } from './studio-fixture.ts'
import {
  annotate,
  blockMask,
  exported,
  filledPlace,
  imported,
  importResult,
  newPlace,
  resultOf,
  ringMask,
  size,
} from './transfer-fixture.ts'

type Coco = {
  images: { id: number; file_name: string }[]
  annotations: ({ segmentation: Rle & number[][] } & Record<string, unknown>)[]
  categories: { id: number; name: string }[]
  reaseg: { no_target: object[]; ignore: object[]; losses: object[] }
}

function readCoco(file: string): Coco {
  return JSON.parse(readFileSync(file, 'utf8')) as Coco
}

describe('COCO export', () => {
  test('accepted samples, in COCO and beside it', async () => {
    const place = await filledPlace()
    const out = join(place.folder, 'out.json')
    const result = await exported(place, out)
    expect(result).toMatchObject({ written: [out], samples: 4 })
    expect(result.losses.map(({ sample, iou }) => [sample, iou])).toEqual([
      [3, null],
      [4, null],
    ])
    const coco = readCoco(out)
    expect(coco.images.map(({ file_name: name }) => name)).toEqual(['1.png', '2.png', '3.png'])
    expect(coco.categories).toMatchObject([
      { id: 1, name: 'ring' },
      { id: 2, name: 'shell' },
      { id: 3, name: 'dragon' },
      { id: 4, name: 'object' },
    ])
    expect(coco.annotations.map(({ segmentation }) => segmentation)).toEqual([
      ringMask(4),
      blockMask(3, 4, 20, 9),
      ringMask(20),
    ])
    expect(coco.annotations[1]).toMatchObject({
      id: 3,
      image_id: 2,
      category_id: 2,
      area: 85,
      bbox: [3, 4, 17, 5],
      iscrowd: 0,
      sample_id: 3,
      query: 'what could protect the snail?',
      variants: ['its home?', 'its shield?'],
      is_sentence: true,
      sgdr: { category: 'knowledge', components: ['function'] },
      synonyms: ['house'],
      answer: 'its shell',
    })
    expect(coco.annotations.every((annotation) => annotation['iscrowd'] === 0)).toBe(true)
    expect(coco.reaseg.no_target).toMatchObject([
      { image_id: 3, annotation_id: null, no_target: true, query: 'a dragon?' },
    ])
    expect(coco.reaseg.ignore).toMatchObject([
      { annotation_id: 3, no_target: false, ignore: blockMask(25, 0, 30, 30) },
    ])
    expect(coco.reaseg.losses).toEqual(result.losses)
  })

  test('the same project gives the same bytes', async () => {
    const place = await filledPlace()
    const [a, b] = [join(place.folder, 'a.json'), join(place.folder, 'b.json')]
    await exported(place, a)
    await place.call('project.close')
    await place.call('project.open', { path: join(place.folder, 'p.reaseg'), readOnly: true })
    await exported(place, b)
    expect(readFileSync(a)).toEqual(readFileSync(b))
  })

  test('polygons give the masks back, holes and all', async () => {
    const place = await filledPlace()
    const out = join(place.folder, 'out.json')
    const { losses } = await exported(place, out, { segmentation: 'polygon' })
    expect(losses.filter(({ iou }) => iou !== null)).toEqual([])
    const masks = readCoco(out).annotations.map((annotation) =>
      rleFromPolygons(annotation.segmentation, size),
    )
    expect(masks).toEqual([ringMask(4), blockMask(3, 4, 20, 9), ringMask(20)])
  })

  test('the filter, and an export of nothing', async () => {
    const place = await filledPlace()
    const out = join(place.folder, 'out.json')
    const ask = async (filter: object) => {
      const params = { format: 'coco', out, overwrite: true, filter: filter as never }
      const job = await finishedJob(place.studio, place.call('transfer.export', params))
      return (resultOf(job) as ExportResult).samples
    }
    expect(await ask({ category: 'knowledge' })).toBe(1)
    expect(readCoco(out)).toMatchObject({ images: [{ id: 2 }], annotations: [{ id: 3 }] })
    expect(await ask({ search: 'dragon' })).toBe(1)
    expect(await ask({ status: 'todo' })).toBe(0)
    expect(readCoco(out)).toMatchObject({ images: [], annotations: [], reaseg: { losses: [] } })
  })

  test('refuses what is there, and leaves nothing where it fails', async () => {
    const place = await filledPlace()
    const out = join(place.folder, 'out.json')
    writeFileSync(out, 'mine')
    expect(await codeOf(place.call('transfer.export', { format: 'coco', out }))).toBe('file_exists')
    expect(readFileSync(out, 'utf8')).toBe('mine')
    await exported(place, out, { overwrite: true })
    const elsewhere = join(place.folder, 'no', 'such', 'out.json')
    const failed = await finishedJob(
      place.studio,
      place.call('transfer.export', { format: 'coco', out: elsewhere }),
    )
    expect(failed.error?.code).toBe('file_missing')
    const before = readdirSync(place.folder)
    const { job } = await place.call('transfer.export', {
      format: 'coco',
      out: join(place.folder, 'c.json'),
    })
    await place.call('jobs.cancel', { job })
    expect((await place.studio.jobs.finished(job)).state).toBe('cancelled')
    expect(readdirSync(place.folder)).toEqual(before)
  })

  test('images of one name are told apart by their folders', async () => {
    const place = await newPlace(0)
    for (const sub of ['a', 'b']) {
      mkdirSync(join(place.photos, sub))
      await writePicture(join(place.photos, sub, 'x.png'), sub.charCodeAt(0), size)
    }
    await writePicture(join(place.photos, 'y.png'), 9, size)
    await finishedJob(place.studio, place.call('images.import', { folder: place.photos }))
    for (const sample of [1, 2, 3]) await annotate(place, sample, { target: ringMask(sample) })
    const out = join(place.folder, 'out.json')
    await exported(place, out)
    const names = readCoco(out).images.map(({ file_name: name }) => name)
    expect(names.sort()).toEqual(['a/x.png', 'b/x.png', 'y.png'])
  })
})

describe('round trip', () => {
  test.each(['rle', 'polygon'] as const)('export, import, export as %s', async (segmentation) => {
    const from = await filledPlace()
    const first = join(from.folder, 'first.json')
    await exported(from, first, { segmentation })
    const to = await newPlace()
    const result = importResult(await imported(to, first))
    expect(result).toEqual({ images: 3, samples: 4, known: 0, leftOut: [] })
    const second = join(to.folder, 'second.json')
    await exported(to, second, { segmentation })
    expect(readCoco(second)).toEqual(readCoco(first))
    expect(readFileSync(second)).toEqual(readFileSync(first))
  })
})

describe('mask export', () => {
  test('levels, names and queries', async () => {
    const place = await filledPlace()
    const out = join(place.folder, 'masks')
    const job = await finishedJob(
      place.studio,
      place.call('transfer.export', { format: 'masks', out }),
    )
    expect(resultOf(job)).toEqual({ written: [out], samples: 4, losses: [] })
    expect(readdirSync(out).sort()).toEqual([
      '1__2.png',
      '2__3.png',
      '3__4.png',
      '3__5.png',
      'queries.jsonl',
      'reaseg-export.json',
    ])
    const picture = sharp(join(out, '2__3.png'))
    expect(await picture.metadata()).toMatchObject({ ...size, channels: 1, depth: 'uchar' })
    const grey = await picture.extractChannel(0).raw().toBuffer()
    expect([grey[5 * 40 + 4], grey[5 * 40 + 27], grey[0], new Set(grey).size]).toEqual([
      1, 255, 0, 3,
    ])
    expect(new Set(await sharp(join(out, '3__4.png')).raw().toBuffer())).toEqual(new Set([0]))
    const lines = readFileSync(join(out, 'queries.jsonl'), 'utf8').trim().split('\n')
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { mask: '1__2.png', image: '1.png', query: 'the ring “\\” ✨', no_target: false },
      { mask: '2__3.png', split: 'val', sgdr: { category: 'knowledge' } },
      { mask: '3__4.png', no_target: true },
      { mask: '3__5.png', is_sentence: false },
    ])
  })

  test('target wins over ignore', async () => {
    const place = await newPlace(1)
    await finishedJob(place.studio, place.call('images.import', { folder: place.photos }))
    await annotate(place, 1, { target: blockMask(0, 0, 4, 4), ignore: blockMask(2, 2, 8, 8) })
    const out = join(place.folder, 'masks')
    await finishedJob(place.studio, place.call('transfer.export', { format: 'masks', out }))
    const grey = await sharp(join(out, '1__1.png')).extractChannel(0).raw().toBuffer()
    expect([grey[3 * 40 + 3], grey[5 * 40 + 5], grey[9 * 40]]).toEqual([1, 255, 0])
  })

  test('replaces nothing but its own', async () => {
    const place = await filledPlace()
    const out = join(place.folder, 'masks')
    const start = (overwrite: boolean) =>
      place.call('transfer.export', { format: 'masks', out, overwrite })
    mkdirSync(out)
    expect((await finishedJob(place.studio, start(false))).state).toBe('done')
    expect(await codeOf(start(false))).toBe('file_exists')
    expect((await finishedJob(place.studio, start(true))).state).toBe('done')
    writeFileSync(join(out, 'diary.txt'), 'mine')
    expect(await codeOf(start(true))).toBe('file_exists')
    expect(existsSync(join(out, 'diary.txt'))).toBe(true)
    const before = readdirSync(place.folder)
    const { job } = await place.call('transfer.export', {
      format: 'masks',
      out: join(place.folder, 'other'),
    })
    await place.call('jobs.cancel', { job })
    expect((await place.studio.jobs.finished(job)).state).toBe('cancelled')
    expect(readdirSync(place.folder)).toEqual(before)
  })
})
