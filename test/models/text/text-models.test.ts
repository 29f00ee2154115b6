import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { boxCenter } from '#core/geometry/box'
import { maskFromRle } from '#core/mask/rle'
import { rleArea } from '#core/mask/rle-ops'
import type { ImageSource } from '#models/ports'
import { openClipseg } from '#models/text/clipseg'
import { openGroundingDino } from '#models/text/grounding-dino'
import { openSam3Concept } from '#models/text/sam3-concept'
import { openTokenizer } from '#models/text/text-tokenizer'
import { fixtureFile } from '../../fixtures/onnx-cards.ts'
import { centroid, discPicture } from '../../fixtures/pictures.ts'
import { catId, dogId, writeTokenizer } from './tokenizers.ts'

/** Tiny files by the real signatures: what a word finds lies at its number's share of the width. */
const size = { width: 900, height: 600 }
const run = { priority: 'run' } as const

let folder: string
let image: ImageSource
let clip: string
let bert: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reaseg-text-'))
  image = await discPicture(folder, size, [])
  clip = await writeTokenizer(folder, 'clip')
  bert = await writeTokenizer(folder, 'bert')
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

describe('tokenizers', () => {
  it.each([
    ['lower case, blanks joined', 'Cat \n DOG', [49406, catId, dogId, 49407]],
    ['nothing', '', [49406, 49407]],
    ['too long: the end token stays', 'cat '.repeat(90), [49406, ...Array(75).fill(catId), 49407]],
  ])('CLIP: %s', async (_name, text, ids) => {
    expect((await openTokenizer(clip)).idsOf(text, 77)).toEqual(ids)
  })

  it('BERT: words and marks', async () => {
    const tokenizer = await openTokenizer(bert)
    expect(tokenizer.idsOf('Cat. snail.', 256)).toEqual([101, 4937, 1012, 100, 1012, 102])
  })

  it.each([
    ['there is none', null, 'model_missing'],
    ['no JSON', '<html>', 'model_broken'],
    ['no object', '7', 'model_broken'],
    ['no tokenizer', '{"model":{"type":"Nonsense"}}', 'model_broken'],
  ])('%s: says so, naming the file', async (_name, text, code) => {
    const path = join(folder, 'wrong-tokenizer.json')
    if (text !== null) await writeFile(path, text)
    const opened = openTokenizer(text === null ? join(folder, 'none.json') : path)
    await expect(opened).rejects.toMatchObject({ error: { code } })
    await expect(opened).rejects.toThrow(/(wrong-tokenizer|none)\.json/)
  })
})

it('CLIPSeg: weights are high where the texts say, each in its place', async () => {
  const model = await openClipseg({ graph: fixtureFile('clipseg'), tokenizer: clip })
  const { weights, peak } = await model.weigh(image, ['cat', 'dog'], run)
  expect(weights).toHaveLength(32 * 32)
  for (const weight of weights) expect(weight).toBe(Math.round(weight * 1e5) / 1e5)
  expect(peak).toBeCloseTo(1 / (1 + Math.exp(-4.4)), 2)
  const at = (id: number, y: number) =>
    weights[Math.floor(y * 32) * 32 + Math.floor((id / 49408) * 32)]!
  expect(at(catId, 0.5)).toBeGreaterThan(0.9)
  expect(at(dogId, 0.5)).toBeGreaterThan(0.9)
  expect(at(30_000, 0.5)).toBeLessThan(0.1)
  const nothing = await model.weigh(image, [''], run)
  expect(nothing.peak).toBeCloseTo(1 / (1 + Math.exp(4)), 4)
  expect(new Set(nothing.weights)).toEqual(new Set([nothing.peak]))
  await model.close()
})

it('Grounding DINO: a box for each phrase, best first, none without a phrase', async () => {
  const files = { graph: fixtureFile('grounding-dino'), tokenizer: bert }
  const model = await openGroundingDino(files)
  const boxes = await model.findBoxes(image, ['Cat.', 'dog'], run)
  expect(boxes.map(({ phrase }) => phrase).toSorted()).toEqual(['cat', 'dog'])
  for (const { box, phrase, score } of boxes) {
    const id = phrase === 'cat' ? 4937 : 3899
    expect(boxCenter(box).y).toBeCloseTo(300, 0)
    expect(box.x0).toBeCloseTo(Math.max(0, (id / 30522 - 0.1) * 900), 0)
    expect(score).toBeCloseTo(1 / (1 + Math.exp(-2)), 3)
  }
  expect(await model.findBoxes(image, [' . '], run)).toEqual([])
  await model.close()
})

it('SAM 3 by concept: every mask of what is named, at its place, best first', async () => {
  const model = await openSam3Concept({
    encoder: fixtureFile('e.encoder'),
    language: fixtureFile('e.language'),
    decoder: fixtureFile('e.decoder'),
    tokenizer: clip,
  })
  const masks = await model.findMasks(image, 'cat', run)
  expect(masks.map(({ score }) => Math.round(score * 10))).toEqual([9, 6])
  expect(rleArea(masks[0]!.rle)).toBeGreaterThan(rleArea(masks[1]!.rle))
  const at = centroid(maskFromRle(masks[1]!.rle))
  expect(masks[1]!.rle.size).toEqual([size.height, size.width])
  expect(at.x).toBeGreaterThan(0.02 * size.width)
  expect(at.x).toBeLessThan(0.09 * size.width)
  expect(at.y).toBeCloseTo(300, -1)
  expect(await model.findMasks(image, '', run)).toEqual([])
  await model.close()
})
