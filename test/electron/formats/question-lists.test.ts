import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { uniteRles } from '#core/mask/rle-ops'
import type { Format } from '#electron/formats/format'
import { lisaPlus } from '#electron/formats/lisa-plus'
import { mmr, muse } from '#electron/formats/seg-answers'
import { AppFailure } from '#models/failure'
import { mutate, randomFrom } from '../../soak/random.ts'
import { report, rounds } from '../../soak/scale.ts'
import { importAll, rectangleRle, temporaryFolder } from './memory-source.ts'

const size = { width: 20, height: 14 }
const left = rectangleRle(size, [4, 3, 6, 5])
const right = rectangleRle(size, [12, 3, 2, 2])
const both = uniteRles(left, right)
const flat = (x: number, y: number, w: number, h: number) => [
  x,
  y,
  x + w,
  y,
  x + w,
  y + h,
  x,
  y + h,
]
const pairs = (ring: readonly number[]) => [0, 2, 4, 6].map((i) => ring.slice(i, i + 2))
const leftRing = flat(4, 3, 6, 5)
const rightRing = flat(12, 3, 2, 2)

let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder()
})

async function read(format: Format, name: string, rows: unknown) {
  const file = join(folder, name)
  await writeFile(file, typeof rows === 'string' ? rows : JSON.stringify(rows))
  return importAll(format, file)
}

describe('LISA++', () => {
  const row = {
    img_path: 'train2017/000000000009.jpg',
    'English Question': 'Who is asleep?',
    ID: ['11', '12'],
    points: {
      11: { points: leftRing, 'label name': 'cat' },
      12: { points: rightRing, 'label name': 'cat' },
      13: { points: flat(0, 0, 20, 14), 'label name': 'bed' },
    },
  }

  test('is a sample a question with the union of its instances', async () => {
    const { pictures, samples, bad } = await read(lisaPlus, 'data.json', [row])
    expect(bad).toEqual([])
    expect(pictures).toMatchObject([
      {
        names: ['train2017/000000000009.jpg', '000000000009.jpg'],
        key: row.img_path,
        size: null,
        line: 1,
      },
    ])
    const texts = { query: 'Who is asleep?', isSentence: true, target: 'cat' }
    expect(samples).toMatchObject([{ texts, mask: both, noTarget: false, key: '[0]' }])
  })

  test.each([
    ['one ring', leftRing],
    ['rings', [leftRing]],
    ['pairs', pairs(leftRing)],
    ['rings of pairs', [pairs(leftRing)]],
  ])('outlines may be %s', async (_, points) => {
    const one = { ...row, ID: '11', points: { 11: { points } } }
    const polygon = { ...row, ID: 11, points: { 11: { polygon: points } } }
    const bare = { ...row, ID: undefined, points: { 11: points } }
    const { samples, bad } = await read(lisaPlus, 'data.json', [one, polygon, bare])
    expect(bad).toEqual([])
    expect(samples.map(({ mask }) => mask)).toEqual([left, left, left])
    expect(samples[0]!.texts).not.toHaveProperty('target')
  })

  test.each([
    ['img_path', { img_path: undefined }],
    ['English Question', { 'English Question': 3 }],
    ['no query', { 'English Question': ' ' }],
    ['no ID', { ID: [] }],
    ['no ID', { ID: [{}] }],
    ['instance 99 has no outline', { ID: ['99'] }],
    ['instance __proto__ has no outline', { ID: ['__proto__'] }],
    ['instance 11: ', { points: { ...row.points, 11: { points: [1, 2] } } }],
    ['instance 11: ', { points: { ...row.points, 11: { points: ['1', 2, 3, 4, 5, 6] } } }],
    ['no pixel inside', { ID: ['11'], points: { 11: { points: flat(90, 90, 5, 5) } } }],
  ])('a bad row is left out: %s', async (words, part) => {
    const { samples, bad } = await read(lisaPlus, 'data.json', [{ ...row, ...part }, row])
    expect(samples).toMatchObject([{ key: '[1]' }])
    expect(bad).toEqual([expect.stringContaining(words)])
  })
})

const instance = (segmentation: unknown, name = 'cup') => ({
  segmentation,
  category_name: 'mug',
  rephrased_name: name,
})
const answered = {
  height: 14,
  width: 20,
  image_id: 5,
  file_name: 'train2017/9.jpg',
  ann_list: [],
  questions: ['Which two hold water?', 'What else?', 'And what not?'],
  answers: [
    [instance([leftRing]), instance(right)],
    [instance([leftRing], 'a'), instance(right, 'b')],
    [],
  ],
  text_answers: ['The cups {seg} and {seg}.', 'Only one {seg}', null],
}

describe.each([
  ['MUSE', muse, 'muse_train.json'],
  ['MMR', mmr, 'MMR_train.json'],
] as const)('%s', (_, format, name) => {
  test('is a sample a question', async () => {
    const { pictures, samples, bad } = await read(format, name, [answered])
    expect(bad).toEqual([])
    expect(pictures).toMatchObject([
      { names: ['train2017/9.jpg', '9.jpg'], size, imageId: 5, key: 'train2017/9.jpg' },
    ])
    expect(
      samples.map(({ texts, mask, noTarget, key }) => ({ ...texts, mask, noTarget, key })),
    ).toEqual([
      {
        query: 'Which two hold water?',
        isSentence: true,
        target: 'cup',
        answer: 'The cups {seg} and {seg}.',
        split: 'train',
        mask: both,
        noTarget: false,
        key: '[0].questions[0]',
      },
      {
        query: 'What else?',
        isSentence: true,
        split: 'train',
        mask: both,
        noTarget: false,
        key: '[0].questions[1]',
      },
      {
        query: 'And what not?',
        isSentence: true,
        split: 'train',
        mask: null,
        noTarget: true,
        key: '[0].questions[2]',
      },
    ])
  })

  test.each([
    ['neither file_name nor coco_url', { file_name: undefined }],
    ['width and height', { width: '20' }],
    ['no lists questions', { questions: {} }],
    ['3 questions and 1 answers', { answers: [[]] }],
    ['questions[0] is no text', { questions: [1], answers: [[]] }],
    ['answers[0] is no list', { questions: ['a'], answers: [{}] }],
    ['20 × 14', { questions: ['a'], answers: [[instance({ size: [1, 1], counts: '01' })]] }],
    ['run lengths', { questions: ['a'], answers: [[instance(undefined)]] }],
    ['no query', { questions: [''], answers: [[]] }],
  ])('a bad row is left out: %s', async (words, part) => {
    const { samples, bad } = await read(format, name, [{ ...answered, ...part }, answered])
    expect(samples).toHaveLength(3)
    expect(bad).toEqual([expect.stringContaining(words)])
  })
})

test('rows of instances alone are passed over', async () => {
  const { problems, pictures } = await read(muse, 'muse_val.json', [{ ann_list: [] }, answered])
  expect(problems).toMatchObject([{ isPassed: true, reason: '[0]: it asks no question' }])
  expect(pictures).toHaveLength(1)
})

test('of the name of a file comes its split, of a web address an image', async () => {
  const row = {
    ...answered,
    file_name: undefined,
    coco_url: 'http://images.cocodataset.org/val2017/7.jpg',
  }
  for (const [name, split] of [
    ['muse_test_less.json', 'test'],
    ['MMR_val.json', 'val'],
    ['training.json', undefined],
  ] as const) {
    const { samples, pictures } = await read(muse, name, [row])
    expect([pictures[0]!.names, samples[0]!.texts.split]).toEqual([['7.jpg'], split])
  }
})

test.each([lisaPlus, muse])(
  '$title: a damaged file is read in part or refused by name',
  async (format) => {
    await expect(read(format, 'a.json', '{}')).rejects.toThrow('a.json is not usable JSON')
    await expect(importAll(format, join(folder, 'none'))).rejects.toThrow('none')
    const random = randomFrom(74)
    const total = rounds(2000)
    const whole = JSON.stringify([
      answered,
      { img_path: 'a', 'English Question': 'b', points: { 1: leftRing } },
    ])
    let refused = 0
    for (let i = 0; i < total; i++)
      await read(format, 'b.json', mutate(whole, random)).catch((error: unknown) => {
        if (!(error instanceof AppFailure)) throw error
        refused++
      })
    report(`${format.title}: ${total} damaged files (seed 74), ${refused} refused whole`)
  },
)
