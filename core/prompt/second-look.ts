import {
  boxArea,
  boxCenter,
  boxHeight,
  boxWidth,
  imageBox,
  intersectBoxes,
  isInBox,
  isWithin,
  outwardBox,
  uniteBoxes,
  type ImageBox,
} from '../geometry/box.ts'
import type { ImagePoint } from '../geometry/point.ts'

/** What a second look is decided from, in image coordinates. */
export type FirstLook = {
  /** The part of the image the first look saw, whole pixels. */
  readonly view: ImageBox
  /** Around the mask of highest predicted IoU; null where it is empty. */
  readonly found: ImageBox | null
  /** The prompt's own. */
  readonly box: ImageBox | null
  readonly points: readonly { readonly point: ImagePoint; readonly label: 0 | 1 }[]
  /** The window that the prompt's own mask was decoded in; null where it has none. */
  readonly earlier: ImageBox | null
}

/** What surrounds the target, on every side, as a share of its longer side, and at least so many pixels. */
const margin = { share: 0.3, pixels: 8 }
/** Short over long side of a window at least: a model's frame is square. */
const leastShape = 0.5
/** Windows end on a lattice of so many steps along the view's long side: prompts alike have the same one. */
const latticeSteps = 16
/** An earlier window of at most so many times the new one's area is looked at once more: it is encoded already. */
const mostOfWindow = 4
/** A window of more of the view's area than this shows the target hardly any larger. */
const mostOfView = 0.55

/**
 * The part of the view to look at again at full resolution: around the prompt's box, else what was found, and every
 * positive point of the view. Whole pixels inside the view; null where there is nothing to look at or nothing to gain.
 * Negative points do not widen it: outside the window all is background anyway.
 */
export function secondWindow({ view, found, box, points, earlier }: FirstLook): ImageBox | null {
  const target = box === null ? found : intersectBoxes(box, view)
  if (target === null || boxArea(target) === 0) return null
  const region = points
    .filter(({ point, label }) => label === 1 && isInBox(point, view))
    .reduce((grown, { point: { x, y } }) => uniteBoxes(grown, imageBox(x, y, x, y)), target)
  const wanted = shaped(widened(region))
  const window = outwardBox(intersectBoxes(onLattice(wanted, view), view))
  if (boxArea(window) > mostOfView * boxArea(view)) return null
  const isReused =
    earlier !== null &&
    isWithin(intersectBoxes(wanted, view), earlier) &&
    boxArea(earlier) <= Math.min(mostOfWindow * boxArea(window), mostOfView * boxArea(view))
  return isReused ? earlier : window
}

/** The part of the view that shows a box and what is around it; null where that is about all of the view. */
export function windowAround(box: ImageBox, view: ImageBox): ImageBox | null {
  return secondWindow({ view, found: null, box, points: [], earlier: null })
}

function widened(box: ImageBox): ImageBox {
  const by = Math.max(margin.pixels, margin.share * Math.max(boxWidth(box), boxHeight(box)))
  return imageBox(box.x0 - by, box.y0 - by, box.x1 + by, box.y1 + by)
}

/** Grown along its short side to the least shape, about its centre. */
function shaped(box: ImageBox): ImageBox {
  const { x, y } = boxCenter(box)
  const [width, height] = [boxWidth(box), boxHeight(box)]
  const across = Math.max(width, leastShape * height) / 2
  const down = Math.max(height, leastShape * width) / 2
  return imageBox(x - across, y - down, x + across, y + down)
}

function onLattice(box: ImageBox, view: ImageBox): ImageBox {
  const step = Math.max(boxWidth(view), boxHeight(view)) / latticeSteps
  const low = (at: number, from: number): number => from + Math.floor((at - from) / step) * step
  const high = (at: number, from: number): number => from + Math.ceil((at - from) / step) * step
  return imageBox(
    low(box.x0, view.x0),
    low(box.y0, view.y0),
    high(box.x1, view.x0),
    high(box.y1, view.y0),
  )
}
