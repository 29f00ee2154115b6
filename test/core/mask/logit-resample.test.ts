import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { imageBox, type ImageBox } from '#core/geometry/box'
import type { Size } from '#core/geometry/size'
import { logitOfGround, resampleLogits } from '#core/mask/logit-resample'
import { rleFromLogits, type LogitPlace, type Logits } from '#core/mask/logits'
import { maskIou } from '#core/mask/rle-ops'

const placeOf = (view: ImageBox, size: Size, used: Size = size): LogitPlace => {
  return { size, view, window: { x0: 0, y0: 0, x1: used.width, y1: used.height } }
}
/** Logits that are a function of the image's coordinates at the cells' centres. */
const logitsOf = (place: LogitPlace, at: (x: number, y: number) => number): Logits => {
  const { view, window, size } = place
  const values = Float32Array.from({ length: size.width * size.height }, (_, i) => {
    const [cx, cy] = [(i % size.width) + 0.5, Math.floor(i / size.width) + 0.5]
    const x = view.x0 + ((cx - window.x0) / (window.x1 - window.x0)) * (view.x1 - view.x0)
    const y = view.y0 + ((cy - window.y0) / (window.y1 - window.y0)) * (view.y1 - view.y0)
    return at(x, y)
  })
  return { ...place, values }
}
const square = (side: number): Size => ({ width: side, height: side })

describe('resampleLogits', () => {
  it('changes nothing at the same place', () => {
    const values = fc.array(fc.float({ min: -12, max: 12, noNaN: true }), {
      minLength: 12,
      maxLength: 12,
    })
    fc.assert(
      fc.property(values, (some) => {
        const place = placeOf(imageBox(3, 5, 43, 35), { width: 4, height: 3 })
        const logits = { ...place, values: Float32Array.from(some) }
        const again = resampleLogits(logits, place)
        some.forEach((value, i) => expect(again[i]).toBeCloseTo(value, 4))
      }),
    )
  })

  it('follows a plane from the whole to a part of it and back', () => {
    const plane = (x: number, y: number): number => 0.05 * x - 0.1 * y + 1
    const whole = placeOf(imageBox(0, 0, 128, 96), square(64), { width: 64, height: 48 })
    const part = placeOf(imageBox(20, 30, 60, 70), square(64))
    const inPart = resampleLogits(logitsOf(whole, plane), part)
    logitsOf(part, plane).values.forEach((value, i) => expect(inPart[i]).toBeCloseTo(value, 4))
    const back = resampleLogits(logitsOf(part, plane), whole)
    // A cell well inside the part: its centre is (41, 51).
    expect(back[25 * 64 + 20]).toBeCloseTo(plane(41, 51), 2)
  })

  it('is ground outside the old view, and beyond the part of the grid in use', () => {
    const from = logitsOf(placeOf(imageBox(10, 0, 20, 10), square(5)), () => 4)
    const to = placeOf(imageBox(0, 0, 40, 20), square(4), { width: 4, height: 2 })
    const ground = logitOfGround
    const expected = Array<number>(16).fill(ground)
    expected[1] = 4
    expect([...resampleLogits(from, to)]).toEqual(expected)
  })

  it('averages where cells grow, so that a thin line is not lost between two of them', () => {
    const fine = placeOf(imageBox(0, 0, 64, 64), square(64))
    const coarse = placeOf(imageBox(0, 0, 64, 64), square(8))
    const sums = Array.from({ length: 8 }, (_, shift) => {
      const line = logitsOf(fine, (x) => (Math.floor(x) === 24 + shift ? 8 : 0))
      const row = resampleLogits(line, coarse).slice(3 * 8, 4 * 8)
      return row.reduce((sum, value) => sum + value, 0)
    })
    // One of eight columns: an eighth of its height in all, wherever it lies.
    for (const sum of sums) expect(sum).toBeCloseTo(1, 4)
  })

  it('keeps a disc in place', () => {
    const size = { width: 300, height: 200 }
    const disc = (x: number, y: number): number => (30 - Math.hypot(x - 170, y - 90)) / 3
    const whole = logitsOf(
      placeOf(imageBox(0, 0, 300, 200), square(64), { width: 64, height: 43 }),
      disc,
    )
    const part = placeOf(imageBox(120, 40, 230, 150), square(64))
    const values = resampleLogits(whole, part)
    const direct = rleFromLogits(logitsOf(part, disc), size)
    expect(maskIou(rleFromLogits({ ...part, values }, size), direct)).toBeGreaterThan(0.97)
  })
})
