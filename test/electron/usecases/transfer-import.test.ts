import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, test } from 'vitest'
import { rleFromPolygons } from '#core/mask/polygon'
import { countsFromRle } from '#core/mask/rle'
import { importCoco } from '#electron/usecases/transfer-coco-import'
import { writePicture } from './pictures-fixture.ts'
import { codeOf, finishedJob } from './studio-fixture.ts'
import {
  blockMask,
  cocoAnnotation,
  exported,
  imported,
  importResult,
  newPlace,
  ringMask,
  size,
  writeCoco,
  type Place,
} from './transfer-fixture.ts'

let place: Place

beforeEach(async () => {
  place = await newPlace()
})

async function detail(sample: number) {
  return place.call('samples.get', { sample })
}

describe('what comes in', () => {
  test('polygon, run lengths as list and as string', async () => {
    const ring = [3.2, 4, 30.5, 5, 18, 25.1]
    const counts = [...countsFromRle(ringMask(9))]
    const file = writeCoco(place.folder, {
      annotations: [
        cocoAnnotation(41, { segmentation: [ring] }),
        cocoAnnotation(0, { segmentation: { size: [30, 40], counts }, image_id: 300 }),
        cocoAnnotation(5, { segmentation: ringMask(2), image_id: 200, caption: 'the left one' }),
      ],
    })
    const job = await imported(place, file)
    expect(importResult(job)).toEqual({ images: 3, samples: 3, known: 0, leftOut: [] })
    const { saved, row, fields, image } = await detail(1)
    expect(saved).toMatchObject({
      target: rleFromPolygons([ring], size),
      source: 'import',
      noTarget: false,
      version: 1,
    })
    expect(row).toMatchObject({ status: 'accepted', imageName: '1.png' })
    expect(fields).toMatchObject({
      query: 'traffic light',
      target: 'traffic light',
      isSentence: false,
    })
    expect(image).toMatchObject({ path: 'photos/1.png', isMissing: false })
    expect((await detail(2)).saved?.target).toEqual(ringMask(9))
    expect((await detail(3)).fields).toMatchObject({ query: 'the left one', isSentence: true })
    expect((await detail(3)).draft.target).toEqual(ringMask(2))
    const out = join(place.folder, 'out.json')
    await exported(place, out)
    const coco = (await import(out, { with: { type: 'json' } })) as {
      default: { annotations: { id: number; image_id: number; category_id: number }[] }
    }
    expect(
      coco.default.annotations.map(({ id, image_id: image, category_id: category }) => [
        id,
        image,
        category,
      ]),
    ).toEqual([
      [5, 200, 7],
      [41, 100, 7],
      [42, 300, 7],
    ])
  })

  test('lists in any order, a mark at the beginning, files in folders', async () => {
    mkdirSync(join(place.photos, 'train', 'deep'), { recursive: true })
    renameSync(join(place.photos, '1.png'), join(place.photos, 'train', '1.png'))
    renameSync(join(place.photos, '2.png'), join(place.photos, 'train', 'deep', '2.png'))
    const file = join(place.folder, 'foreign.json')
    const text = JSON.stringify({
      annotations: [cocoAnnotation(1), cocoAnnotation(2, { image_id: 200 })],
      categories: [{ id: 7, name: 'x' }],
      images: [
        { id: 100, ...size, file_name: 'train\\1.png' },
        { id: 200, ...size, coco_url: 'http://images.example/val/2.png' },
      ],
    })
    writeFileSync(file, `\uFEFF${text}`)
    expect(importResult(await imported(place, file))).toMatchObject({ images: 2, samples: 2 })
    expect((await detail(2)).image.path).toBe('photos/train/deep/2.png')
  })

  test('images that the project has are not added again, nor samples of the same file', async () => {
    await finishedJob(place.studio, place.call('images.import', { folder: place.photos }))
    const file = writeCoco(place.folder, { annotations: [cocoAnnotation(9)] })
    expect(importResult(await imported(place, file))).toMatchObject({
      images: 0,
      samples: 1,
      known: 3,
    })
    const again = importResult(await imported(place, file, { strict: true }))
    expect(again).toMatchObject({ images: 0, samples: 0, known: 3 })
    expect(again.leftOut.map(({ reason }) => reason)).toEqual([
      '1 samples are in the project from this file already',
    ])
  })
})

describe('bad records are left out, and refuse all where strict', () => {
  test.each<[string, Record<string, unknown>, RegExp]>([
    ['unknown image', { image_id: 999 }, /annotations\[1\] \(id 2\): there is no image 999/],
    ['no image', { image_id: null }, /annotation 2 has no whole number as image_id/],
    ['twice', { id: 1 }, /its id is there twice/],
    ['no segmentation', { segmentation: null }, /has no segmentation/],
    ['empty list', { segmentation: [] }, /empty list/],
    ['two vertices', { segmentation: [[1, 2, 3, 4]] }, /three vertices/],
    ['lying size', { segmentation: { size: [31, 40], counts: [1240] } }, /40 × 31 pixels/],
    ['short runs', { segmentation: { size: [30, 40], counts: [7] } }, /add up to 7/],
    ['bad string', { segmentation: { size: [30, 40], counts: 'zzz~' } }, /run lengths are broken/],
    ['outside', { segmentation: [[90, 90, 99, 90, 99, 99]] }, /no pixel inside the image/],
    ['unknown category', { category_id: 8 }, /there is no category 8/],
    ['endless query', { query: 'x'.repeat(20_001) }, /its query/],
    ['not a record', { id: 'two' }, /no whole number as id/],
  ])('%s', async (_, change, reason) => {
    const annotations = [cocoAnnotation(1), cocoAnnotation(2, change), cocoAnnotation(3)]
    const file = writeCoco(place.folder, { annotations })
    const strict = await imported(place, file, { strict: true })
    expect(strict).toMatchObject({ state: 'failed', error: { code: 'bad_input' } })
    expect(strict.error?.message).toMatch(reason)
    expect(await place.call('project.info')).toMatchObject({ images: 0, samples: 0 })
    const { samples, leftOut } = importResult(await imported(place, file))
    expect(samples).toBe(2)
    expect(leftOut).toMatchObject([
      { file, line: 1, reason: expect.stringMatching(reason) as string },
    ])
  })

  test.each(['NaN', '-Infinity'])('%s in a record', async (literal) => {
    const annotations = [cocoAnnotation(1), cocoAnnotation(2, { area: 'HERE' })]
    const file = writeCoco(place.folder, { annotations })
    writeFileSync(file, readFileSync(file, 'utf8').replace('"HERE"', literal))
    const { samples, leftOut } = importResult(await imported(place, file))
    expect([samples, leftOut.length]).toEqual([1, 1])
    expect(leftOut[0]?.reason).toMatch(/annotations\[1\]: it is not JSON/)
  })

  test('images: missing, outside, of another size, damaged, twice', async () => {
    await writePicture(join(place.folder, 'outside.png'), 77, size)
    writeFileSync(join(place.photos, 'broken.png'), 'no picture')
    const images = [
      ['gone.png', size],
      ['../outside.png', size],
      [join(place.photos, '1.png'), size],
      ['2.png', { width: 30, height: 40 }],
      ['broken.png', size],
      ['3.png', size],
    ].map(([name, its], i) => ({ id: i + 1, ...(its as typeof size), file_name: name }))
    const file = writeCoco(place.folder, {
      images: [...images, { ...images[5], file_name: '1.png' }],
      annotations: [1, 2, 3, 4, 5, 6].map((i) => cocoAnnotation(i, { image_id: i })),
    })
    const { samples, leftOut } = importResult(await imported(place, file))
    expect(samples).toBe(1)
    expect(leftOut.map(({ reason }) => reason)).toMatchObject(
      [
        /image 6 is there twice/,
        /image 1: there is no gone.png .*; its 1 annotations are left out/,
        /image 2: .* leads out of the images folder/,
        /image 3: .* leads out of the images folder/,
        /image 4: the file says it is 30 × 40 pixels, 2.png is 40 × 30/,
        /image 5: .*broken.png/,
      ].map((reason) => expect.stringMatching(reason) as string),
    )
  })

  test('a crowd is passed over, also where strict', async () => {
    const crowd = cocoAnnotation(2, { iscrowd: 1, segmentation: blockMask(0, 0, 9, 9) })
    const file = writeCoco(place.folder, { annotations: [cocoAnnotation(1), crowd] })
    const { samples, leftOut } = importResult(await imported(place, file, { strict: true }))
    expect([samples, leftOut.length]).toEqual([1, 1])
    expect(leftOut[0]?.reason).toMatch(/crowd/)
  })
})

describe('files that are no COCO', () => {
  test.each<[string, string | Buffer, string, RegExp]>([
    ['empty', '', 'bad_json', /holds nothing/],
    ['blanks', ' '.repeat(3_000_000), 'bad_json', /holds nothing/],
    ['brackets', '['.repeat(3_000_000), 'bad_json', /begins with \[/],
    ['deep', `{"images":${'['.repeat(3_000_000)}`, 'bad_json', /nested deeper than 64/],
    ['cut off', '{"images":[],"annotations":[{"id":1', 'bad_json', /cut off/],
    ['gzip', gzipSync('{}'), 'bad_json', /gzip/],
    ['UTF-16', Buffer.from('\uFEFF{"images":[]}', 'utf16le'), 'bad_json', /UTF-16/],
    ['a list of results', '[{"image_id":1}]', 'bad_json', /begins with \[/],
    ['no images', '{"annotations":[]}', 'bad_input', /no list "images"/],
    ['no annotations', '{"images":[]}', 'bad_input', /no list "annotations"/],
  ])('%s', async (_, content, code, message) => {
    const file = join(place.folder, 'foreign.json')
    writeFileSync(file, content)
    const job = await imported(place, file)
    expect(job).toMatchObject({ state: 'failed', error: { code } })
    expect(job.error?.message).toContain(file)
    expect(job.error?.message).toMatch(message)
    expect(await place.call('project.info')).toMatchObject({ images: 0, samples: 0 })
  })

  test('empty lists', async () => {
    const file = writeCoco(place.folder, { images: [], annotations: [], categories: [] })
    expect(importResult(await imported(place, file))).toEqual({
      images: 0,
      samples: 0,
      known: 0,
      leftOut: [],
    })
  })

  test('files and folders that are not there', async () => {
    const file = writeCoco(place.folder, { annotations: [] })
    expect((await imported(place, join(place.folder, 'no.json'))).error?.code).toBe('file_missing')
    expect((await imported(place, place.folder)).error?.code).toBe('file_unreadable')
    const images = join(place.folder, 'nowhere')
    expect((await imported(place, file, { images })).error?.code).toBe('file_missing')
  })
})

describe('all or nothing', () => {
  test('damage behind the last record', async () => {
    const file = writeCoco(place.folder, { annotations: [cocoAnnotation(1)] })
    appendFileSync(file, ']')
    expect(await imported(place, file)).toMatchObject({ error: { code: 'bad_json' } })
    expect(await place.call('project.info')).toMatchObject({ images: 0, samples: 0 })
  })

  test.each(['reading', 'annotations', 'writing'])('cancelled while %s', async (note) => {
    const annotations = Array.from({ length: 3000 }, (_, i) => cocoAnnotation(i))
    const file = writeCoco(place.folder, { annotations })
    const stop = new AbortController()
    const running = importCoco(
      place.studio.project(),
      { file, images: place.photos, strict: false },
      {
        id: 1,
        signal: stop.signal,
        progress: (update) => update.note?.includes(note) === true && stop.abort(),
      },
    )
    await expect(running).rejects.toThrow('aborted')
    expect(await place.call('project.info')).toMatchObject({ images: 0, samples: 0, accepted: 0 })
    expect(importResult(await imported(place, file))).toMatchObject({ images: 3, samples: 3000 })
    expect(await place.call('project.info')).toMatchObject({ integrity: 'ok' })
  })

  test('a project opened read-only', async () => {
    const file = writeCoco(place.folder, { annotations: [cocoAnnotation(1)] })
    await place.call('project.close')
    await place.call('project.open', { path: join(place.folder, 'p.reaseg'), readOnly: true })
    const started = place.call('transfer.import', {
      format: 'coco',
      path: file,
      images: place.photos,
    })
    expect(await codeOf(started)).toBe('project_read_only')
  })
})
