import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { imageBox, outwardBox, wholeImage } from '#core/geometry/box'
import { imagePoint, type ImagePoint } from '#core/geometry/point'
import { copyBits, fillRing, pasteBits, stampStroke } from '#core/mask/brush'
import { createMask, type Mask } from '#core/mask/mask'
import { masksOf, rowsOfMask } from './masks.ts'

const size = { width: 17, height: 13 }
const coordinate = fc.integer({ min: -30, max: 200 }).map((v) => v / 8 + 0.01)
const points = fc.array(
  fc.tuple(coordinate, coordinate).map(([x, y]) => imagePoint(x, y)),
  { maxLength: 6 },
)
const value = fc.constantFrom<0 | 1>(0, 1)

function distanceToPath(p: ImagePoint, path: readonly ImagePoint[]): number {
  const away = path.map((b, i) => {
    const a = path[i - 1] ?? b
    const [dx, dy] = [b.x - a.x, b.y - a.y]
    const length = dx * dx + dy * dy
    const t = length === 0 ? 0 : ((p.x - a.x) * dx + (p.y - a.y) * dy) / length
    const along = Math.min(Math.max(t, 0), 1)
    return Math.hypot(p.x - a.x - along * dx, p.y - a.y - along * dy)
  })
  return Math.min(Infinity, ...away)
}

/** Even-odd by a ray to the left, for one point. */
function isInside(p: ImagePoint, ring: readonly ImagePoint[]): boolean {
  return ring.reduce((inside, b, i) => {
    const a = ring.at(i - 1) ?? b
    if (a.y > p.y === b.y > p.y) return inside
    return a.x + ((p.y - a.y) / (b.y - a.y)) * (b.x - a.x) < p.x ? !inside : inside
  }, false)
}

function bitAt({ bits }: Mask, { x, y }: ImagePoint): number {
  return bits[Math.floor(y) * size.width + Math.floor(x)]!
}

function expectPainted(
  before: Mask,
  after: Mask,
  paint: (centre: ImagePoint) => number | null,
): void {
  after.bits.forEach((bit, i) => {
    const painted = paint(imagePoint((i % size.width) + 0.5, Math.floor(i / size.width) + 0.5))
    expect(bit).toBe(painted ?? before.bits[i])
  })
}

function expectOnlyInside(before: Mask, after: Mask, box: ReturnType<typeof stampStroke>): void {
  const inside = box ?? imageBox(0, 0, 0, 0)
  expect(outwardBox(inside)).toEqual(inside)
  after.bits.forEach((bit, i) => {
    const [x, y] = [i % size.width, Math.floor(i / size.width)]
    const isDirty = x >= inside.x0 && x < inside.x1 && y >= inside.y0 && y < inside.y1
    if (!isDirty) expect(bit).toBe(before.bits[i])
  })
}

describe('stampStroke', () => {
  it('sets the pixels whose centre is within the radius of the path, and says where', () => {
    const radius = fc.constantFrom(0.3, 1, 2.7, 6.1)
    fc.assert(
      fc.property(masksOf(size), points, radius, value, (before, path, r, paint) => {
        const after = { size, bits: before.bits.slice() }
        const dirty = stampStroke(after, { points: path, radius: r, value: paint })
        expectPainted(before, after, (centre) => {
          const away = distanceToPath(centre, path)
          if (Math.abs(away - r) < 1e-9) return bitAt(after, centre)
          return away < r ? paint : null
        })
        expectOnlyInside(before, after, dirty)
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['upright', [imagePoint(4.5, 2.5), imagePoint(4.5, 6.5)], { x0: 3, y0: 1, x1: 6, y1: 8 }],
    ['level', [imagePoint(4.5, 2.5), imagePoint(9.5, 2.5)], { x0: 3, y0: 1, x1: 11, y1: 4 }],
    ['a dot', [imagePoint(4.5, 2.5)], { x0: 3, y0: 1, x1: 6, y1: 4 }],
    ['nowhere', [], null],
    ['off the image', [imagePoint(-9, 2), imagePoint(-5, 4)], null],
  ])('dirty box of a stroke: %s', (_name, path, box) => {
    expect(stampStroke(createMask(size), { points: path, radius: 1.2, value: 1 })).toEqual(box)
  })
})

describe('fillRing', () => {
  it('is even-odd by pixel centres', () => {
    fc.assert(
      fc.property(masksOf(size), points, value, (before, ring, paint) => {
        const after = { size, bits: before.bits.slice() }
        const dirty = fillRing(after, ring, paint)
        expectPainted(before, after, (centre) => {
          if (distanceToPath(centre, [...ring, ...ring.slice(0, 1)]) < 1e-9)
            return bitAt(after, centre)
          return isInside(centre, ring) ? paint : null
        })
        expectOnlyInside(before, after, dirty)
      }),
      { numRuns: 500 },
    )
  })
  it('fills whole-pixel rectangles half-open', () => {
    const mask = createMask({ width: 5, height: 3 })
    const ring = [imagePoint(1, 1), imagePoint(4, 1), imagePoint(4, 3), imagePoint(1, 3)]
    expect(fillRing(mask, ring, 1)).toEqual({ x0: 1, y0: 1, x1: 4, y1: 3 })
    expect(rowsOfMask(mask)).toEqual(['00000', '01110', '01110'])
  })
})

describe('copyBits and pasteBits', () => {
  it('undo a stroke', () => {
    fc.assert(
      fc.property(masksOf(size), points, (before, path) => {
        const mask = { size, bits: before.bits.slice() }
        const stroke = { points: path, radius: 2, value: 1 } as const
        const dirty = stampStroke({ size, bits: mask.bits.slice() }, stroke) ?? imageBox(0, 0, 0, 0)
        const kept = copyBits(mask, dirty)
        stampStroke(mask, stroke)
        pasteBits(mask, dirty, kept)
        expect(mask).toEqual(before)
        expect(copyBits(mask, wholeImage(size))).toEqual(mask.bits)
      }),
    )
  })
})
