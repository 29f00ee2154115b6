import { boxCenter, boxHeight, boxWidth, type ImageBox } from '../geometry/box.ts'
import { imagePoint, type ImagePoint } from '../geometry/point.ts'

/** Share of the box's side from its centre to the other points. */
const reach = 0.25

/** Points that stand for a box where a model takes none: its centre, and half-way to each side. */
export function pointsForBox(box: ImageBox): ImagePoint[] {
  const { x, y } = boxCenter(box)
  const dx = reach * boxWidth(box)
  const dy = reach * boxHeight(box)
  return [
    imagePoint(x, y),
    imagePoint(x - dx, y),
    imagePoint(x + dx, y),
    imagePoint(x, y - dy),
    imagePoint(x, y + dy),
  ]
}
