import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { imagePoint, screenPoint } from '../../../core/geometry/point.ts'
import {
  centreOf,
  fitViewport,
  hasPixelGrid,
  imageFromScreen,
  isSmooth,
  panBy,
  pixelRatioOf,
  resizeViewport,
  screenFromImage,
  visibleBox,
  zoomAbout,
} from '../../../renderer/canvas/viewport.ts'

const canvas = { width: 800, height: 600 }
const photo = { width: 4000, height: 2000 }

const sizes = fc.record({
  width: fc.integer({ min: 1, max: 20_000 }),
  height: fc.integer({ min: 1, max: 20_000 }),
})
const canvases = fc.record({
  width: fc.integer({ min: 40, max: 4000 }),
  height: fc.integer({ min: 40, max: 3000 }),
})

describe('fitViewport', () => {
  it.each([
    ['wide', photo, { zoom: 768 / 4000, left: 16, top: 108 }],
    ['tall', { width: 1000, height: 4000 }, { zoom: 568 / 4000, left: 329, top: 16 }],
    ['tiny: grows eightfold', { width: 10, height: 10 }, { zoom: 8, left: 360, top: 260 }],
  ])('%s', (_, image, expected) => {
    const view = fitViewport(canvas, image)
    expect(view.zoom).toBeCloseTo(expected.zoom)
    expect(view.left).toBeCloseTo(expected.left)
    expect(view.top).toBeCloseTo(expected.top)
  })
  it('shows the whole picture', () => {
    fc.assert(
      fc.property(canvases, sizes, (size, image) => {
        const box = visibleBox(fitViewport(size, image), image)
        expect(box).toEqual({ x0: 0, y0: 0, x1: image.width, y1: image.height })
      }),
    )
  })
})

describe('screen and image', () => {
  it('are inverse to each other', () => {
    fc.assert(
      fc.property(
        canvases,
        sizes,
        fc.double({ min: -1, max: 2, noNaN: true }),
        (size, image, t) => {
          const view = fitViewport(size, image)
          const point = imagePoint(t * image.width, t * image.height)
          const back = imageFromScreen(view, screenFromImage(view, point))
          expect(Math.abs(back.x - point.x)).toBeLessThan(1e-6 * image.width + 1e-9)
          expect(Math.abs(back.y - point.y)).toBeLessThan(1e-6 * image.height + 1e-9)
        },
      ),
    )
  })
})

describe('zoomAbout', () => {
  it('keeps the point under the pointer', () => {
    const view = fitViewport(canvas, photo)
    const at = screenPoint(300, 250)
    const before = imageFromScreen(view, at)
    const after = imageFromScreen(zoomAbout(view, at, 3, photo), at)
    expect(after.x).toBeCloseTo(before.x)
    expect(after.y).toBeCloseTo(before.y)
  })
  it.each([
    ['not beyond 6400 %', 1e9, 64],
    ['not under a quarter of the fitted zoom', 1e-9, fitViewport(canvas, photo).zoom / 4],
  ])('%s', (_, factor, zoom) => {
    expect(
      zoomAbout(fitViewport(canvas, photo), centreOf(fitViewport(canvas, photo)), factor, photo)
        .zoom,
    ).toBe(zoom)
  })
})

describe('panBy', () => {
  it('never loses the picture', () => {
    const far = fc.integer({ min: -100_000, max: 100_000 })
    fc.assert(
      fc.property(canvases, sizes, far, far, (size, image, dx, dy) => {
        const box = visibleBox(panBy(fitViewport(size, image), dx, dy, image), image)
        expect(box.x1 - box.x0).toBeGreaterThan(0)
        expect(box.y1 - box.y0).toBeGreaterThan(0)
      }),
    )
  })
})

describe('resizeViewport', () => {
  it('keeps the middle in the middle', () => {
    const view = zoomAbout(fitViewport(canvas, photo), screenPoint(500, 300), 4, photo)
    const resized = resizeViewport(view, { width: 1400, height: 700 }, photo)
    const before = imageFromScreen(view, centreOf(view))
    const after = imageFromScreen(resized, centreOf(resized))
    expect(after.x).toBeCloseTo(before.x)
    expect(after.y).toBeCloseTo(before.y)
    expect(resized.zoom).toBe(view.zoom)
  })
})

describe('thresholds', () => {
  it.each([
    ['2 is smooth', isSmooth(2), true],
    ['2.1 shows pixels', isSmooth(2.1), false],
    ['15.9 has no pixel grid', hasPixelGrid(15.9), false],
    ['16 has', hasPixelGrid(16), true],
  ])('%s', (_, value, expected) => expect(value).toBe(expected))
  it.each([
    [0.8, 1],
    [1, 1],
    [1.5, 1.5],
    [3, 2],
  ])('device ratio %f is drawn at %f', (ratio, expected) => {
    expect(pixelRatioOf(ratio)).toBe(expected)
  })
})
