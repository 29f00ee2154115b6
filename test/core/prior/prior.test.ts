import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { imageBox, isInBox } from '#core/geometry/box'
import { imagePoint } from '#core/geometry/point'
import { createMask, type Mask } from '#core/mask/mask'
import { fullRle, maskFromRle, rleFromMask } from '#core/mask/rle'
import { maskIou } from '#core/mask/rle-ops'
import { combinePriors } from '#core/prior/combine'
import { priorIou, rleFromPrior, softPriorIou } from '#core/prior/compare'
import { cellAreas } from '#core/prior/coverage'
import { priorSide } from '#core/prior/prior'
import { drawnPrior, regionPrior } from '#core/prior/region'
import { priorAt, resamplePrior } from '#core/prior/resample'

const cells = priorSide * priorSide
const size = { width: 64, height: 96 }
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)

const masks = fc
  .record({ width: fc.integer({ min: 1, max: 45 }), height: fc.integer({ min: 1, max: 45 }) })
  .chain((of) =>
    fc
      .uint8Array({
        min: 0,
        max: 1,
        minLength: of.width * of.height,
        maxLength: of.width * of.height,
      })
      .map((bits): Mask => ({ size: of, bits })),
  )
const weights = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
  minLength: cells,
  maxLength: cells,
})
/** Few corners, blocky: what a model's heat map looks like, with crossings in every direction. */
const blocky = fc
  .array(fc.constantFrom(0, 0.2, 0.5, 0.9, 1), { minLength: 16, maxLength: 16 })
  .map((values) => resamplePrior(values, 4, 4))

describe('cellAreas', () => {
  it('adds up to the mask and agrees with cutting every pixel by hand', () => {
    fc.assert(
      fc.property(masks, fc.integer({ min: 1, max: 5 }), (mask, side) => {
        const { width, height } = mask.size
        const expected = Array.from({ length: side * side }, () => 0)
        const part = (pixel: number, cell: number, length: number) =>
          Math.max(
            0,
            Math.min(pixel + 1, ((cell + 1) * length) / side) -
              Math.max(pixel, (cell * length) / side),
          )
        for (let y = 0; y < height; y++)
          for (let x = 0; x < width; x++)
            for (let cell = 0; cell < side * side && mask.bits[y * width + x] === 1; cell++)
              expected[cell]! +=
                part(x, cell % side, width) * part(y, Math.floor(cell / side), height)
        const areas = cellAreas(rleFromMask(mask), side)
        for (const [i, area] of areas.entries()) expect(area).toBeCloseTo(expected[i]!, 6)
        expect(sum(areas)).toBeCloseTo(sum([...mask.bits]), 5)
      }),
      { numRuns: 60 },
    )
  })
})

describe('regionPrior', () => {
  it.each([
    { name: 'all of it', boxes: [imageBox(0, 0, 64, 96)], mass: cells },
    { name: 'a quarter', boxes: [imageBox(0, 0, 32, 48)], mass: cells / 4 },
    { name: 'parts of cells', boxes: [imageBox(1, 1.5, 3, 4.5)], mass: 1 },
    { name: 'a box twice', boxes: [imageBox(0, 0, 3, 3), imageBox(0, 0, 3, 3)], mass: 1.5 },
    {
      name: 'overlapping boxes',
      boxes: [imageBox(0, 0, 4, 3), imageBox(1, 0, 2, 6), imageBox(0, 1, 4, 2)],
      mass: 2.5,
    },
    { name: 'nothing', boxes: [], mass: 0 },
    { name: 'beyond the image', boxes: [imageBox(-10, -10, 0, 500)], mass: 0 },
  ])('$name', ({ boxes, mass }) => {
    const prior = regionPrior(boxes, size)
    expect(prior).toHaveLength(cells)
    expect(sum(prior)).toBeCloseTo(mass, 9)
    expect(Math.max(...prior)).toBeLessThanOrEqual(1)
  })

  it('of whole pixels is the drawn prior of the same pixels', () => {
    const side = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 20 }))
    fc.assert(
      fc.property(fc.array(fc.tuple(side, side), { minLength: 1, maxLength: 4 }), (corners) => {
        const boxes = corners.map(([[x, w], [y, h]]) => imageBox(x, y, x + w, y + h))
        const mask = createMask(size)
        for (let y = 0; y < size.height; y++)
          for (let x = 0; x < size.width; x++)
            if (boxes.some((box) => isInBox(imagePoint(x + 0.5, y + 0.5), box)))
              mask.bits[y * size.width + x] = 1
        const drawn = drawnPrior(rleFromMask(mask))
        for (const [i, weight] of regionPrior(boxes, size).entries())
          expect(weight).toBeCloseTo(drawn[i]!, 9)
      }),
      { numRuns: 40 },
    )
  })
})

describe('combinePriors', () => {
  const left = regionPrior([imageBox(0, 0, 32, 96)], size).map((weight) => weight * 0.5)
  const right = regionPrior([imageBox(32, 0, 64, 96)], size)
  const top = regionPrior([imageBox(0, 0, 64, 48)], size)
  const quarter = regionPrior([imageBox(0, 0, 32, 48)], size)

  it('multiplies and scales to a greatest weight of 1', () => {
    expect(
      combinePriors([
        { source: 'region', weights: left },
        { source: 'drawn', weights: top },
      ]),
    ).toEqual({ prior: { weights: quarter, sources: ['region', 'drawn'] }, isFallback: false })
  })

  it('falls back to the region where the sources exclude each other, and says so', () => {
    expect(
      combinePriors([
        { source: 'drawn', weights: left },
        { source: 'region', weights: right },
      ]),
    ).toEqual({ prior: { weights: right, sources: ['region'] }, isFallback: true })
  })

  it('is even without any source, and where the region is empty', () => {
    const even = left.map(() => 1)
    expect(combinePriors([])).toEqual({ prior: { weights: even, sources: [] }, isFallback: false })
    expect(combinePriors([{ source: 'region', weights: left.map(() => 0) }])).toEqual({
      prior: { weights: even, sources: [] },
      isFallback: true,
    })
  })

  it('takes what is no weight for none', () => {
    const odd = left.map((_, i) => [Number.NaN, -1, 2, 0.5][i % 4]!)
    const { prior } = combinePriors([{ source: 'drawn', weights: odd }])
    expect(prior.weights.slice(0, 4)).toEqual([0, 0, 1, 0.5])
  })
})

describe('resamplePrior', () => {
  it('keeps 32×32 as it is', () => {
    fc.assert(
      fc.property(weights, (values) => {
        for (const [i, value] of resamplePrior(values, priorSide, priorSide).entries())
          expect(value).toBeCloseTo(values[i]!, 12)
      }),
      { numRuns: 10 },
    )
  })

  it('keeps the mean of any grid', () => {
    const grids = fc
      .record({ width: fc.integer({ min: 1, max: 70 }), height: fc.integer({ min: 1, max: 70 }) })
      .chain(({ width, height }) =>
        fc
          .array(fc.double({ min: 0, max: 1, noNaN: true }), {
            minLength: width * height,
            maxLength: width * height,
          })
          .map((values) => ({ values, width, height })),
      )
    fc.assert(
      fc.property(grids, ({ values, width, height }) => {
        const mean = sum(resamplePrior(values, width, height)) / cells
        expect(mean).toBeCloseTo(sum(values) / values.length, 9)
      }),
      { numRuns: 30 },
    )
  })

  it('halves where a cell lies across an edge', () => {
    const halves = resamplePrior([1, 0, 0], 3, 1)
    expect(halves[10]).toBeCloseTo((32 / 3 - 10) / 1, 9)
    expect([halves[0], halves[11]]).toEqual([1, 0])
  })
})

describe('the prior at full size', () => {
  const bilinear = (values: readonly number[], of: { width: number; height: number }) =>
    Array.from({ length: of.width * of.height }, (_, i) =>
      priorAt(values, of, imagePoint((i % of.width) + 0.5, Math.floor(i / of.width) + 0.5)),
    )

  it('is the cell’s weight at its centre, the mean half-way, flat at the rim', () => {
    const values = Array.from({ length: cells }, (_, i) => (i % priorSide) / 31)
    expect(priorAt(values, size, imagePoint(1, 1))).toBeCloseTo(0)
    expect(priorAt(values, size, imagePoint(63, 50))).toBeCloseTo(1)
    expect(priorAt(values, size, imagePoint(2, 50))).toBeCloseTo(0.5 / 31)
    expect(priorAt(values, size, imagePoint(0, 0))).toBe(0)
  })

  it('the mask at 0.5 is the per-pixel one', () => {
    fc.assert(
      fc.property(blocky, masks, (values, { size: of }) => {
        const expected = bilinear(values, of).map((value) => (value >= 0.5 ? 1 : 0))
        const got = [...maskFromRle(rleFromPrior(values, of, 0.5)).bits]
        const differ = got.filter((bit, i) => bit !== expected[i]).length
        // Weights of exactly 0.5 may fall on either side by rounding.
        const even = bilinear(values, of).filter((value) => Math.abs(value - 0.5) < 1e-9).length
        expect(differ).toBeLessThanOrEqual(even)
      }),
      { numRuns: 60 },
    )
  })

  it('soft IoU is the per-pixel sum', () => {
    fc.assert(
      fc.property(blocky, masks, (values, mask) => {
        const prior = bilinear(values, mask.size)
        const shared = sum(prior.map((value, i) => value * mask.bits[i]!))
        const union = sum(prior) + sum([...mask.bits]) - shared
        const expected = union > 0 ? shared / union : 1
        expect(softPriorIou(values, rleFromMask(mask))).toBeCloseTo(expected, 9)
      }),
      { numRuns: 60 },
    )
  })

  it('a prior that is the mask has an IoU near 1; an empty one against nothing has 1', () => {
    const half = regionPrior([imageBox(0, 0, 32, 96)], size)
    const mask = rleFromPrior(half, size, 0.5)
    expect(priorIou(half, mask)).toBe(1)
    const none = half.map(() => 0)
    const empty = rleFromMask(createMask(size))
    expect([priorIou(none, empty), softPriorIou(none, empty)]).toEqual([1, 1])
    expect([priorIou(none, mask), softPriorIou(none, mask)]).toEqual([0, 0])
    expect(
      maskIou(
        rleFromPrior(
          half.map(() => 1),
          size,
          0.5,
        ),
        fullRle(size),
      ),
    ).toBe(1)
  })
})
