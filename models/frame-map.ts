import { clampBox, intersectBoxes, outwardBox, type ImageBox } from '#core/geometry/box'
import { imagePoint, modelPoint, type ImagePoint, type ModelPoint } from '#core/geometry/point'
import type { Size } from '#core/geometry/size'
import type { GridWindow } from '#core/mask/logits'
import type { Dialect } from './dialects/dialect.ts'

/** Where a view of an image lies in a model's frame: the view fills the `used` part, top left. */
export type FrameMap = { readonly view: ImageBox; readonly used: Size }

export function modelFromImage(point: ImagePoint, { view, used }: FrameMap): ModelPoint {
  return modelPoint(
    ((point.x - view.x0) / (view.x1 - view.x0)) * used.width,
    ((point.y - view.y0) / (view.y1 - view.y0)) * used.height,
  )
}

/** The corners of the part of the box inside the view; null where they do not meet. */
export function modelBoxFromImage(
  box: ImageBox,
  map: FrameMap,
): { readonly low: ModelPoint; readonly high: ModelPoint } | null {
  const { x0, y0, x1, y1 } = intersectBoxes(box, map.view)
  if (x0 >= x1 || y0 >= y1) return null
  return {
    low: modelFromImage(imagePoint(x0, y0), map),
    high: modelFromImage(imagePoint(x1, y1), map),
  }
}

/** The part of a grid laid over the whole frame that shows the view, in its cells. */
export function windowOf(grid: Size, dialect: Dialect, { used }: FrameMap): GridWindow {
  const { size } = dialect.frame
  return {
    x0: 0,
    y0: 0,
    x1: (used.width * grid.width) / size.width,
    y1: (used.height * grid.height) / size.height,
  }
}

/** The whole-pixel part of the image a view names, or null where there is none. */
export function pixelView(view: ImageBox, size: Size): ImageBox | null {
  const whole = outwardBox(clampBox(view, size))
  return whole.x1 > whole.x0 && whole.y1 > whole.y0 ? whole : null
}
