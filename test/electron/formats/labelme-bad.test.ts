import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { maskIou, subtractRles } from '#core/mask/rle-ops'
import { labelme } from '#electron/formats/labelme'
import { AppFailure } from '#models/failure'
import { mutate, randomFrom } from '../../soak/random.ts'
import { rounds } from '../../soak/scale.ts'
import {
  exportToFolder,
  fullTexts,
  importAll,
  memorySource,
  rectangleRle,
  sampleOf,
  temporaryFolder,
} from './memory-source.ts'

const size = { width: 20, height: 14 }

async function importShapes(shapes: unknown, rest: object = {}) {
  const path = await temporaryFolder()
  const file = { imagePath: 'x.png', imageWidth: 20, imageHeight: 14, shapes, ...rest }
  await writeFile(join(path, 'x.json'), JSON.stringify(file))
  return importAll(labelme, path)
}

const box = {
  shape_type: 'rectangle',
  points: [
    [2, 1],
    [6, 4],
  ],
}

const bad = [
  ['shapes that are no list', { length: 3 }, {}, 'no list of shapes'],
  ['a label that is none', [{ label: 3, ...box }], {}, 'label is not a text'],
  [
    'a number as text',
    [
      {
        label: 'a',
        points: [
          ['1', 2],
          [3, 4],
        ],
        shape_type: 'rectangle',
      },
    ],
    {},
    'finite numbers',
  ],
  [
    'too few points',
    [
      {
        label: 'a',
        points: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    {},
    'it has 2 points',
  ],
  ['an unknown type', [{ label: 'a', points: [], shape_type: '__proto__' }], {}, 'unknown'],
  [
    'a giant circle',
    [
      {
        label: 'a',
        points: [
          [0, 0],
          [9e7, 0],
        ],
        shape_type: 'circle',
      },
    ],
    {},
    'radius',
  ],
  [
    'a mask without picture',
    [
      {
        label: 'a',
        points: [
          [0, 0],
          [1, 1],
        ],
        shape_type: 'mask',
      },
    ],
    {},
    'mask is missing',
  ],
  [
    'a mask that is no PNG',
    [
      {
        label: 'a',
        points: [
          [0, 0],
          [1, 1],
        ],
        shape_type: 'mask',
        mask: 'AAAA',
      },
    ],
    {},
    'no PNG',
  ],
  ['texts of numbers', [{ label: 'a', ...box }], { text: ['q', 4] }, 'not a list of texts'],
  ['a bad shape of a text', [{ label: 'a' }], { text: ['q'] }, 'shapes[0]'],
] as const

test.each(bad)('%s is named', async (_, shapes, rest, words) => {
  const found = await importShapes(shapes, rest)
  expect(found.samples).toEqual([])
  expect(found.bad.join('\n')).toContain(words)
})

test('files of ReasonSeg’s keys; Windows paths; folders without a file', async () => {
  const reason = { text: 'Who?', is_sentence: true, shapes: [{ label: 'target', ...box }] }
  const found = await importShapes(reason.shapes, { ...reason, imagePath: '..\\img\\x.png' })
  expect(found.samples[0]!.texts).toMatchObject({ query: 'Who?', isSentence: true })
  expect(found.pictures[0]!.names).toEqual(['x.png'])
  const empty = await temporaryFolder()
  await writeFile(join(empty, 'other.json'), '{"a": 1}')
  await mkdir(join(empty, 'sub'))
  await expect(importAll(labelme, empty)).rejects.toThrow('holds no LabelMe file')
  await expect(importAll(labelme, join(empty, 'none'))).rejects.toThrow('There is no')
})

test('damaged files never throw anything but a failure', async () => {
  const seed = 42
  const random = randomFrom(seed)
  const holed = subtractRles(sampleOf().mask, rectangleRle(size, [5, 4, 2, 2]))
  const sample = sampleOf({ ...fullTexts, mask: holed, ignore: rectangleRle(size, [0, 0, 3, 2]) })
  const made = await exportToFolder(labelme, memorySource([sample]))
  const whole = await readFile(join(made, 'picture.json'), 'utf8')
  const path = await temporaryFolder()
  for (let i = 0; i < rounds(3000); i++) {
    const text = i === 0 ? '['.repeat(200_000) : mutate(whole, random)
    await writeFile(join(path, 'picture.json'), text)
    try {
      for (const { mask } of (await importAll(labelme, path)).samples)
        if (mask !== null) expect(maskIou(mask, mask)).toBe(1)
    } catch (error) {
      expect(error, `seed ${seed}, round ${i}`).toBeInstanceOf(AppFailure)
    }
  }
})
