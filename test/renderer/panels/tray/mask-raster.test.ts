import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { imageBox } from '#core/geometry/box'
import { rleFromMask } from '#core/mask/rle'
import { cropAround, rasterOfBox } from '../../../../renderer/panels/tray/mask-raster.ts'

const maskOf = (width: number, height: number, bits: readonly number[]) => ({
  size: { width, height },
  bits: Uint8Array.from(bits),
})

describe('rasterOfBox', () => {
  it('at one pixel a pixel over the whole image is the mask itself', () => {
    const masks = fc
      .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
      .chain(({ width, height }) =>
        fc
          .array(fc.constantFrom(0, 1), { minLength: width * height, maxLength: width * height })
          .map((bits) => maskOf(width, height, bits)),
      )
    fc.assert(
      fc.property(masks, (mask) => {
        const { width, height } = mask.size
        const raster = rasterOfBox(rleFromMask(mask), imageBox(0, 0, width, height), mask.size)
        expect([...raster]).toEqual([...mask.bits])
      }),
    )
  })

  it('of a box that is enlarged shows each pixel as often as it is large', () => {
    const rle = rleFromMask(maskOf(3, 2, [1, 0, 1, 0, 1, 1]))
    const raster = rasterOfBox(rle, imageBox(0, 0, 3, 2), { width: 6, height: 4 })
    const [top, bottom] = [
      [1, 1, 0, 0, 1, 1],
      [0, 0, 1, 1, 1, 1],
    ]
    expect([...raster]).toEqual([top, top, bottom, bottom].flat())
  })

  it('is empty beyond the image and takes the pixel under each centre', () => {
    const rle = rleFromMask(maskOf(2, 2, [1, 0, 0, 1]))
    const raster = rasterOfBox(rle, imageBox(-2, 0, 2, 2), { width: 4, height: 2 })
    expect([...raster]).toEqual([0, 0, 1, 0, 0, 0, 0, 1])
  })
})

describe('cropAround', () => {
  it('holds the mask, has the proportions asked for and stays inside where it can', () => {
    const bits = new Uint8Array(100 * 60)
    for (let y = 40; y < 50; y++) bits.fill(1, y * 100 + 88, y * 100 + 98)
    const box = cropAround(rleFromMask({ size: { width: 100, height: 60 }, bits }), 4 / 3)
    expect((box.x1 - box.x0) / (box.y1 - box.y0)).toBeCloseTo(4 / 3)
    expect(box.x0).toBeLessThanOrEqual(88)
    expect(box.x1).toBeGreaterThanOrEqual(98)
    expect(box.x1).toBeLessThanOrEqual(100)
  })
})
