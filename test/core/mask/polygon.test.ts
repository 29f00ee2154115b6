import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../../fixtures/vectors/coco-rle.json' with { type: 'json' }
import type { Size } from '#core/geometry/size'
import {
  keyholeRingsFromRle,
  parseRings,
  ringsFromRle,
  rleFromPolygons,
  signedArea,
  simplifyRing,
} from '#core/mask/polygon'
import { emptyRle, maskFromRle, rleFromMask } from '#core/mask/rle'
import { cocoBboxFromRle, rleArea, uniteAll, xorRles } from '#core/mask/rle-ops'
import { anyMask, maskOfRows, naiveCounts, rowsOfMask } from './masks.ts'

describe('rleFromPolygons against pycocotools', () => {
  it.each(vectors.polygons)('$id', (row) => {
    const size = { width: row.w, height: row.h }
    const rle = rleFromPolygons(row.segmentation, size)
    expect(rle).toEqual({ size: [row.h, row.w], counts: row.rle })
    expect(rleArea(rle)).toBe(row.area)
    expect(cocoBboxFromRle(rle)).toEqual(row.bbox)
    if (row.rows) expect(rowsOfMask(maskFromRle(rle))).toEqual(row.rows)
    row.segmentation.forEach((ring, i) => {
      expect(rleFromPolygons([ring], size).counts).toBe(row.parts[i]!.rle)
    })
  })

  it.each(vectors.dispatch.filter((row) => row.input_kind))('boxes as rings: $id', (row) => {
    const boxes = row.input as number[][]
    boxes.forEach(([x = 0, y = 0, w = 0, h = 0], i) => {
      const ring = [x, y, x, y + h, x + w, y + h, x + w, y]
      expect(rleFromPolygons([ring], { width: row.w, height: row.h }).counts).toBe(row.rle![i])
    })
  })

  /** The written description step by step: every fine point of every edge, then the column crossings. */
  function walkedFlips(ring: readonly number[], size: Size): number[] {
    const fine = ring.map((value) => Math.trunc(5 * value + 0.5))
    const points: [number, number][] = []
    for (let i = 0; i < fine.length; i += 2) {
      const j = (i + 2) % fine.length
      let [xs, ys, xe, ye] = [fine[i]!, fine[i + 1]!, fine[j]!, fine[j + 1]!]
      const [dx, dy] = [Math.abs(xe - xs), Math.abs(ye - ys)]
      const flip = (dx >= dy && xs > xe) || (dx < dy && ys > ye)
      if (flip) [xs, ys, xe, ye] = [xe, ye, xs, ys]
      const s = dx >= dy ? (ye - ys) / dx : (xe - xs) / dy
      for (let d = 0; d <= Math.max(dx, dy); d++) {
        const t = flip ? Math.max(dx, dy) - d : d
        if (dx >= dy) points.push([t + xs, Math.trunc(ys + s * t + 0.5)])
        else points.push([Math.trunc(xs + s * t + 0.5), t + ys])
      }
    }
    const flips: number[] = []
    for (let k = 1; k < points.length; k++) {
      const [[u0, v0], [u1, v1]] = [points[k - 1]!, points[k]!]
      if (u0 === u1) continue
      const column = ((u1 < u0 ? u1 : u1 - 1) + 0.5) / 5 - 0.5
      if (Math.floor(column) !== column || column < 0 || column > size.width - 1) continue
      const row = Math.ceil(Math.min(Math.max((Math.min(v0, v1) + 0.5) / 5 - 0.5, 0), size.height))
      flips.push(column * size.height + row)
    }
    return flips
  }

  it('equals the step-by-step walk on any ring', () => {
    const size = { width: 13, height: 11 }
    const coordinate = fc.oneof(
      fc.integer({ min: -4, max: 18 }),
      fc.integer({ min: -40, max: 180 }).map((v) => v / 10),
      fc.double({ min: -60, max: 80, noNaN: true }),
    )
    fc.assert(
      fc.property(
        fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 8 }),
        (vertices) => {
          const ring = vertices.flat()
          const bits = new Uint8Array(13 * 11)
          for (const at of walkedFlips(ring, size))
            for (let i = at; i < bits.length; i++) bits[(i % 11) * 13 + Math.floor(i / 11)]! ^= 1
          expect(rleFromPolygons([ring], size)).toEqual(rleFromMask({ size, bits }))
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('is empty without rings', () => {
    const size = { width: 3, height: 2 }
    expect(rleFromPolygons([], size)).toEqual(emptyRle(size))
    expect(rleFromPolygons([[]], size)).toEqual(emptyRle(size))
  })

  it('costs nothing where a ring reaches far out of the image', () => {
    const far = 2 ** 27
    const rle = rleFromPolygons([[-far, -far, far, -far, far, far, -far, far]], {
      width: 5,
      height: 4,
    })
    expect(rleArea(rle)).toBe(20)
  })

  it('refuses what is no number', () => {
    expect(() => rleFromPolygons([[0, 0, Number.NaN, 1, 2, 2]], { width: 5, height: 4 })).toThrow()
  })
})

describe('parseRings', () => {
  it.each(vectors.dispatch.filter((row) => row.raises))(
    'refuses $id, as the reference does',
    (row) => {
      expect(parseRings(row.input)).toMatchObject({ ok: false, error: { code: 'bad_polygon' } })
    },
  )
  it.each<[string, unknown]>([
    ['null', null],
    ['an object', { size: [1, 1], counts: '1' }],
    ['odd count', [[0, 0, 1, 1, 2, 2, 3]]],
    ['text', [['0', '0', '1', '1', '2', '2']]],
    ['NaN', [[0, 0, 1, 1, 2, Number.NaN]]],
    ['infinity', [[0, 0, 1, 1, 2, Number.POSITIVE_INFINITY]]],
    ['out of reach', [[0, 0, 1, 1, 2, 1e12]]],
  ])('refuses %s', (_name, value) => {
    expect(parseRings(value)).toMatchObject({ ok: false, error: { code: 'bad_polygon' } })
  })
  it('reads rings', () => {
    expect(parseRings([[0, 0, 2, 0, 2, 2.5]])).toEqual({ ok: true, value: [[0, 0, 2, 0, 2, 2.5]] })
    expect(parseRings([])).toEqual({ ok: true, value: [] })
  })
})

describe('rings of a mask', () => {
  it('enclose it: even-odd over all of them gives it back, and the signed areas add up to its area', () => {
    fc.assert(
      fc.property(anyMask(), (mask) => {
        const rle = rleFromMask(mask)
        const rings = ringsFromRle(rle)
        const layers = rings.map((ring) => rleFromPolygons([ring], mask.size))
        expect(layers.reduce(xorRles, emptyRle(mask.size))).toEqual(rle)
        expect(rings.reduce((sum, ring) => sum + signedArea(ring), 0)).toBe(rleArea(rle))
      }),
      { numRuns: 400 },
    )
  })

  it('turn at every corner and never run over a point twice in a row', () => {
    fc.assert(
      fc.property(anyMask(), (mask) => {
        for (const ring of ringsFromRle(rleFromMask(mask)))
          for (let i = 0; i < ring.length; i += 2) {
            const [dx, dy] = [
              ring[(i + 2) % ring.length]! - ring[i]!,
              ring[(i + 3) % ring.length]! - ring[i + 1]!,
            ]
            expect(dx === 0).not.toBe(dy === 0)
            expect(dy === 0).toBe((i / 2) % 2 === 1)
          }
      }),
    )
  })

  it('keep pixels apart that touch at a corner', () => {
    for (const rows of [
      ['10', '01'],
      ['01', '10'],
    ])
      expect(ringsFromRle(rleFromMask(maskOfRows(rows))).map((ring) => ring.length)).toEqual([8, 8])
  })

  it('run clockwise around parts and the other way around holes', () => {
    const rings = ringsFromRle(rleFromMask(maskOfRows(['111', '101', '111'])))
    expect(rings.map(signedArea)).toEqual([9, -1])
  })
})

describe('keyholeRingsFromRle', () => {
  it('comes back as the same mask, with one ring a part', () => {
    fc.assert(
      fc.property(anyMask(), (mask) => {
        const rle = rleFromMask(mask)
        const rings = keyholeRingsFromRle(rle)
        expect(rleFromPolygons(rings, mask.size)).toEqual(rle)
        const parts = rings.map((ring) => rleFromPolygons([ring], mask.size))
        expect(parts.reduce((sum, part) => sum + rleArea(part), 0)).toBe(
          rleArea(uniteAll(parts, mask.size)),
        )
        for (const ring of rings) expect(ring.length).toBeGreaterThanOrEqual(8)
      }),
      { numRuns: 1000 },
    )
  })

  it('keeps a part inside a hole inside a part', () => {
    const mask = maskOfRows(['11111', '10001', '10101', '10001', '11111'])
    const rings = keyholeRingsFromRle(rleFromMask(mask))
    expect(rings).toHaveLength(2)
    expect(naiveCounts(maskFromRle(rleFromPolygons(rings, mask.size)))).toEqual(naiveCounts(mask))
  })
})

describe('simplifyRing', () => {
  const distance = (p: readonly number[], a: readonly number[], b: readonly number[]) => {
    const [dx, dy] = [b[0]! - a[0]!, b[1]! - a[1]!]
    const length = dx * dx + dy * dy
    const t = length === 0 ? 0 : ((p[0]! - a[0]!) * dx + (p[1]! - a[1]!) * dy) / length
    const along = Math.min(Math.max(t, 0), 1)
    return Math.hypot(p[0]! - a[0]! - along * dx, p[1]! - a[1]! - along * dy)
  }
  const vertices = (ring: readonly number[]) =>
    Array.from({ length: ring.length / 2 }, (_, i) => [ring[2 * i]!, ring[2 * i + 1]!])

  it('leaves no vertex farther from the new ring than the tolerance', () => {
    const point = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }))
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 3, maxLength: 20 }),
        fc.double({ min: 0, max: 9, noNaN: true }),
        (points, tolerance) => {
          const simple = vertices(simplifyRing(points.flat(), tolerance))
          expect(simple.length).toBeGreaterThanOrEqual(3)
          expect(simple.length).toBeLessThanOrEqual(points.length)
          for (const p of points) {
            const away = simple.map((b, i) => distance(p, simple.at(i - 1)!, b))
            expect(Math.min(...away)).toBeLessThanOrEqual(tolerance + 1e-9)
          }
        },
      ),
    )
  })
  it('drops points on straight lines and keeps a square', () => {
    expect(simplifyRing([0, 0, 2, 0, 4, 0, 4, 4, 0, 4, 0, 2], 0)).toEqual([0, 0, 4, 0, 4, 4, 0, 4])
  })
  it('keeps a triangle of whatever tolerance', () => {
    expect(simplifyRing([0, 0, 9, 0, 9, 9, 0, 9], 100)).toEqual([0, 0, 9, 9, 0, 9])
  })
})
