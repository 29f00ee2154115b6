import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import metrics from '../../fixtures/vectors/metrics.json' with { type: 'json' }
import { imageBox } from '#core/geometry/box'
import { imagePoint } from '#core/geometry/point'
import type { Size } from '#core/geometry/size'
import {
  logitOutsideView,
  logitsFromMask,
  meanPerCell,
  pickBackground,
  rleFromLogits,
  stabilityOf,
  type Logits,
} from '#core/mask/logits'
import { createMask, type Mask } from '#core/mask/mask'
import { fullRle, maskFromRle, rleFromMask } from '#core/mask/rle'
import { masksOf, rowsOfMask } from './masks.ts'

/** Bilinear, half-pixel centres, every pixel on its own, in float64. */
function naiveMask({ values, size: grid, window, view }: Logits, size: Size): Mask {
  const tap = (at: number, from: number, to: number, side: number): [number, number, number] => {
    const low = Math.min(Math.max(Math.floor(from), 0), side - 1)
    const high = Math.min(Math.max(Math.ceil(to) - 1, low), side - 1)
    const inside = Math.min(Math.max(at - 0.5, low), high)
    const cell = Math.floor(inside)
    return [cell, Math.min(cell + 1, high), inside - cell]
  }
  const mask = createMask(size)
  const sx = (window.x1 - window.x0) / (view.x1 - view.x0)
  const sy = (window.y1 - window.y0) / (view.y1 - view.y0)
  const value = (x: number, y: number) => values[y * grid.width + x]!
  for (let y = Math.max(0, view.y0); y < Math.min(size.height, view.y1); y++)
    for (let x = Math.max(0, view.x0); x < Math.min(size.width, view.x1); x++) {
      const [xa, xb, fx] = tap(
        window.x0 + (x + 0.5 - view.x0) * sx,
        window.x0,
        window.x1,
        grid.width,
      )
      const [ya, yb, fy] = tap(
        window.y0 + (y + 0.5 - view.y0) * sy,
        window.y0,
        window.y1,
        grid.height,
      )
      const above = value(xa, ya) * (1 - fx) + value(xb, ya) * fx
      const below = value(xa, yb) * (1 - fx) + value(xb, yb) * fx
      mask.bits[y * size.width + x] = above * (1 - fy) + below * fy > 0 ? 1 : 0
    }
  return mask
}

const side = (max: number) => fc.integer({ min: 1, max })

function rangeWithin(max: number, whole: boolean) {
  const value = whole
    ? fc.integer({ min: -2, max: max + 2 })
    : fc.double({ min: 0, max, noNaN: true, noDefaultInfinity: true })
  return fc
    .tuple(value, value)
    .map(([a, b]) => (a < b ? [a, b] : [b, a]) as [number, number])
    .filter(([a, b]) => b - a > 0.05)
}

const anyLogits = fc
  .record({ width: side(40), height: side(40), gw: side(9), gh: side(9) })
  .chain(({ width, height, gw, gh }) =>
    fc.record({
      size: fc.constant({ width, height }),
      grid: fc.constant({ width: gw, height: gh }),
      values: fc.array(
        fc.oneof(
          fc.constantFrom(-1, 0, 1),
          fc.float({ min: -12, max: 12, noNaN: true, noDefaultInfinity: true }),
        ),
        { minLength: gw * gh, maxLength: gw * gh },
      ),
      wx: fc.oneof(fc.constant<[number, number]>([0, gw]), rangeWithin(gw, false)),
      wy: fc.oneof(fc.constant<[number, number]>([0, gh]), rangeWithin(gh, false)),
      vx: fc.oneof(fc.constant<[number, number]>([0, width]), rangeWithin(width, true)),
      vy: fc.oneof(fc.constant<[number, number]>([0, height]), rangeWithin(height, true)),
    }),
  )
  .map(({ size, grid, values, wx, wy, vx, vy }) => ({
    size,
    logits: {
      values: Float32Array.from(values),
      size: grid,
      window: { x0: wx[0], x1: wx[1], y0: wy[0], y1: wy[1] },
      view: imageBox(vx[0], vy[0], vx[1], vy[1]),
    } satisfies Logits,
  }))

function wholeLogits(rows: readonly number[][], size: Size): Logits {
  const grid = { width: rows[0]!.length, height: rows.length }
  return {
    values: Float32Array.from(rows.flat()),
    size: grid,
    window: { x0: 0, y0: 0, x1: grid.width, y1: grid.height },
    view: imageBox(0, 0, size.width, size.height),
  }
}

describe('rleFromLogits', () => {
  it('equals the pixel-by-pixel evaluation', () => {
    fc.assert(
      fc.property(anyLogits, ({ logits, size }) => {
        const rle = rleFromLogits(logits, size)
        expect(rowsOfMask(maskFromRle(rle))).toEqual(rowsOfMask(naiveMask(logits, size)))
        expect(rleFromMask(maskFromRle(rle))).toEqual(rle)
      }),
      { numRuns: 3000 },
    )
  })

  it('at the size of the grid it is the sign of each cell, and 0 is background', () => {
    const size = { width: 3, height: 2 }
    const mask = maskFromRle(
      rleFromLogits(
        wholeLogits(
          [
            [1, 0, -1],
            [-0.5, 2, 0],
          ],
          size,
        ),
        size,
      ),
    )
    expect(rowsOfMask(mask)).toEqual(['100', '010'])
  })

  it('is background outside the view', () => {
    const logits = { ...wholeLogits([[5]], { width: 1, height: 1 }), view: imageBox(1, 1, 3, 2) }
    const mask = maskFromRle(rleFromLogits(logits, { width: 4, height: 3 }))
    expect(rowsOfMask(mask)).toEqual(['0000', '0110', '0000'])
  })
})

describe('stabilityOf', () => {
  it.each(metrics.stability)('offset $offset', ({ logits, offset, score }) => {
    expect(stabilityOf(wholeLogits(logits, { width: 8, height: 8 }), offset)).toBe(score)
  })
  it('is null where nothing can be foreground', () => {
    expect(stabilityOf(wholeLogits([[-3, -4]], { width: 8, height: 8 }))).toBeNull()
  })
  it('leaves out cells beyond the window', () => {
    const logits = {
      ...wholeLogits([[2, 0, 9]], { width: 8, height: 8 }),
      window: { x0: 0, x1: 1.5, y0: 0, y1: 1 },
    }
    expect(stabilityOf(logits)).toBe(0.5)
  })
})

describe('meanPerCell', () => {
  const size = { width: 8, height: 8 }
  it('averages whole cells', () => {
    const rows = [
      [1, 3, -4, -8],
      [1, 3, -4, -8],
      [0, 0, 7, 7],
      [0, 4, 7, 7],
    ]
    expect([...meanPerCell(wholeLogits(rows, size), 2, size)]).toEqual([2, -6, 1, 7])
  })
  it('weights parts of cells by area', () => {
    expect([...meanPerCell(wholeLogits([[3, 6, 9]], size), 2, size)]).toEqual([4, 8, 4, 8])
  })
  it('has a fixed value outside the view, and the mean of the part inside it', () => {
    const logits = { ...wholeLogits([[2, 4]], size), view: imageBox(2, 0, 4, 8) }
    expect([...meanPerCell(logits, 2, size)]).toEqual([3, logitOutsideView, 3, logitOutsideView])
  })
})

describe('pickBackground', () => {
  const size = { width: 40, height: 10 }
  it('takes the nearest cell under the limit', () => {
    const logits = wholeLogits([[-9, -6, 8, -2]], size)
    expect(pickBackground(logits, size, [imagePoint(25, 5)], -5)).toEqual({
      point: { x: 15, y: 5 },
      logit: -6,
    })
  })
  it('prefers the lower logit at equal distance, then reading order', () => {
    expect(
      pickBackground(wholeLogits([[8, -6, 8, -7]], size), size, [imagePoint(25, 5)], -5).logit,
    ).toBe(-7)
    expect(
      pickBackground(wholeLogits([[8, -6, 8, -6]], size), size, [imagePoint(25, 5)], -5).point.x,
    ).toBe(15)
  })
  it.each([
    ['no cell is under the limit', [imagePoint(25, 5)], [[-4, -1, 8, -2]], -4],
    ['there is no foreground point', [], [[-6, -9, 8, -9]], -9],
  ])('takes the lowest cell where %s', (_name, points, rows, logit) => {
    expect(pickBackground(wholeLogits(rows, size), size, points, -5).logit).toBe(logit)
  })
  it('stays inside the view though the window ends inside a cell', () => {
    const logits = { ...wholeLogits([[5, -9]], size), window: { x0: 0, y0: 0, x1: 1.25, y1: 1 } }
    expect(pickBackground(logits, size, [imagePoint(1, 1)], -5).point).toEqual({ x: 39.5, y: 5 })
  })
})

describe('logitsFromMask', () => {
  const window = { x0: 0, y0: 0, x1: 2, y1: 2 }
  it('turns covered shares into logits', () => {
    const rows = ['1111', '1101', '0000', '1000']
    const rle = rleFromMask({
      size: { width: 4, height: 4 },
      bits: Uint8Array.from(rows.join(''), Number),
    })
    const logits = logitsFromMask(rle, { width: 3, height: 2 }, window, imageBox(0, 0, 4, 4))
    expect([...logits]).toEqual([
      10,
      Math.fround(Math.log(3)),
      -10,
      Math.fround(-Math.log(3)),
      -10,
      -10,
    ])
  })
  it('gives the mask back when grid and view are alike', () => {
    const size = { width: 9, height: 7 }
    fc.assert(
      fc.property(masksOf(size), (mask) => {
        const rle = rleFromMask(mask)
        const whole = { x0: 0, y0: 0, x1: 9, y1: 7 }
        const view = imageBox(0, 0, 9, 7)
        const values = logitsFromMask(rle, size, whole, view)
        expect(rleFromLogits({ values, size, window: whole, view }, size)).toEqual(rle)
      }),
    )
  })
  it('knows no more than the whole: rounding makes no cell more than covered', () => {
    const side = fc.integer({ min: 2, max: 700 })
    fc.assert(
      fc.property(
        side,
        side,
        fc.double({ min: 1, max: 20, noNaN: true }),
        (width, height, part) => {
          const view = imageBox(0, 0, width, height)
          const size = { width: 20, height: 20 }
          const gridWindow = { x0: 0, y0: 0, x1: 20, y1: part }
          const values = logitsFromMask(fullRle({ width, height }), size, gridWindow, view)
          const rows = Math.ceil(part)
          expect(values.subarray(0, 20 * rows).every((value) => value === 10)).toBe(true)
        },
      ),
    )
  })
  it('keeps a large shape nearly whole through a coarse, cropped grid', () => {
    const size = { width: 200, height: 150 }
    const mask = createMask(size)
    for (let y = 0; y < 150; y++)
      for (let x = 0; x < 200; x++)
        mask.bits[y * 200 + x] = (x - 110) ** 2 + (y - 70) ** 2 < 45 ** 2 ? 1 : 0
    const grid = { width: 64, height: 64 }
    const part = { x0: 0, y0: 0, x1: 64, y1: 48 }
    const view = imageBox(20, 0, 200, 135)
    const values = logitsFromMask(rleFromMask(mask), grid, part, view)
    const back = maskFromRle(rleFromLogits({ values, size: grid, window: part, view }, size))
    let inter = 0
    let union = 0
    mask.bits.forEach((bit, i) => {
      inter += bit & back.bits[i]!
      union += bit | back.bits[i]!
    })
    expect(inter / union).toBeGreaterThan(0.97)
  })
})
