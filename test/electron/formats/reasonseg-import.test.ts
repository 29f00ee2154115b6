import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { reasonSeg } from '#electron/formats/reasonseg'
import { AppFailure } from '#models/failure'
import { mutate, randomFrom } from '../../soak/random.ts'
import { report, rounds } from '../../soak/scale.ts'
import { importAll, rectangleRle, temporaryFolder } from './memory-source.ts'

const size = { width: 20, height: 14 }
const ring = [
  [4, 3],
  [9, 3],
  [9, 7],
  [4, 7],
] // 6 × 5 pixels
const foreign = {
  text: ['What?', 'Which?'],
  is_sentence: true,
  shapes: [{ label: 'target', points: ring }],
}

describe('a folder from elsewhere', () => {
  let root = ''
  beforeEach(async () => {
    root = await temporaryFolder()
  })
  const put = async (name: string, content: unknown) => {
    const path = join(root, name)
    await mkdir(join(path, '..'), { recursive: true })
    const data = content instanceof Uint8Array ? content : JSON.stringify(content)
    await writeFile(path, data)
  }

  test.each(['', 'ReasonSeg/', 'reason_seg/ReasonSeg/'])('is found in "%s"', async (below) => {
    await put(`${below}val/2.json`, foreign)
    await put(`${below}val/2.jpg`, new Uint8Array())
    await put(`${below}train/1.json`, foreign)
    await put(`${below}explanatory/train.json`, [
      { image: '1.jpg', query: 'What?', outputs: 'An old one.' },
      { image: '1.jpg', query: 'What?', outputs: 'It.' },
      { image: '2.jpg', query: 'What?', outputs: 'Not for val.' },
    ])
    const { pictures, samples: found, bad } = await importAll(reasonSeg, root)
    expect(bad).toEqual([])
    expect(pictures.map(({ names, key, size: stated }) => ({ names, key, stated }))).toEqual([
      { names: [`${below}train/1.jpg`, '1.jpg'], key: `${below}train/1.jpg`, stated: null },
      { names: [`${below}val/2.jpg`, '2.jpg'], key: `${below}val/2.jpg`, stated: null },
    ])
    const mask = rectangleRle(size, [4, 3, 6, 5])
    const texts = { query: 'What?', variants: ['Which?'], isSentence: true }
    expect(found).toEqual([
      {
        key: `${below}train/1`,
        mask,
        ignore: null,
        noTarget: false,
        annotationId: null,
        sampleId: null,
        texts: { ...texts, split: 'train', answer: 'It.' },
      },
      expect.objectContaining({ key: `${below}val/2`, texts: { ...texts, split: 'val' } }),
    ])
  })

  test('may be one split or a bare folder, its pictures of any kind', async () => {
    await put('train/1.json', { ...foreign, shapes: [] })
    await put('train/1.png', new Uint8Array())
    await put('train/lonely.jpg', new Uint8Array())
    await put('explanatory/train.json', [{ image: '1.png', query: '', outputs: 'No.' }])
    const one = await importAll(reasonSeg, join(root, 'train'))
    expect(one.samples).toMatchObject([
      { key: '1', mask: null, noTarget: true, texts: { split: 'train', answer: 'No.' } },
    ])
    expect(one.pictures[0]!.names).toEqual(['1.png'])
    expect(one.problems).toMatchObject([
      { isPassed: true, reason: expect.stringMatching(/no JSON/) },
    ])
    await rm(join(root, 'explanatory'), { recursive: true })
    await put('plain/a.json', foreign)
    const plain = await importAll(reasonSeg, join(root, 'plain'))
    expect(plain.samples[0]!.texts).not.toHaveProperty('split')
  })

  test('may be in Windows-1252, or begin with a mark', async () => {
    const text = JSON.stringify({ ...foreign, text: ['café'] })
    await put('train/1.json', Buffer.from(text, 'latin1'))
    await put('train/2.json', Buffer.from(`\u{FEFF}${text}`))
    const { samples: found } = await importAll(reasonSeg, root)
    expect(found.map(({ texts }) => texts.query)).toEqual(['café', 'café'])
  })

  test('says where the order of equally large shapes decides', async () => {
    const shapes = [
      foreign.shapes[0],
      { label: 'Ignored', points: ring.map(([x, y]) => [x! + 1, y]) },
    ]
    await put('train/1.json', { ...foreign, shapes })
    const { taken } = await importAll(reasonSeg, root)
    expect(taken).toMatchObject([
      { kind: 'sample', sample: { mask: rectangleRle(size, [4, 3, 6, 5]) } },
      { kind: 'passed', reason: expect.stringContaining('30 pixels each have 25 in common') },
    ])
  })

  test.each([
    ['no JSON', '{"text": ['],
    ['no list "text"', '{}'],
    ['no list "text"', '[]'],
    ['no list "shapes"', '{"text":["a"]}'],
    ['two usable numbers', '{"text":["a"],"shapes":[{"label":"a","points":[["1",2]]}]}'],
    ['no JSON', '{"text":["a"],"shapes":[{"label":"a","points":[[NaN,2]]}]}'],
    ['no query', '{"text":[" "],"shapes":[]}'],
    ['no query', '{"text":[],"shapes":[]}'],
    ['answer', '{"text":["a"],"shapes":[],"answer":7}'],
    ['no JSON', `{"text":${'['.repeat(100_000)}`],
    ['UTF-16', Buffer.from('\u{FEFF}{}', 'utf16le')],
    [
      'too long together',
      JSON.stringify({
        text: ['a'],
        shapes: [
          { label: 'a', points: Array.from({ length: 700_000 }, (_, i) => [0, (i % 2) * 99]) },
        ],
      }),
    ],
  ])('a bad file is left out by name: %s', async (words, content) => {
    await put('train/1.json', Buffer.from(content))
    await put('train/2.json', foreign)
    const { samples: found, bad } = await importAll(reasonSeg, root)
    expect(found.map(({ key }) => key)).toEqual(['train/2'])
    expect(bad).toEqual([expect.stringContaining(words)])
  })

  test.each(['{}', '[1]', '[{"image":1}]', '{'])(
    'bad answers %s lose no sample',
    async (content) => {
      await put('train/1.json', foreign)
      await put('explanatory/train.json', Buffer.from(content))
      const { samples: found, problems } = await importAll(reasonSeg, root)
      expect(found).toHaveLength(1)
      expect(problems[0]!.file).toContain('explanatory')
    },
  )

  test('a folder with nothing of it is refused by name', async () => {
    await expect(importAll(reasonSeg, root)).rejects.toThrow(`${root} holds no JSON files`)
    await expect(importAll(reasonSeg, join(root, 'none'))).rejects.toThrow(AppFailure)
  })

  test('a damaged file harms nothing beside it', async () => {
    const random = randomFrom(62)
    const whole = JSON.stringify({ ...foreign, sample_id: 3, target: 'it' })
    const total = rounds(4000)
    await put('train/2.json', foreign)
    let kept = 0
    for (let i = 0; i < total; i++) {
      const text = mutate(whole, random)
      await put('train/1.json', Buffer.from(text))
      const { samples: found, bad, taken } = await importAll(reasonSeg, root)
      expect({ i, text, count: found.length + bad.length }).toEqual({ i, text, count: 2 })
      kept += taken.filter(({ kind }) => kind === 'sample').length - 1
    }
    report(`ReasonSeg: ${total} damaged files (seed 62), ${kept} still taken, none did harm`)
  })
})
