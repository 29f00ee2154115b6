import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { boxArea, imageBox, wholeImage } from '#core/geometry/box'
import { imagePoint } from '#core/geometry/point'
import { rleFromMask } from '#core/mask/rle'
import { maskIou, rleBox } from '#core/mask/rle-ops'
import { embeddedDialect } from '#models/dialects/embedded/embedded-dialect'
import type { Decoded, ImageSource, MaskPrompt, Prompt, Segmenter } from '#models/ports'
import { embeddedSegmenter } from '#models/registry'
import { joinLooks } from '#models/second-look'
import { encodingKey, openSegmenter } from '#models/segmenter'
import { bestMask, type Judged, type JudgedMask } from '#models/sieve'
import { discBox, discMask, discPicture } from '../fixtures/pictures.ts'

const once = { priority: 'run' } as const
const twice = { ...once, looks: 2 } as const
const prompt = (parts: Partial<Prompt>): Prompt => ({ points: [], box: null, mask: null, ...parts })
const click = (x: number, y: number, label: 0 | 1 = 1): Prompt['points'][number] => {
  return { point: imagePoint(x, y), label }
}

const size = { width: 3000, height: 2000 }
const disc = { x: 2210, y: 640, r: 45 }
const other = { x: 600, y: 1500, r: 300 }
const truth = rleFromMask(discMask(size, disc))

let folder: string
let segmenter: Segmenter
let image: ImageSource
/** What the store was asked for, in order. */
const asked: string[] = []
let onAsked: () => void = () => undefined

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reaseg-second-'))
  image = await discPicture(folder, size, [disc])
  const store = {
    get: (key: string) => {
      asked.push(key)
      onAsked()
      return Promise.resolve(null)
    },
    put: () => Promise.resolve(),
  }
  segmenter = await openSegmenter(embeddedSegmenter(), { store })
})

afterEach(() => {
  onAsked = () => undefined
})

afterAll(async () => {
  await segmenter.close()
  await rm(folder, { recursive: true })
})

const best = ({ masks }: Decoded) => masks.toSorted((a, b) => b.predictedIou - a.predictedIou)[0]!

async function decode(over: Partial<Prompt>, options: typeof once | typeof twice = twice) {
  const encoding = await segmenter.encode(image, null, once)
  const [decoded] = await segmenter.decode(encoding, [prompt(over)], options)
  return decoded!
}

describe('a second look', () => {
  it.each([
    ['a box', { box: discBox(disc, 3) }],
    ['a click', { points: [click(disc.x, disc.y)] }],
  ])('draws a small thing closer than the first: %s', async (_name, over) => {
    const first = await decode(over, once)
    const second = await decode(over)
    expect(first.view).toEqual(wholeImage(size))
    expect(boxArea(second.view)).toBeLessThan(0.1 * boxArea(first.view))
    expect(maskIou(best(second).rle, truth)).toBeGreaterThan(maskIou(best(first).rle, truth))
    expect(maskIou(best(second).rle, truth)).toBeGreaterThan(0.9)
    expect(second.masks).toHaveLength(3)
  })

  it('keeps the logits of its window', async () => {
    const { id, view, initialToken } = await decode({ box: discBox(disc, 3) })
    const n = 16
    const means = await segmenter.cellMeans(id, initialToken, n, once)
    const cellAt = (x: number, y: number): number =>
      Math.floor((y / size.height) * n) * n + Math.floor((x / size.width) * n)
    expect(means[cellAt(disc.x, disc.y)]).toBeGreaterThan(-16)
    expect(means[cellAt(view.x0 - 200, disc.y)]).toBe(-32)
    expect(means[cellAt(other.x, other.y)]).toBe(-32)
  })

  it('is encoded once for clicks that are close together', async () => {
    await decode({ points: [click(disc.x, disc.y)] })
    const before = asked.length
    const { id, view, initialToken } = await decode({ points: [click(disc.x + 4, disc.y - 3)] })
    const mask: MaskPrompt = { kind: 'logits', decoded: id, token: initialToken }
    const points = [click(disc.x, disc.y), click(disc.x + 60, disc.y + 50, 0)]
    const refined = await decode({ points, mask })
    expect(refined.view).toEqual(view)
    expect(maskIou(best(refined).rle, truth)).toBeGreaterThan(0.8)
    expect(asked.slice(before)).toEqual([])
  })

  it('answers in the order of the prompts, each in a window of its own', async () => {
    const encoding = await segmenter.encode(image, null, once)
    const far = { x: 300, y: 300, r: 20 }
    const boxes = [other, disc, far].map((one) => discBox(one, 4))
    const decoded = await segmenter.decode(
      encoding,
      boxes.map((box) => prompt({ box })),
      twice,
    )
    decoded.forEach(({ view }, i) => {
      const { x0, y0, x1, y1 } = boxes[i]!
      expect([view.x0 <= x0, view.y0 <= y0, view.x1 >= x1, view.y1 >= y1]).not.toContain(false)
    })
    expect(maskIou(best(decoded[1]!).rle, truth)).toBeGreaterThan(0.9)
  })

  it('starts from a painted mask', async () => {
    const painted = rleFromMask(discMask(size, { ...disc, r: 50 }))
    const over = { points: [click(disc.x, disc.y)], mask: { kind: 'mask', rle: painted } as const }
    const refined = await decode(over)
    expect(boxArea(refined.view)).toBeLessThan(0.1 * size.width * size.height)
    expect(maskIou(best(refined).rle, truth)).toBeGreaterThan(0.5)
  })

  it('is left out where the target fills the view', async () => {
    const { view } = await decode({ box: imageBox(100, 100, 2800, 1900) })
    expect(view).toEqual(wholeImage(size))
  })

  it('is left out where nothing of the prompt is in its window', async () => {
    const { view, masks } = await decode({ points: [click(20, 20, 0)] })
    expect(masks).toHaveLength(3)
    const found = masks.map(({ rle }) => rleBox(rle))
    expect(view.x0 <= 20 && view.y0 <= 20, JSON.stringify({ view, found })).toBe(true)
  })

  it('can be stopped between the two', async () => {
    const small = { x: 1400, y: 300, r: 10 }
    const encoding = await segmenter.encode(image, null, once)
    const abort = new AbortController()
    onAsked = () => abort.abort()
    const before = asked.length
    const decoding = segmenter.decode(encoding, [prompt({ box: discBox(small) })], {
      ...twice,
      signal: abort.signal,
    })
    await expect(decoding).rejects.toMatchObject({ error: { code: 'cancelled' } })
    expect(asked.slice(before)).not.toContain(encodingKey(segmenter.card, image, null))
    expect(asked).toHaveLength(before + 1)
  })

  it('is not taken by a dialect that gains nothing by it', async () => {
    const dialect = embeddedDialect as { secondLook: boolean }
    dialect.secondLook = false
    try {
      expect((await decode({ box: discBox(disc, 3) })).view).toEqual(wholeImage(size))
    } finally {
      dialect.secondLook = true
    }
  })
})

describe('looks at each mask of a click', () => {
  const place = { size: { width: 2, height: 1 }, window: { x0: 0, y0: 0, x1: 2, y1: 1 } }
  const mask = (token: number, predictedIou: number, x0 = 0): JudgedMask => {
    const values = Float32Array.of(token, predictedIou)
    const logits = { ...place, values, view: imageBox(x0, 0, x0 + 10, 10) }
    return { token, predictedIou, stability: 1, logits }
  }
  const judged = (masks: readonly JudgedMask[]): Judged => ({
    kept: masks.map(({ token, logits }) => ({ token, logits })),
    masks,
    single: null,
    initialToken: bestMask(masks)!.token,
  })
  const first = judged([mask(0, 0.5), mask(1, 0.7), mask(2, 0.6)])

  it('take the best of every window, under the token of the mask that it is around, judged by both', () => {
    const looks = new Map([
      [0, judged([mask(0, 0.2, 20), mask(1, 0.9, 20), mask(2, 0.1, 20)])],
      [2, judged([mask(0, 0.3, 40), mask(1, 0.1, 40), mask(2, 0.4, 40)])],
    ])
    const { masks, kept, initialToken } = joinLooks(first, looks)
    expect(masks.map(({ token, predictedIou }) => [token, predictedIou])).toEqual([
      [0, 0.7],
      [1, 0.7],
      [2, 0.5],
    ])
    expect(kept.map(({ token, logits }) => [token, logits.view.x0])).toEqual([
      [0, 20],
      [1, 0],
      [2, 40],
    ])
    expect(initialToken).toBe(0)
  })

  it('leave the first look as it is where there was no window', () => {
    expect(joinLooks(first, new Map())).toEqual(first)
  })
})
