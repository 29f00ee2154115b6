import { closeSync, ftruncateSync, openSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ImportResult } from '#rpc/schemas/project'
import type { Job } from '#rpc/schemas/system'
import { runJson, runStudio } from '../cli/run-studio.ts'
import { finishedJob } from '../usecases/studio-fixture.ts'
import { newPlace, size, type Place } from '../usecases/transfer-fixture.ts'
import { badPictures } from './bad-pictures.ts'
import { system } from './system.ts'

let place: Place
let file: string

beforeEach(async () => {
  place = await newPlace(2)
  file = join(place.folder, 'annotations.json')
})

const box = [4, 4, 20, 4, 20, 20, 4, 20]

/** A whole file: one image, one annotation, a record a line. */
function whole(extra: { images?: string; annotations?: string; image?: object } = {}): string {
  const image = { id: 1, ...size, file_name: '1.png', ...extra.image }
  const annotation = { id: 1, image_id: 1, category_id: 1, segmentation: [box], iscrowd: 0 }
  return [
    '{"images":[',
    `${JSON.stringify(image)}${extra.images ?? ''}],`,
    '"categories":[{"id":1,"name":"disc"}],',
    '"annotations":[',
    `${JSON.stringify(annotation)}${extra.annotations ?? ''}`,
    ']}',
  ].join('\n')
}

/** A second annotation on a line of its own. */
function second(fields: object, raw?: string): string {
  const record = { id: 2, image_id: 1, category_id: 1, segmentation: [box], ...fields }
  return whole({ annotations: `,\n${raw ?? JSON.stringify(record)}` })
}

async function importFile(strict = false): Promise<Job> {
  const from = { format: 'coco', path: file, images: place.photos, strict }
  return finishedJob(place.studio, place.call('transfer.import', from))
}

const rleSize: [number, number] = [size.height, size.width]
const area = size.height * size.width

describe('a bad record is left out with file, line and reason, the good one taken', () => {
  const rows: [string, string, number, RegExp][] = [
    ['unknown image', second({ image_id: 99 }), 6, /no image 99/],
    ['unknown category', second({ category_id: 99 }), 6, /no category 99/],
    ['mask of another size', second({ segmentation: { size: [9, 9], counts: [81] } }), 6, /9 × 9/],
    [
      'bad characters',
      second({ segmentation: { size: rleSize, counts: '\u007f\u0001zz' } }),
      6,
      /run lengths are broken/,
    ],
    [
      'a run without end',
      second({ segmentation: { size: rleSize, counts: `0${'o'.repeat(40)}` } }),
      6,
      /run lengths are broken/,
    ],
    ['short runs', second({ segmentation: { size: rleSize, counts: [1, 2] } }), 6, /add up to 3/],
    [
      'a negative run',
      second({ segmentation: { size: rleSize, counts: [-1, area + 1] } }),
      6,
      /negative/,
    ],
    ['NaN', second({}, `{"id":2,"image_id":1,"segmentation":[[NaN,1,2,3,4,5]]}`), 6, /NaN is no/],
    ['Infinity', second({}, `{"id":2,"image_id":-Infinity}`), 6, /Infinity is no JSON number$/],
    ['half a number', second({}, `{"id":2,"image_id":1.}`), 6, /it is not JSON: [^"\n]*$/],
    ['an endless number', second({ segmentation: [[1e300, 1, 2, 3, 4, 5]] }), 6, /not a usable/],
    ['an odd ring', second({ segmentation: [[1, 2, 3, 4, 5]] }), 6, /5 numbers/],
    ['no mask', second({ segmentation: null }), 6, /no segmentation/],
    ['a mask outside', second({ segmentation: [[90, 90, 95, 90, 95, 95]] }), 6, /no pixel/],
    ['an id twice', second({ id: 1 }), 6, /there twice/],
    ['an id of text', second({ id: 'x' }), 6, /id/],
    ['an id too large', second({ id: 2 ** 60 }), 6, /id/],
    ['no object', second({}, '7'), 6, /\w/],
    ...['/etc/passwd', '../../etc/passwd', 'C:\\x.png', '..\\x.png'].map(
      (name): [string, string, number, RegExp] => [
        `a path out of the folder: ${name}`,
        whole({ images: `,\n${JSON.stringify({ id: 2, ...size, file_name: name })}` }),
        3,
        /leads out of the images folder/,
      ],
    ),
    [
      'a missing picture',
      whole({ images: `,\n${JSON.stringify({ id: 2, ...size, file_name: 'none.png' })}` }),
      3,
      /there is no none\.png/,
    ],
  ]
  test.each(rows)('%s', async (_name, text, line, reason) => {
    writeFileSync(file, text)
    const job = await importFile()
    expect(job).toMatchObject({ state: 'done', error: null })
    expect(job.result).toMatchObject({
      images: 1,
      samples: 1,
      leftOut: [{ file, line, reason: expect.stringMatching(reason) }],
    })
  })

  test.each(rows.slice(0, 4))('strict: %s refuses everything', async (_name, text, line) => {
    writeFileSync(file, text)
    expect(await importFile(true)).toMatchObject({
      state: 'failed',
      error: { code: 'bad_input', message: expect.stringContaining(`${file}:${line}`) },
    })
    expect(await place.call('project.info')).toMatchObject({ images: 0, samples: 0 })
  })

  test('a lying size leaves the image out with what lies on it', async () => {
    writeFileSync(file, whole({ image: { width: 10 ** 9 } }))
    const { leftOut, samples } = (await importFile()).result as ImportResult
    expect(samples).toBe(0)
    expect(leftOut).toMatchObject([
      { line: 2, reason: expect.stringMatching(/1000000000 × 30.*1\.png is 40 × 30.*its 1 annot/) },
    ])
  })

  test('so does a picture that is none', async () => {
    writeFileSync(join(place.photos, '1.png'), await badPictures[0]!.make())
    writeFileSync(file, whole())
    const { leftOut } = (await importFile()).result as ImportResult
    expect(leftOut).toMatchObject([
      { line: 2, reason: expect.stringMatching(/no PNG.*leave it out; its 1 annotations/) },
    ])
  })
})

describe('a file that is no COCO file is refused by name, and nothing of it taken', () => {
  const text = whole()
  const rows: [string, string | Buffer, string, RegExp][] = [
    ['empty', '', 'bad_json', /holds nothing/],
    ['blank', ' \n\t ', 'bad_json', /holds nothing/],
    ['a text', 'hello', 'bad_json', /begins with h/],
    ['a list', '[1,2]', 'bad_json', /begins with \[/],
    ['null', 'null', 'bad_json', /begins with n/],
    ['cut in a record', text.slice(0, -10), 'bad_json', /cut off/],
    ['cut at its last sign', text.slice(0, -1), 'bad_json', /cut off/],
    ['two in one', text + text, 'bad_json', /more follows/],
    [
      'brackets without end',
      `{"images":[],"annotations":${'['.repeat(100_000)}`,
      'bad_json',
      /deeper/,
    ],
    ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le'), 'bad_json', /UTF-16/],
    ['packed', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0]), 'bad_json', /gzip/],
    ['without images', '{"annotations":[]}', 'bad_input', /no list "images"/],
    ['without annotations', '{"images":[]}', 'bad_input', /no list "annotations"/],
    ['images that are no list', '{"images":{},"annotations":[]}', 'bad_input', /no list "images"/],
  ]
  test.each(rows)('%s', async (_name, content, code, reason) => {
    writeFileSync(file, content)
    const { state, error } = await importFile()
    expect(state).toBe('failed')
    expect(error).toMatchObject({ code, message: expect.stringMatching(reason) })
    expect(error!.message).toContain(file)
    expect(error!.hint).toMatch(/\w/)
    expect(await place.call('project.info')).toMatchObject({ images: 0, samples: 0 })
  })

  test('not there', async () => {
    expect(await importFile()).toMatchObject({ error: { code: 'file_missing' } })
  })

  test('a folder', async () => {
    file = place.photos
    expect(await importFile()).toMatchObject({
      error: { code: 'file_unreadable', message: expect.stringContaining('is a folder') },
    })
  })

  test.skipIf(process.platform === 'win32')('a pipe keeps nobody waiting', async () => {
    system('mkfifo', file)
    expect(await importFile()).toMatchObject({
      error: { code: 'file_unreadable', message: expect.stringContaining('no regular file') },
    })
  })
})

describe('much of nothing', () => {
  const megabyte = 2 ** 20

  /** So many bytes of one piece after a beginning. */
  function fill(begin: string, piece: string, bytes: number, end = ''): void {
    const page = Buffer.from(piece.repeat(Math.ceil(megabyte / piece.length)))
    const out = openSync(file, 'w')
    writeSync(out, begin)
    for (let done = 0; done < bytes; done += page.length) writeSync(out, page)
    writeSync(out, end)
    closeSync(out)
  }

  const rows: [string, () => void, RegExp][] = [
    [
      'a gigabyte of zeros',
      () => {
        writeFileSync(file, '')
        truncateSync(file, 1024 * megabyte)
      },
      /begins with/,
    ],
    [
      'zeros in the middle of it',
      () => {
        const out = openSync(file, 'w')
        writeSync(out, '{"images":[')
        ftruncateSync(out, 256 * megabyte)
        closeSync(out)
      },
      /line 1/,
    ],
    ['blanks', () => fill('', ' ', 256 * megabyte), /holds nothing/],
    ['one endless text', () => fill('{"images":["', 'a', 128 * megabyte), /larger than 64 MB/],
    ['one endless list beside', () => fill('{"x":[', '1,', 128 * megabyte), /cut off/],
  ]
  test.each(rows)('%s: refused, in little memory', async (_name, make, reason) => {
    make()
    const before = process.memoryUsage.rss()
    let peak = before
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 10)
    const { error } = await importFile()
    clearInterval(watch)
    expect(error).toMatchObject({ code: 'bad_json', message: expect.stringMatching(reason) })
    expect((peak - before) / megabyte).toBeLessThan(250)
  })

  test('a million bad records are counted, the first of them listed', async () => {
    fill('{"images":[],"annotations":[', '{},', 3 * megabyte, '{}]}')
    const { leftOut } = (await importFile()).result as ImportResult
    expect(leftOut).toHaveLength(10_001)
    expect(leftOut.at(-1)!.reason).toMatch(/^and \d{6,7} more$/)
  })
})

test('the command line: one document, one line, exit code 1', async () => {
  const home = join(place.folder, 'home')
  const project = join(place.folder, 'q.reaseg')
  await runJson(home, ['init', project])
  const args = ['import', project, '--coco', file, '--images', place.photos]
  writeFileSync(file, second({ image_id: 99 }))
  expect(await runJson(home, args)).toMatchObject({ images: 1, samples: 1, leftOut: [{ line: 6 }] })
  writeFileSync(file, '{"images":[')
  const run = await runStudio(home, [...args, '--json'])
  expect(run.exitCode).toBe(1)
  expect(run.stderr.trim().split('\n')).toHaveLength(1)
  expect(JSON.parse(run.stdout)).toEqual({
    error: {
      code: 'bad_json',
      message: expect.stringContaining(file),
      hint: expect.stringMatching(/\w/),
    },
  })
  expect(await runJson(home, ['info', project])).toMatchObject({ images: 1, samples: 1 })
})
