import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { imageBox } from '../../../core/geometry/box.ts'
import { imagePoint } from '../../../core/geometry/point.ts'
import { createMask } from '../../../core/mask/mask.ts'
import { emptyRle, maskFromRle, rleFromMask } from '../../../core/mask/rle.ts'
import { rleArea, rleBox, xorRles } from '../../../core/mask/rle-ops.ts'
import { bitsInBox, deltaInBox } from '../../../renderer/canvas/delta.ts'
import { DraftLayer, joinBoxes } from '../../../renderer/canvas/paint-layer.ts'
import { isInRle } from '../../../renderer/canvas/rle-hit.ts'

const size = { width: 30, height: 20 }
const empty = emptyRle(size)

function square(x0: number, y0: number, side: number) {
  const mask = createMask(size)
  for (let y = y0; y < y0 + side; y++)
    mask.bits.fill(1, y * size.width + x0, y * size.width + x0 + side)
  return rleFromMask(mask)
}

const blots = fc.uint8Array({ minLength: 600, maxLength: 600, max: 1 })

describe('delta', () => {
  it('turns what was there into what is there', () => {
    fc.assert(
      fc.property(blots, blots, (before, change) => {
        const box = imageBox(4, 3, 25, 17)
        const old = rleFromMask({ size, bits: before })
        const now = { size, bits: before.slice() }
        change.forEach((bit, i) => {
          const x = i % 30
          const y = Math.floor(i / 30)
          if (bit && x >= box.x0 && x < box.x1 && y >= box.y0 && y < box.y1) now.bits[i]! ^= 1
        })
        const delta = deltaInBox(old, now, box)
        const after = delta === null ? old : xorRles(old, delta)
        expect(after).toEqual(rleFromMask(now))
      }),
    )
  })
  it('reads bits of a box', () => {
    expect([...bitsInBox(square(2, 2, 2), imageBox(1, 1, 4, 3))]).toEqual([0, 0, 0, 0, 1, 1])
  })
})

describe('DraftLayer', () => {
  it('gives a delta that leads from what was shown to the painted bits', () => {
    const layer = new DraftLayer(square(2, 2, 5))
    layer.begin()
    expect(layer.stroke([imagePoint(15, 10)], 3, 1)).toEqual({ x0: 12, y0: 7, x1: 18, y1: 13 })
    layer.stroke([imagePoint(3, 3)], 1, 0)
    const delta = layer.commit()
    expect(delta).not.toBeNull()
    expect(xorRles(square(2, 2, 5), delta ?? empty)).toEqual(layer.shown)
    expect(maskFromRle(layer.shown).bits).toEqual(layer.bits?.bits)
  })
  it('sends nothing when nothing changed', () => {
    const layer = new DraftLayer(square(2, 2, 5))
    layer.begin()
    layer.stroke([imagePoint(4, 4)], 1, 1)
    expect(layer.commit()).toBeNull()
    layer.begin()
    expect(layer.stroke([imagePoint(-50, 4)], 1, 1)).toBeNull()
    expect(layer.commit()).toBeNull()
  })
  it('takes an aborted stroke back', () => {
    const layer = new DraftLayer(square(2, 2, 5))
    layer.begin()
    layer.stroke([imagePoint(8, 4)], 3, 1)
    expect(layer.abort()).not.toBeNull()
    expect(layer.shown).toEqual(square(2, 2, 5))
    expect(layer.bits?.bits).toEqual(maskFromRle(square(2, 2, 5)).bits)
  })
  it('keeps fast strokes while the draft confirms them one by one', () => {
    const layer = new DraftLayer(empty)
    const paint = (x: number) => {
      layer.begin()
      layer.stroke([imagePoint(x, 10)], 2, 1)
      return layer.commit() ?? empty
    }
    const first = xorRles(empty, paint(5))
    const second = xorRles(first, paint(15))
    expect(layer.receive(first)).toBeNull()
    expect(layer.shown).toEqual(second)
    expect(layer.receive({ ...second })).toBeNull()
    expect(layer.shown).toEqual(second)
  })
  it('gives way to an undo, bits and all', () => {
    const layer = new DraftLayer(empty)
    layer.begin()
    layer.stroke([imagePoint(5, 10)], 2, 1)
    layer.commit()
    layer.receive(layer.shown)
    const changed = layer.receive(empty)
    expect(changed).toEqual(rleBox(xorRles(empty, rleFromMask(strokeAt(5)))))
    expect(layer.shown).toBe(empty)
    expect(layer.bits?.bits.some((bit) => bit === 1)).toBe(false)
  })
  it('gives way to a refused edit: the same draft once more', () => {
    const layer = new DraftLayer(empty)
    layer.begin()
    layer.stroke([imagePoint(5, 10)], 2, 1)
    layer.commit()
    layer.receive({ ...empty })
    expect(rleArea(layer.shown)).toBe(0)
  })
  it('fills rings', () => {
    const layer = new DraftLayer(empty)
    layer.begin()
    const ring = [imagePoint(2, 2), imagePoint(6, 2), imagePoint(6, 6), imagePoint(2, 6)]
    layer.fill(ring, 1)
    layer.commit()
    expect(layer.shown).toEqual(square(2, 2, 4))
  })
  it('starts over for a mask of another size', () => {
    const layer = new DraftLayer(empty)
    layer.begin()
    layer.receive(emptyRle({ width: 4, height: 4 }))
    expect(layer.bits).toBeNull()
    layer.begin()
    expect(layer.bits?.bits).toHaveLength(16)
  })
})

function strokeAt(x: number) {
  const layer = new DraftLayer(empty)
  layer.begin()
  layer.stroke([imagePoint(x, 10)], 2, 1)
  return layer.bits ?? createMask(size)
}

describe('joinBoxes', () => {
  const a = imageBox(1, 1, 3, 3)
  it.each([
    ['nothing', null, null, null],
    ['one', a, null, a],
    ['the other', null, a, a],
    ['both', a, imageBox(2, 0, 9, 2), imageBox(1, 0, 9, 3)],
  ])('%s', (_, x, y, expected) => expect(joinBoxes(x, y)).toEqual(expected))
})

describe('isInRle', () => {
  it('agrees with the bits everywhere', () => {
    fc.assert(
      fc.property(blots, (bits) => {
        const rle = rleFromMask({ size, bits })
        for (let y = -1; y <= size.height; y++)
          for (let x = -1; x <= size.width; x++) {
            const isInside = x >= 0 && y >= 0 && x < size.width && y < size.height
            const expected = isInside && bits[y * size.width + x] === 1
            expect(isInRle(rle, imagePoint(x + 0.3, y + 0.9))).toBe(expected)
          }
      }),
      { numRuns: 20 },
    )
  })
})
