import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../../fixtures/vectors/coco-rle.json' with { type: 'json' }
import { imageBox } from '#core/geometry/box'
import type { Mask, Rle } from '#core/mask/mask'
import { countsFromRle, emptyRle, fullRle, maskFromRle, rleFromMask } from '#core/mask/rle'
import {
  cocoBboxFromRle,
  cropRle,
  intersectRles,
  isEmptyRle,
  maskIou,
  placeRle,
  rleArea,
  rleBox,
  rleIou,
  rleIouMatrix,
  rleOverlap,
  subtractRles,
  uniteAll,
  uniteRles,
  xorRles,
} from '#core/mask/rle-ops'
import { anyMask, maskPair, masksOf, sizes } from './masks.ts'

const byId = new Map<string, Rle>(
  [...vectors.masks, ...vectors.polygons].map((row) => [
    row.id,
    { size: [row.h, row.w], counts: row.rle },
  ]),
)
const named = (id: string) => byId.get(id)!

describe('against pycocotools', () => {
  it.each(vectors.masks)('area and box of $id', (row) => {
    const rle = named(row.id)
    expect(rleArea(rle)).toBe(row.area)
    expect(cocoBboxFromRle(rle)).toEqual(row.bbox)
    expect(isEmptyRle(rle)).toBe(row.area === 0)
  })

  it.each(vectors.iou)('IoU of $dt and $gt, crowd $iscrowd', (row) => {
    const [a, b] = [named(row.dt), named(row.gt)]
    expect(rleIou(a, b, { isCrowd: row.iscrowd === 1 })).toBeCloseTo(row.iou, 12)
    if (row.inter !== undefined)
      expect(rleOverlap(a, b)).toEqual({ intersection: row.inter, union: row.union })
  })

  it('IoU of all pairs at once', () => {
    const ids = ['m07-one-row', 'm08-one-column', 'm09-asym-L']
    const all = ids.map(named)
    const table = rleIouMatrix(all, all, [false, true, false])
    expect([...table]).toEqual(
      all.flatMap((a) => all.map((b, j) => rleIou(a, b, { isCrowd: j === 1 }))),
    )
  })

  it.each(vectors.merge)('merge of $ids, intersect $intersect', (row) => {
    const rles = row.ids.map(named)
    const size = { width: rles[0]!.size[1], height: rles[0]!.size[0] }
    const merged = row.intersect ? rles.reduce(intersectRles) : uniteAll(rles, size)
    expect(merged.counts).toBe(row.rle)
    expect([...countsFromRle(merged)]).toEqual(row.counts)
    expect(rleArea(merged)).toBe(row.area)
  })
})

describe('set operations equal those on pixels', () => {
  const operations: [string, (a: Rle, b: Rle) => Rle, (a: number, b: number) => number][] = [
    ['uniteRles', uniteRles, (a, b) => a | b],
    ['intersectRles', intersectRles, (a, b) => a & b],
    ['subtractRles', subtractRles, (a, b) => a & ~b],
    ['xorRles', xorRles, (a, b) => a ^ b],
  ]
  it.each(operations)('%s', (_name, onRles, onBits) => {
    fc.assert(
      fc.property(maskPair(), ([a, b]) => {
        const bits = a.bits.map((bit, i) => onBits(bit, b.bits[i]!))
        expect(onRles(rleFromMask(a), rleFromMask(b))).toEqual(rleFromMask({ size: a.size, bits }))
      }),
    )
  })

  it('rleOverlap, maskIou, rleArea', () => {
    fc.assert(
      fc.property(maskPair(), ([a, b]) => {
        const intersection = a.bits.reduce((sum, bit, i) => sum + (bit & b.bits[i]!), 0)
        const union = a.bits.reduce((sum, bit, i) => sum + (bit | b.bits[i]!), 0)
        const rles = [rleFromMask(a), rleFromMask(b)] as const
        expect(rleOverlap(...rles)).toEqual({ intersection, union })
        expect(maskIou(...rles)).toBe(union === 0 ? 1 : intersection / union)
        expect(rleArea(rles[0])).toBe(a.bits.reduce((sum, bit) => sum + bit, 0))
      }),
    )
  })

  it('uniteAll of many', () => {
    fc.assert(
      fc.property(
        sizes(8).chain((size) =>
          fc.tuple(fc.constant(size), fc.array(masksOf(size), { maxLength: 6 })),
        ),
        ([size, masks]) => {
          const bits = new Uint8Array(size.width * size.height).map((_, i) =>
            masks.some((mask) => mask.bits[i] === 1) ? 1 : 0,
          )
          expect(uniteAll(masks.map(rleFromMask), size)).toEqual(rleFromMask({ size, bits }))
        },
      ),
    )
  })

  it('refuse masks of different sizes', () => {
    const [a, b] = [fullRle({ width: 2, height: 3 }), fullRle({ width: 3, height: 2 })]
    for (const operation of [uniteRles, intersectRles, subtractRles, xorRles, rleOverlap, maskIou])
      expect(() => operation(a, b)).toThrow('different sizes')
  })
})

describe('boxes', () => {
  it('hold every pixel and no empty edge', () => {
    fc.assert(
      fc.property(anyMask(), (mask) => {
        const xs: number[] = []
        const ys: number[] = []
        mask.bits.forEach((bit, i) => {
          if (bit) xs.push(i % mask.size.width)
          if (bit) ys.push(Math.floor(i / mask.size.width))
        })
        expect(rleBox(rleFromMask(mask))).toEqual(
          xs.length === 0
            ? null
            : {
                x0: Math.min(...xs),
                y0: Math.min(...ys),
                x1: Math.max(...xs) + 1,
                y1: Math.max(...ys) + 1,
              },
        )
      }),
    )
  })
})

function pixel(mask: Mask, x: number, y: number): number {
  const { width, height } = mask.size
  return x >= 0 && y >= 0 && x < width && y < height ? mask.bits[y * width + x]! : 0
}

describe('crop and place', () => {
  const offset = fc.integer({ min: -6, max: 6 })
  it('cropRle reads the box, with background beyond the image', () => {
    fc.assert(
      fc.property(anyMask(12), offset, offset, sizes(12), (mask, x, y, size) => {
        const crop = cropRle(rleFromMask(mask), imageBox(x, y, x + size.width, y + size.height))
        const bits = new Uint8Array(size.width * size.height).map((_, i) =>
          pixel(mask, x + (i % size.width), y + Math.floor(i / size.width)),
        )
        expect(crop).toEqual(rleFromMask({ size, bits }))
      }),
    )
  })
  it('placeRle puts the crop back, clipped to the image', () => {
    fc.assert(
      fc.property(anyMask(12), offset, offset, sizes(12), (mask, x, y, size) => {
        const box = imageBox(x, y, x + mask.size.width, y + mask.size.height)
        const placed = maskFromRle(placeRle(rleFromMask(mask), box, size))
        const bits = placed.bits.map((_, i) =>
          pixel(mask, (i % size.width) - x, Math.floor(i / size.width) - y),
        )
        expect(placed.bits).toEqual(bits)
      }),
    )
  })
  it('refuses a box of another size', () => {
    const crop = emptyRle({ width: 2, height: 2 })
    expect(() => placeRle(crop, imageBox(0, 0, 3, 2), { width: 5, height: 5 })).toThrow(
      'does not fit',
    )
  })
})
