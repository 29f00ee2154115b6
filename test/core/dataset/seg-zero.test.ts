import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskFromSegZero, segZeroLosses, segZeroObjects } from '#core/dataset/seg-zero'
import { rleBox } from '#core/mask/rle-ops'
import { emptyRle } from '#core/mask/rle'
import { uniteRles } from '#core/mask/rle-ops'
import { rectangleRle, sampleOf } from '../../electron/formats/memory-source.ts'

const size = { width: 1680, height: 420 }

test('box and point lie in a square of 840, cut after adding a half', () => {
  expect(segZeroObjects(rectangleRle(size, [101, 10, 3, 3]))).toEqual([
    { bbox_2d: [51, 20, 52, 24], point_2d: [51, 22] },
  ])
})

test('nothing is an empty list, and that is told', () => {
  expect(segZeroObjects(emptyRle(size))).toEqual([])
  expect(maskFromSegZero([], size)).toEqual(emptyRle(size))
  expect(segZeroLosses(sampleOf({ size }), emptyRle(size), [])[0]?.what).toContain('no target')
})

test('what is left of a mask is its box, to the pixel where the square is no smaller', () => {
  const side = fc.integer({ min: 1, max: 840 })
  fc.assert(
    fc.property(side, side, fc.nat(), fc.nat(), (width, height, a, b) => {
      const small = { width, height }
      const [x, y] = [a % width, b % height]
      const mask = rectangleRle(small, [x, y, 1 + (b % (width - x)), 1 + (a % (height - y))])
      const objects = segZeroObjects(mask)
      expect(maskFromSegZero(objects, small)).toEqual(mask)
      expect(segZeroLosses(sampleOf({ size: small }), mask, objects)).toEqual([])
      const [px, py] = objects[0]!.point_2d
      const [x0, y0, x1, y1] = objects[0]!.bbox_2d
      expect(px >= x0 && px <= x1 && py >= y0 && py <= y1).toBe(true)
    }),
  )
})

test('what a box adds is a loss with its IoU, parts are counted', () => {
  const small = { width: 20, height: 14 }
  const mask = uniteRles(rectangleRle(small, [0, 0, 2, 2]), rectangleRle(small, [8, 0, 2, 2]))
  expect(rleBox(mask)).toMatchObject({ x1: 10 })
  expect(segZeroLosses(sampleOf({ sampleId: 3 }), mask, segZeroObjects(mask))).toEqual([
    {
      sample: 3,
      what: 'mask: a box and a point are left of it, its 2 parts as one object',
      iou: 0.4,
    },
  ])
})
