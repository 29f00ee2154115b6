import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { createRandom } from '#core/random'
import { addJob, added, rowsFile } from './prediction-fixture.ts'
import { codeOf, finishedJob } from './studio-fixture.ts'
import { blockMask, filledPlace, ringMask } from './transfer-fixture.ts'

describe('adding', () => {
  test('matches by image, sample, query or the only sample; the rest is listed', async () => {
    const place = await filledPlace()
    const rle = ringMask(4)
    const path = rowsFile(place.folder, 'p.jsonl', [
      { sample: 2, rle },
      { image: 'photos/2.png', rle },
      { image: '3.png', query: ' A  DRAGON?', rle: null },
      { image: '3.png', rle },
      { image: '9.png', rle },
      { sample: 77, rle },
      { sample: 2, rle },
      { image: '1.png', sample: 3, rle },
      '{"sample": 5, "rle":',
      { sample: 5, rle: { size: [3, 3], counts: '9' } },
      { sample: 5, rle: { size: [30, 40], counts: 'zzzz' } },
      { sample: 5, rle, candidates: [{ rle }] },
      { sample: 5, rle, rows: [12], columns: [1] },
      { sample: 5, rle, prior: [[1, 2], [3]] },
      { sample: 5 },
    ])
    const found = await added(place, { name: 'mine', source: 'jsonl', path })
    expect(found.matched).toBe(3)
    expect(found.leftOut.map(({ line }) => line)).toEqual([
      4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    ])
    const told = found.leftOut.map(({ reason }) => reason).join('\n')
    for (const word of ['nothing says which', 'no image 9.png', 'no sample 77', 'already', 'is of'])
      expect(told).toContain(word)
    for (const word of ['not JSON', '3 × 3', 'run lengths', 'candidates[0]', 'row 12', '"prior"'])
      expect(told).toContain(word)
    const { leftOut } = await place.call('predictions.leftOut', { set: found.set })
    expect(leftOut).toEqual(found.leftOut)
  })

  test('COCO results match the source’s ids; the best of several is it, all are candidates', async () => {
    const place = await filledPlace()
    const { call } = place
    const images = (await call('images.list')).rows
    const out = join(place.folder, 'out.json')
    await finishedJob(place.studio, call('transfer.export', { format: 'coco', out, options: {} }))
    const { images: exported, annotations } = JSON.parse(readFileSync(out, 'utf8')) as {
      images: { id: number; file_name: string }[]
      annotations: Record<string, number>[]
    }
    const idOf = (name: string) => exported.find((one) => one.file_name.endsWith(name))!.id
    const first = annotations.find(({ sample_id: id }) => id === 2)!
    const path = join(place.folder, 'results.json')
    const entry = (fields: object) => ({ category_id: 1, segmentation: ringMask(4), ...fields })
    writeFileSync(
      path,
      JSON.stringify([
        entry({ image_id: idOf('1.png'), annotation_id: first['id'], score: 0.5 }),
        entry({ image_id: idOf('2.png'), score: 0.2, segmentation: blockMask(0, 0, 3, 3) }),
        entry({ image_id: idOf('2.png'), score: 0.9 }),
        entry({ image_id: idOf('3.png'), score: 0.9 }),
        entry({ image_id: 4711, score: 0.9 }),
      ]),
    )
    const found = await added(place, { name: 'coco', source: 'coco-results', path })
    expect(images).toHaveLength(3)
    expect(found.matched).toBe(2)
    expect(found.leftOut.map(({ reason }) => reason.slice(0, 4))).toEqual(['[3]:', '[4]:'])
    const detail = await call('predictions.case', { set: found.set, sample: 3 })
    expect(detail.prediction).toEqual(ringMask(4))
    expect(detail.candidates!.map(({ score, isChosen }) => [score, isChosen])).toEqual([
      [0.9, true],
      [0.2, false],
    ])
  })

  test('PNG masks and ReasonSeg files match by their names', async () => {
    const place = await filledPlace()
    const { call, studio } = place
    const out = join(place.folder, 'reasonseg')
    await finishedJob(studio, call('transfer.export', { format: 'reasonseg', out, options: {} }))
    const shapes = await added(place, { name: 'r', source: 'reasonseg', path: out })
    const { metrics } = await call('predictions.evaluate', { set: shapes.set })
    expect(shapes).toMatchObject({ matched: 4, leftOut: [] })
    expect(metrics!.exact.gIoU).toBeGreaterThan(0.8)
    const folder = join(place.folder, 'pngs')
    mkdirSync(folder)
    const picture = (name: string, width = 40) =>
      sharp({ create: { width, height: 30, channels: 3, background: 'white' } })
        .png()
        .toFile(join(folder, name))
    for (const name of ['2.png', '1__2.png', '3.png', '3__2.png', '7.png']) await picture(name)
    await picture('3__5.png', 41)
    const found = await added(place, { name: 'm', source: 'masks', path: folder })
    expect(found.matched).toBe(2)
    expect(found.leftOut).toHaveLength(4)
    const { row } = await call('predictions.case', { set: found.set, sample: 3 })
    expect(row.prediction).toBe(40 * 30 - 5 * 30)
  })

  test('is all or nothing, and names are given once', async () => {
    const place = await filledPlace()
    const path = rowsFile(place.folder, 'p.jsonl', [{ image: 'none.png', rle: ringMask(4) }])
    const job = await addJob(place, { name: 'x', source: 'jsonl', path })
    expect(job.error).toMatchObject({ code: 'bad_input' })
    expect(job.error!.message).toContain('none.png')
    const broken = join(place.folder, 'broken.json')
    writeFileSync(broken, '[{"image_id": 1, "segmentation":')
    const cut = await addJob(place, { name: 'x', source: 'coco-results', path: broken })
    expect(cut.error?.code).toBe('bad_json')
    expect(await place.call('predictions.list')).toEqual([])
    const good = rowsFile(place.folder, 'g.jsonl', [{ sample: 2, rle: ringMask(4) }])
    const params = { name: 'x', source: 'jsonl', path: good } as const
    const { set } = await added(place, params)
    expect(await codeOf(place.call('predictions.add', params))).toBe('bad_input')
    await place.call('predictions.remove', { set })
    expect(await place.call('predictions.list')).toEqual([])
    expect(await codeOf(place.call('predictions.evaluate', { set }))).toBe('not_found')
    await added(place, params)
  })

  test('bytes that were changed at random leave records out or refuse the file, and never throw', async () => {
    const place = await filledPlace()
    const rle = ringMask(4)
    const row = {
      sample: 2,
      rle,
      text: 'ring',
      rows: [1, 2],
      columns: [3],
      prior: [
        [1, 0],
        [0, 1],
      ],
    }
    const whole = Buffer.from(JSON.stringify({ ...row, candidates: [{ rle, score: 0.5 }] }))
    const results = Buffer.from(
      JSON.stringify([{ image_id: 1, sample_id: 2, segmentation: rle, score: 0.5 }]),
    )
    const shape = {
      label: 'target',
      points: [
        [1, 1],
        [9, 1],
        [9, 9],
      ],
    }
    const shapes = Buffer.from(
      JSON.stringify({
        text: ['what could protect the snail?'],
        is_sentence: true,
        shapes: [shape],
      }),
    )
    const kinds = [
      ['jsonl', whole, 'p.jsonl'],
      ['coco-results', results, 'p.json'],
      ['reasonseg', shapes, '2.json'],
    ] as const
    for (const [source, good, file] of kinds)
      for (let seed = 0; seed <= 40; seed++) {
        const random = createRandom(seed)
        const bytes = Buffer.from(good)
        for (let i = 0; i < (seed === 0 ? 0 : 3); i++)
          bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
        const folder = join(place.folder, `${source}-${seed}`)
        mkdirSync(folder)
        writeFileSync(join(folder, file), bytes)
        const path = source === 'reasonseg' ? folder : join(folder, file)
        const job = await addJob(place, { name: `${source} ${seed}`, source, path })
        const codes = seed === 0 ? ['none'] : ['none', 'bad_input', 'bad_json']
        expect(codes, `${source}, seed ${seed}`).toContain(job.error?.code ?? 'none')
      }
  })
})
