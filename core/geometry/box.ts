import type { Brand } from './brand.ts'
import { imagePoint, type ImagePoint } from './point.ts'
import type { Size } from './size.ts'

type Corners = {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

/** Half-open box in continuous image coordinates: x0 ≤ x < x1, y0 ≤ y < y1. */
export type ImageBox = Brand<Corners, 'image'>

export function imageBox(x0: number, y0: number, x1: number, y1: number): ImageBox {
  return { x0, y0, x1, y1 } as ImageBox
}

export function wholeImage(size: Size): ImageBox {
  return imageBox(0, 0, size.width, size.height)
}

/** The box spanned by two corners in any order. */
export function boxFromCorners(a: ImagePoint, b: ImagePoint): ImageBox {
  return imageBox(Math.min(a.x, b.x), Math.min(a.y, b.y), Math.max(a.x, b.x), Math.max(a.y, b.y))
}

export function boxWidth(box: ImageBox): number {
  return Math.max(0, box.x1 - box.x0)
}

export function boxHeight(box: ImageBox): number {
  return Math.max(0, box.y1 - box.y0)
}

export function boxArea(box: ImageBox): number {
  return boxWidth(box) * boxHeight(box)
}

export function boxCenter(box: ImageBox): ImagePoint {
  return imagePoint((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
}

/** The part of the box inside the image; an empty box where they do not meet. */
export function clampBox(box: ImageBox, size: Size): ImageBox {
  const x0 = clamp(box.x0, 0, size.width)
  const y0 = clamp(box.y0, 0, size.height)
  return imageBox(x0, y0, clamp(box.x1, x0, size.width), clamp(box.y1, y0, size.height))
}

/** The smallest box of whole pixels that contains this one. */
export function outwardBox(box: ImageBox): ImageBox {
  return imageBox(Math.floor(box.x0), Math.floor(box.y0), Math.ceil(box.x1), Math.ceil(box.y1))
}

export function intersectBoxes(a: ImageBox, b: ImageBox): ImageBox {
  const x0 = Math.max(a.x0, b.x0)
  const y0 = Math.max(a.y0, b.y0)
  return imageBox(x0, y0, Math.max(x0, Math.min(a.x1, b.x1)), Math.max(y0, Math.min(a.y1, b.y1)))
}

/** Whether the first box lies inside the second, edges included. */
export function isWithin(inner: ImageBox, outer: ImageBox): boolean {
  const isAcross = inner.x0 >= outer.x0 && inner.x1 <= outer.x1
  return isAcross && inner.y0 >= outer.y0 && inner.y1 <= outer.y1
}

/** The smallest box that contains both. */
export function uniteBoxes(a: ImageBox, b: ImageBox): ImageBox {
  return imageBox(
    Math.min(a.x0, b.x0),
    Math.min(a.y0, b.y0),
    Math.max(a.x1, b.x1),
    Math.max(a.y1, b.y1),
  )
}

/** Area of the intersection over area of the union; 0 when both are empty. */
export function boxIou(a: ImageBox, b: ImageBox): number {
  const shared = boxArea(intersectBoxes(a, b))
  const union = boxArea(a) + boxArea(b) - shared
  return union > 0 ? shared / union : 0
}

export function isInBox(point: ImagePoint, box: ImageBox): boolean {
  return point.x >= box.x0 && point.x < box.x1 && point.y >= box.y0 && point.y < box.y1
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}
