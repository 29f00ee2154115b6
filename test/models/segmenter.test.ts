import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { imageBox } from '#core/geometry/box'
import { imagePoint } from '#core/geometry/point'
import { maskFromRle, rleFromMask } from '#core/mask/rle'
import type { Decoded, MaskPrompt, MaskSieve, Prompt, Segmenter } from '#models/ports'
import { defaultWeightsDir, embeddedSegmenter } from '#models/registry'
import { openSegmenter } from '#models/segmenter'
import { centroid, discBox, discMask, discPicture, maskIou } from '../fixtures/pictures.ts'

const run = { priority: 'run' } as const
const prompt = (parts: Partial<Prompt>): Prompt => ({ points: [], box: null, mask: null, ...parts })
const click = (x: number, y: number, label: 0 | 1 = 1): Prompt['points'][number] => ({
  point: imagePoint(x, y),
  label,
})

let folder: string
let segmenter: Segmenter

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reaseg-segmenter-'))
  segmenter = await openSegmenter(embeddedSegmenter())
})

afterAll(async () => {
  await segmenter.close()
  await rm(folder, { recursive: true })
})

const initialMask = ({ masks, initialToken }: Decoded) =>
  maskFromRle(masks.find(({ token }) => token === initialToken)!.rle)

describe('box and clicks, on the real runtime', () => {
  const size = { width: 400, height: 300 }
  const disc = { x: 140, y: 130, r: 60 }
  const other = { x: 320, y: 200, r: 40 }

  it('cuts a bright disc out of its box', async () => {
    const image = await discPicture(folder, size, [disc])
    const encoding = await segmenter.encode(image, null, run)
    const [decoded] = await segmenter.decode(encoding, [prompt({ box: discBox(disc, 4) })], run)
    expect(decoded!.masks).toHaveLength(3)
    expect(maskIou(initialMask(decoded!), discMask(size, disc))).toBeGreaterThan(0.8)
    for (const { predictedIou, stability } of decoded!.masks) {
      expect(predictedIou).toBeGreaterThan(0)
      expect(predictedIou).toBeLessThan(1)
      expect(stability).toBeGreaterThan(0)
    }
  })

  it('gives one result a prompt, in order, in one call or in many', async () => {
    const image = await discPicture(folder, size, [disc, other])
    const encoding = await segmenter.encode(image, null, run)
    const prompts = Array.from({ length: 19 }, (_, i) =>
      prompt({ box: discBox(i % 2 === 0 ? disc : other, 4) }),
    )
    const together = await segmenter.decode(encoding, prompts, run)
    expect(together).toHaveLength(19)
    const [alone] = await segmenter.decode(encoding, [prompts[1]!], run)
    expect(maskIou(initialMask(together[1]!), initialMask(alone!))).toBeGreaterThan(0.99)
    expect(maskIou(initialMask(together[18]!), discMask(size, disc))).toBeGreaterThan(0.8)
    expect(new Set(together.map(({ id }) => id)).size).toBe(19)
  })

  it('leaves out masks that fail a sieve once enough have passed, and changes none', async () => {
    const image = await discPicture(folder, size, [disc, other])
    const encoding = await segmenter.encode(image, null, run)
    const prompts = Array.from({ length: 20 }, (_, i) =>
      prompt({ points: [click(100 + i * 12, 90 + i * 7)] }),
    )
    const all = await segmenter.decode(encoding, prompts, run)
    const ious = all.flatMap(({ masks }) => masks.map(({ predictedIou }) => predictedIou))
    const predictedIou = ious.toSorted((a, b) => a - b)[ious.length / 2]!
    const decode = async (sieve: MaskSieve) =>
      (await segmenter.decode(encoding, prompts, { ...run, sieve })).map(({ masks }) => masks)
    const passed = all.map(({ masks }) => masks.filter((mask) => mask.predictedIou >= predictedIou))
    expect(await decode({ predictedIou, stability: 0, least: 1 })).toEqual(passed)
    const whole = all.map(({ masks }) => masks)
    expect(await decode({ predictedIou, stability: 0, least: 1000 })).toEqual(whole)
  })

  it('adds what a positive click names and takes away what a negative one does', async () => {
    const image = await discPicture(folder, size, [disc, other])
    const encoding = await segmenter.encode(image, null, run)
    const box = imageBox(60, 50, 380, 260)
    const decode = async (points: Prompt['points']): Promise<Decoded> =>
      (await segmenter.decode(encoding, [prompt({ box, points })], run))[0]!
    const at = (decoded: Decoded, x: number, y: number): number[] =>
      decoded.masks.map(({ rle }) => maskFromRle(rle).bits[y * size.width + x]!)
    const negative = await decode([click(disc.x, disc.y), click(other.x, other.y, 0)])
    expect(at(negative, disc.x, disc.y)).toEqual([1, 1, 1])
    expect(at(negative, other.x, other.y)).toEqual([0, 0, 0])
    const positive = await decode([click(disc.x, disc.y), click(other.x, other.y)])
    expect(at(positive, other.x, other.y)).toEqual([1, 1, 1])
  })

  it('refines a mask: a negative click removes area from kept logits and from a painted mask', async () => {
    const image = await discPicture(folder, size, [disc, other])
    const encoding = await segmenter.encode(image, null, run)
    const both = discMask(size, disc)
    discMask(size, other).bits.forEach((bit, i) => (both.bits[i] = both.bits[i]! | bit))
    const painted: MaskPrompt = { kind: 'mask', rle: rleFromMask(both) }
    const [started] = await segmenter.decode(encoding, [prompt({ mask: painted })], run)
    expect(maskIou(initialMask(started!), both)).toBeGreaterThan(0.8)
    const kept: MaskPrompt = { kind: 'logits', decoded: started!.id, token: started!.initialToken }
    for (const mask of [painted, kept]) {
      const points = [click(disc.x, disc.y), click(other.x, other.y, 0)]
      const [refined] = await segmenter.decode(encoding, [prompt({ mask, points })], run)
      const found = initialMask(refined!)
      expect(found.bits[other.y * size.width + other.x]).toBe(0)
      expect(found.bits[disc.y * size.width + disc.x]).toBe(1)
    }
  })

  it('says so when logits are no longer kept, or nothing is asked', async () => {
    const image = await discPicture(folder, size, [disc])
    const encoding = await segmenter.encode(image, null, run)
    await expect(segmenter.cellMeans('gone.1', 0, 4, run)).rejects.toMatchObject({
      error: { code: 'not_found' },
    })
    await expect(segmenter.decode(encoding, [prompt({})], run)).rejects.toMatchObject({
      error: { code: 'bad_input' },
    })
  })

  it('stops at an abort', async () => {
    const image = await discPicture(folder, size, [disc])
    const encoding = await segmenter.encode(image, null, run)
    const abort = new AbortController()
    const prompts = Array<Prompt>(40).fill(prompt({ box: discBox(disc) }))
    const decoding = segmenter.decode(encoding, prompts, { ...run, signal: abort.signal })
    abort.abort()
    await expect(decoding).rejects.toMatchObject({ error: { code: 'cancelled' } })
  })
})

describe('place of the click = place of the mask', () => {
  const rows = [
    { name: 'wide', size: { width: 1999, height: 1333 }, disc: { x: 1650, y: 320, r: 150 } },
    { name: 'tall', size: { width: 1333, height: 1999 }, disc: { x: 300, y: 1600, r: 150 } },
    { name: 'tiny', size: { width: 64, height: 48 }, disc: { x: 44, y: 30, r: 9 } },
  ]
  it.each(rows)('$name picture', async ({ size, disc }) => {
    const image = await discPicture(folder, size, [disc])
    const encoding = await segmenter.encode(image, null, run)
    const prompts = [
      prompt({ points: [click(disc.x, disc.y)] }),
      prompt({ box: discBox(disc, disc.r / 20) }),
    ]
    for (const decoded of await segmenter.decode(encoding, prompts, run)) {
      const ious = decoded.masks.map(({ rle }) => maskIou(maskFromRle(rle), discMask(size, disc)))
      const best = decoded.masks[ious.indexOf(Math.max(...ious))]!
      expect(Math.max(...ious)).toBeGreaterThan(0.8)
      const middle = centroid(maskFromRle(best.rle))
      const pixels = Math.max(3, Math.max(size.width, size.height) / 256)
      expect(Math.abs(middle.x - disc.x)).toBeLessThan(pixels)
      expect(Math.abs(middle.y - disc.y)).toBeLessThan(pixels)
    }
  })

  it('through a crop: pasted back in place, nothing outside the view', async () => {
    const size = { width: 1999, height: 1333 }
    const disc = { x: 1500, y: 400, r: 60 }
    const image = await discPicture(folder, size, [disc])
    const view = imageBox(1350, 250, 1650, 700)
    const encoding = await segmenter.encode(image, view, run)
    expect(encoding.view).toEqual(view)
    const [decoded] = await segmenter.decode(encoding, [prompt({ box: discBox(disc, 5) })], run)
    const mask = initialMask(decoded!)
    expect(mask.size).toEqual(size)
    expect(maskIou(mask, discMask(size, disc))).toBeGreaterThan(0.85)
    const means = await segmenter.cellMeans(decoded!.id, decoded!.initialToken, 8, run)
    expect(means[0]).toBe(-32)
    const whole = await segmenter.encode(image, null, run)
    const mask0: MaskPrompt = { kind: 'logits', decoded: decoded!.id, token: decoded!.initialToken }
    const [again] = await segmenter.decode(whole, [prompt({ mask: mask0 })], run)
    expect(maskIou(initialMask(again!), discMask(size, disc))).toBeGreaterThan(0.6)
  })
})

describe('broken model files', () => {
  const copyWith = async (change: (bytes: Buffer) => Buffer | string): Promise<string> => {
    const dir = await mkdtemp(join(folder, 'weights-'))
    const encoder = 'embedded-2.encoder.onnx'
    await copyFile(join(defaultWeightsDir, encoder), join(dir, encoder))
    const decoder = 'embedded-2.decoder.onnx'
    await writeFile(join(dir, decoder), change(await readFile(join(defaultWeightsDir, decoder))))
    return dir
  }
  const rows = [
    { name: 'truncated', change: (bytes: Buffer) => bytes.subarray(0, bytes.length / 2) },
    { name: 'a web page', change: () => '<!doctype html><title>Not found</title>' },
    { name: 'empty', change: () => '' },
  ]
  it.each(rows)('$name: model_broken, naming the file', async ({ change }) => {
    const opening = openSegmenter(embeddedSegmenter(await copyWith(change)))
    await expect(opening).rejects.toMatchObject({
      error: { code: 'model_broken', message: expect.stringContaining('embedded-2.decoder.onnx') },
    })
  })

  it('another graph in its place: model_broken, naming what is missing', async () => {
    const encoder = await readFile(join(defaultWeightsDir, 'embedded-2.encoder.onnx'))
    const opening = openSegmenter(embeddedSegmenter(await copyWith(() => encoder)))
    await expect(opening).rejects.toMatchObject({
      error: {
        code: 'model_broken',
        message: expect.stringMatching(/decoder\.onnx.*point_coords/),
      },
    })
  })

  it('not there: model_missing', async () => {
    const opening = openSegmenter(embeddedSegmenter(folder))
    await expect(opening).rejects.toMatchObject({
      error: { code: 'model_missing', message: expect.stringContaining('embedded-2.encoder.onnx') },
    })
  })
})
