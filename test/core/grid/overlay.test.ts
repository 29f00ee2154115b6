import { describe, expect, it } from 'vitest'
import { stripCount } from '#core/grid/lines'
import { describeOverlay, frameSide, promptPictures } from '#core/grid/overlay'

const densities = [2, 5, 9, 13, 20].flatMap((n) => [false, true].map((shift) => ({ n, shift })))

describe.each(densities)('n = $n, shift $shift', (settings) => {
  const strips = stripCount(settings)
  const step = frameSide / settings.n

  it('has a line where each strip begins', () => {
    const starts = Array.from({ length: strips }, (_, i) =>
      Math.max(0, (i - (settings.shift ? 0.5 : 0)) * step),
    )
    const rows = describeOverlay(settings, 'rows').lines
    const columns = describeOverlay(settings, 'columns').lines
    for (const [i, start] of starts.entries()) {
      expect(rows[i]).toEqual({
        x0: 0,
        x1: frameSide,
        y0: expect.closeTo(start, 9),
        y1: expect.closeTo(start, 9),
      })
      expect(columns[i]).toEqual({
        y0: 0,
        y1: frameSide,
        x0: expect.closeTo(start, 9),
        x1: expect.closeTo(start, 9),
      })
    }
    expect([rows.length, columns.length]).toEqual([strips, strips])
    expect(describeOverlay(settings, 'cells').lines).toEqual([...rows, ...columns])
  })

  it('numbers rows at half the width, columns at half the height, in the middle of each strip', () => {
    const rows = describeOverlay(settings, 'rows').labels
    const columns = describeOverlay(settings, 'columns').labels
    expect(rows.map(({ text }) => text)).toEqual(
      Array.from({ length: strips }, (_, i) => String(i + 1)),
    )
    for (const [i, { text, x, y }] of rows.entries()) {
      expect(x).toBe(frameSide / 2)
      expect(columns[i]).toMatchObject({ text, y: frameSide / 2 })
      const end = settings.shift && i === strips - 1
      const start = settings.shift && i === 0
      const middle = start
        ? step / 4
        : end
          ? frameSide - step / 4
          : (i + (settings.shift ? 0 : 0.5)) * step
      expect(y).toBeCloseTo(middle, 9)
    }
  })

  it.each(['rows', 'columns', 'cells'] as const)(
    '%s: numbers stay legible, inside the frame and apart',
    (which) => {
      const boxes = describeOverlay(settings, which).labels.map(({ text, size, strokes }) => {
        expect(size).toBeGreaterThanOrEqual(11)
        expect(strokes.length).toBeGreaterThanOrEqual(text.length)
        const xs = strokes.flatMap((stroke) => stroke.filter((_, i) => i % 2 === 0))
        const ys = strokes.flatMap((stroke) => stroke.filter((_, i) => i % 2 === 1))
        return {
          x0: Math.min(...xs),
          x1: Math.max(...xs),
          y0: Math.min(...ys),
          y1: Math.max(...ys),
        }
      })
      expect(boxes).toHaveLength(which === 'cells' ? strips * strips : strips)
      for (const [i, a] of boxes.entries()) {
        expect(Math.min(a.x0, a.y0)).toBeGreaterThanOrEqual(0)
        expect(Math.max(a.x1, a.y1)).toBeLessThanOrEqual(frameSide)
        const hit = boxes.findIndex(
          (b, k) => k > i && a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1,
        )
        expect(hit).toBe(-1)
      }
    },
  )
})

it('every digit has a shape of its own', () => {
  const shapes = describeOverlay({ n: 20, shift: false }, 'rows')
    .labels.slice(0, 10)
    .map(({ strokes, x, y, size, text }) =>
      text === '10'
        ? '0'
        : JSON.stringify(
            strokes.map((stroke) =>
              stroke.map((v, i) => Math.round(((v - (i % 2 ? y : x)) / size) * 100)),
            ),
          ),
    )
  expect(new Set(shapes).size).toBe(10)
})

it('names the pictures that are sent', () => {
  expect(promptPictures({ style: 'split' })).toEqual(['rows', 'columns'])
  expect(promptPictures({ style: 'grid' })).toEqual(['cells'])
  expect(promptPictures({ style: 'none' })).toEqual(['bare'])
})
