import { imageBox } from '../geometry/box.ts'
import type { Size } from '../geometry/size.ts'
import { componentsOf } from '../mask/components.ts'
import { deepestPixel } from '../mask/depth.ts'
import { sizeOfRle, type Rle } from '../mask/mask.ts'
import { maskIou, placeRle, rleBox } from '../mask/rle-ops.ts'
import { emptyRle, fullRle, maskFromRle } from '../mask/rle.ts'
import type { DatasetSample, Loss } from './dataset.ts'

/** Pictures are stretched to a square of that side, and coordinates lie in it. */
export const segZeroSide = 840

export type SegZeroObject = {
  /** Left, top, right and bottom pixel, the last ones belong to the box. */
  readonly bbox_2d: readonly [number, number, number, number]
  readonly point_2d: readonly [number, number]
}

/**
 * The whole mask as one object: its box, and the pixel furthest inside it; none of an empty mask. Coordinates are
 * value × 840 / side + 0.5, cut. Source: Seg-Zero's prepare_dataset/gen_training_dataset.py.
 */
export function segZeroObjects(mask: Rle): SegZeroObject[] {
  const box = rleBox(mask)
  const deep = deepestPixel(mask)
  if (box === null || deep === null) return []
  const size = sizeOfRle(mask)
  const x = (value: number) => Math.floor((value * segZeroSide) / size.width + 0.5)
  const y = (value: number) => Math.floor((value * segZeroSide) / size.height + 0.5)
  const { point } = deep
  return [
    {
      bbox_2d: [x(box.x0), y(box.y0), x(box.x1 - 1), y(box.y1 - 1)],
      point_2d: [x(Math.floor(point.x)), y(Math.floor(point.y))],
    },
  ]
}

/** What is left of a mask: the box, filled, at the image's size. */
export function maskFromSegZero(objects: readonly SegZeroObject[], size: Size): Rle {
  const [object] = objects
  if (object === undefined) return emptyRle(size)
  const x = (value: number) =>
    Math.min(size.width - 1, Math.round((value * size.width) / segZeroSide))
  const y = (value: number) =>
    Math.min(size.height - 1, Math.round((value * size.height) / segZeroSide))
  const [x0, y0, x1, y1] = object.bbox_2d
  const box = imageBox(x(x0), y(y0), x(x1) + 1, y(y1) + 1)
  const own = { width: box.x1 - box.x0, height: box.y1 - box.y0 }
  return placeRle(fullRle(own), box, size)
}

/** What a box and a point cannot say of a sample. */
export function segZeroLosses(
  sample: DatasetSample,
  mask: Rle,
  objects: readonly SegZeroObject[],
): Loss[] {
  const lost = (what: string, iou: number | null): Loss => ({ sample: sample.sampleId, what, iou })
  if (objects.length === 0) return [lost('no target: an empty list of objects says so', null)]
  const iou = maskIou(maskFromSegZero(objects, sample.size), mask)
  const { count } = componentsOf(maskFromRle(mask), 8)
  const parts = count > 1 ? `, its ${count} parts as one object` : ''
  return iou < 1 || count > 1 ? [lost(`mask: a box and a point are left of it${parts}`, iou)] : []
}
