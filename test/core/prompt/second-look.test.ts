import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  boxArea,
  boxHeight,
  boxWidth,
  imageBox,
  isInBox,
  isWithin,
  type ImageBox,
} from '#core/geometry/box'
import { imagePoint } from '#core/geometry/point'
import { secondWindow, type FirstLook } from '#core/prompt/second-look'

const view = imageBox(0, 0, 1600, 1200)
const look = (parts: Partial<FirstLook>): FirstLook => {
  return { view, found: null, box: null, points: [], earlier: null, ...parts }
}
const at = (x: number, y: number, label: 0 | 1 = 1) => ({ point: imagePoint(x, y), label })
describe('secondWindow', () => {
  // The lattice of this view is 100 pixels.
  const rows: { name: string; parts: Partial<FirstLook>; window: ImageBox | null }[] = [
    {
      name: 'a box, widened by 30 % of its longer side',
      parts: { box: imageBox(510, 450, 610, 500) },
      window: imageBox(400, 400, 700, 600),
    },
    {
      name: 'the box and not what was found around it',
      parts: { box: imageBox(510, 450, 610, 500), found: imageBox(100, 100, 900, 900) },
      window: imageBox(400, 400, 700, 600),
    },
    {
      name: 'a box though nothing was found in it',
      parts: { box: imageBox(810, 810, 820, 820), found: null },
      window: imageBox(800, 800, 900, 900),
    },
    {
      name: 'what clicks found, and every positive one of them',
      parts: { found: imageBox(510, 450, 610, 550), points: [at(560, 500), at(720, 500)] },
      window: imageBox(400, 300, 800, 700),
    },
    {
      name: 'no wider for what is not the target',
      parts: { found: imageBox(510, 450, 610, 550), points: [at(560, 500), at(1200, 500, 0)] },
      window: imageBox(400, 400, 700, 600),
    },
    {
      name: 'a long thing: half as wide as it is long',
      parts: { box: imageBox(845, 200, 855, 700) },
      window: imageBox(600, 0, 1100, 900),
    },
    {
      name: 'a speck: eight pixels on each side at least',
      parts: { found: imageBox(699, 305, 701, 307) },
      window: imageBox(600, 200, 800, 400),
    },
    {
      name: 'at the edge: cut to the view',
      parts: { box: imageBox(1500, 1100, 1700, 1300) },
      window: imageBox(1400, 1000, 1600, 1200),
    },
    {
      name: 'a view of its own: the lattice begins where it does',
      parts: { view: imageBox(37, 51, 357, 291), box: imageBox(140, 150, 160, 170) },
      window: imageBox(117, 131, 177, 191),
    },
    {
      name: 'an earlier window that still shows it all: the same once more',
      parts: { found: imageBox(510, 450, 610, 500), earlier: imageBox(400, 300, 800, 700) },
      window: imageBox(400, 300, 800, 700),
    },
    {
      name: 'an earlier window that has become too narrow',
      parts: { found: imageBox(510, 450, 610, 500), earlier: imageBox(500, 400, 700, 600) },
      window: imageBox(400, 400, 700, 600),
    },
    {
      name: 'an earlier window that is far too wide by now',
      parts: { found: imageBox(510, 450, 610, 500), earlier: imageBox(300, 300, 900, 800) },
      window: imageBox(400, 400, 700, 600),
    },
    {
      name: 'an earlier view of the whole',
      parts: { found: imageBox(400, 300, 1000, 700), earlier: view },
      window: imageBox(200, 100, 1200, 900),
    },
    { name: 'nothing found', parts: { points: [at(5, 5)] }, window: null },
    { name: 'a box beside the view', parts: { box: imageBox(1700, 0, 1800, 90) }, window: null },
    {
      name: 'more than 0.55 of the view: no gain',
      parts: { found: imageBox(300, 300, 1100, 900) },
      window: null,
    },
  ]
  it.each(rows)('$name', ({ parts, window }) => {
    expect(secondWindow(look(parts))).toEqual(window)
  })

  const side = fc.integer({ min: 16, max: 3000 })
  const anyLook = fc
    .tuple(side, side, fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 500 }))
    .chain(([width, height, x, y]) => {
      const inX = fc.integer({ min: x, max: x + width - 1 })
      const inY = fc.integer({ min: y, max: y + height - 1 })
      const box = fc
        .tuple(inX, inY, fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1, max: 900 }))
        .map(([x0, y0, w, h]) =>
          imageBox(x0, y0, Math.min(x0 + w, x + width), Math.min(y0 + h, y + height)),
        )
      const label = fc.constantFrom<0 | 1>(0, 1)
      const point = fc.tuple(inX, inY, label).map(([px, py, of]) => at(px + 0.5, py + 0.5, of))
      return fc.record({
        view: fc.constant(imageBox(x, y, x + width, y + height)),
        found: box,
        box: fc.option(box),
        points: fc.array(point, { maxLength: 4 }),
        earlier: fc.option(box),
      })
    })

  it('contains the box or what was found, and the positive points, in whole pixels of the view', () => {
    fc.assert(
      fc.property(anyLook, (first) => {
        const window = secondWindow(first)
        if (window === null) return
        expect(isWithin(first.box ?? first.found, window)).toBe(true)
        for (const { point, label } of first.points)
          expect(label === 0 || isInBox(point, window)).toBe(true)
        expect(isWithin(window, first.view)).toBe(true)
        expect(Object.values(window).every(Number.isInteger)).toBe(true)
        expect(boxArea(window)).toBeLessThanOrEqual(0.55 * boxArea(first.view))
      }),
      { numRuns: 1000 },
    )
  })

  it('moves by one step of its lattice at most when the target moves by a pixel', () => {
    fc.assert(
      fc.property(anyLook, fc.constantFrom(-1, 0, 1), (any, by) => {
        const first = { ...any, earlier: null }
        const box = first.box ?? first.found
        const moved = imageBox(box.x0 + by, box.y0, box.x1 + by, box.y1)
        fc.pre(isWithin(moved, first.view))
        const [a, b] = [secondWindow({ ...first, box }), secondWindow({ ...first, box: moved })]
        if (a === null || b === null) return
        const step = Math.max(boxWidth(first.view), boxHeight(first.view)) / 16
        for (const corner of ['x0', 'y0', 'x1', 'y1'] as const)
          expect(Math.abs(a[corner] - b[corner])).toBeLessThanOrEqual(step + 1)
      }),
      { numRuns: 1000 },
    )
  })

  it('stays where it is once chosen', () => {
    fc.assert(
      fc.property(anyLook, (first) => {
        const window = secondWindow(first)
        expect(secondWindow({ ...first, earlier: window })).toEqual(window)
      }),
    )
  })
})
