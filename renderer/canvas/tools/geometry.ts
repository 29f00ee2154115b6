import { clampBox, boxFromCorners, type ImageBox } from '#core/geometry/box'
import { imagePoint, squaredDistance, type ImagePoint } from '#core/geometry/point'
import type { Size } from '#core/geometry/size'
import type { ToolPointer } from './tool.ts'

/** CSS pixels a pointer may tremble before a press is a drag. */
const dragFrom = 4

export function isDrag(start: ToolPointer, now: ToolPointer): boolean {
  return squaredDistance(start.screen, now.screen) >= dragFrom ** 2
}

/** The box between two corners, the part inside the image. */
export function boxBetween(a: ImagePoint, b: ImagePoint, size: Size): ImageBox {
  return clampBox(boxFromCorners(a, b), size)
}

export function isInside(point: ImagePoint, size: Size): boolean {
  return point.x >= 0 && point.y >= 0 && point.x < size.width && point.y < size.height
}

/** The nearest point of the image; its right and bottom borders belong to it. */
export function nearestInside(point: ImagePoint, size: Size): ImagePoint {
  return imagePoint(
    Math.min(Math.max(point.x, 0), size.width),
    Math.min(Math.max(point.y, 0), size.height),
  )
}
