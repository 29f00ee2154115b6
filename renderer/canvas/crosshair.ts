import { imagePoint, type ImagePoint } from '#core/geometry/point'
import type { Size } from '#core/geometry/size'
import { screenFromImage, type Viewport } from './viewport.ts'

/** CSS pixels the crosshair keeps from the canvas's border. */
const margin = 40

/** From the middle of one pixel to the middle of another, never off the picture. */
export function moveCrosshair(
  from: ImagePoint,
  by: readonly [dx: number, dy: number],
  size: Size,
): ImagePoint {
  return imagePoint(
    middleWithin(from.x + by[0], size.width),
    middleWithin(from.y + by[1], size.height),
  )
}

/** How far the picture must pan (CSS pixels) for the point to be well in sight. */
export function panToShow(view: Viewport, point: ImagePoint): readonly [dx: number, dy: number] {
  const { x, y } = screenFromImage(view, point)
  return [shiftInto(x, view.size.width), shiftInto(y, view.size.height)]
}

function middleWithin(at: number, length: number): number {
  return Math.min(Math.max(Math.floor(at), 0), length - 1) + 0.5
}

function shiftInto(at: number, length: number): number {
  const kept = Math.min(margin, length / 4)
  return Math.min(length - kept, Math.max(kept, at)) - at
}
