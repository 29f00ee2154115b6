import { describe, expect, it } from 'vitest'
import { imagePoint } from '../../../core/geometry/point.ts'
import { moveCrosshair, panToShow } from '../../../renderer/canvas/crosshair.ts'
import { fitViewport } from '../../../renderer/canvas/viewport.ts'

const size = { width: 40, height: 30 }

describe('crosshair', () => {
  it.each([
    ['from anywhere to the middle of a pixel', [10.2, 5.9], [0, 0], [10.5, 5.5]],
    ['one to the right', [10.5, 5.5], [1, 0], [11.5, 5.5]],
    ['not off the left and top', [0.5, 0.5], [-10, -10], [0.5, 0.5]],
    ['not off the right and bottom', [39.5, 29.5], [10, 10], [39.5, 29.5]],
  ] as const)('%s', (_, [x, y], by, [toX, toY]) => {
    expect(moveCrosshair(imagePoint(x, y), by, size)).toEqual({ x: toX, y: toY })
  })
  it('pans when it comes near the border of the canvas', () => {
    const image = { width: 4000, height: 3000 }
    const view = { ...fitViewport({ width: 400, height: 300 }, image), zoom: 1, left: 0, top: 0 }
    expect(panToShow(view, imagePoint(200, 150))).toEqual([0, 0])
    expect(panToShow(view, imagePoint(395, 10))).toEqual([-35, 30])
  })
})
