import { imageBox, intersectBoxes, wholeImage, type ImageBox } from '#core/geometry/box'
import { imagePoint, screenPoint, type ImagePoint, type ScreenPoint } from '#core/geometry/point'
import type { Size } from '#core/geometry/size'

/** How the picture lies on the canvas. `left` and `top` are the CSS pixels of the picture's origin. */
export type Viewport = {
  /** Of the canvas element, CSS pixels. */
  readonly size: Size
  /** CSS pixels an image pixel takes. */
  readonly zoom: number
  readonly left: number
  readonly top: number
}

/** CSS pixels kept free around a fitted picture. */
const fitMargin = 16
/** CSS pixels of the picture that never leave the canvas. */
const keptInside = 48
const maxZoom = 64
const maxFitZoom = 8

/** The whole picture in the middle of the canvas, margins kept; small pictures grow up to 8 times. */
export function fitViewport(size: Size, image: Size): Viewport {
  const wide = Math.max(1, size.width - 2 * fitMargin) / image.width
  const high = Math.max(1, size.height - 2 * fitMargin) / image.height
  return centred(size, image, Math.min(wide, high, maxFitZoom))
}

/** Zooms about a point that stays where it is; the zoom stays between a quarter of the fitted one and 64. */
export function zoomAbout(view: Viewport, at: ScreenPoint, factor: number, image: Size): Viewport {
  const low = Math.min(fitViewport(view.size, image).zoom / 4, 1)
  const zoom = Math.min(Math.max(view.zoom * factor, low), maxZoom)
  const ratio = zoom / view.zoom
  const left = at.x - (at.x - view.left) * ratio
  const top = at.y - (at.y - view.top) * ratio
  return keepInside({ ...view, zoom, left, top }, image)
}

export function panBy(view: Viewport, dx: number, dy: number, image: Size): Viewport {
  return keepInside({ ...view, left: view.left + dx, top: view.top + dy }, image)
}

/** The canvas changed its size: what was in its middle stays there. */
export function resizeViewport(view: Viewport, size: Size, image: Size): Viewport {
  const left = view.left + (size.width - view.size.width) / 2
  const top = view.top + (size.height - view.size.height) / 2
  return keepInside({ ...view, size, left, top }, image)
}

export function imageFromScreen(view: Viewport, point: ScreenPoint): ImagePoint {
  return imagePoint((point.x - view.left) / view.zoom, (point.y - view.top) / view.zoom)
}

export function screenFromImage(view: Viewport, point: ImagePoint): ScreenPoint {
  return screenPoint(point.x * view.zoom + view.left, point.y * view.zoom + view.top)
}

export function centreOf(view: Viewport): ScreenPoint {
  return screenPoint(view.size.width / 2, view.size.height / 2)
}

/** The part of the picture on the canvas, `margin` CSS pixels more on each side. */
export function visibleBox(view: Viewport, image: Size, margin = 0): ImageBox {
  const from = imageFromScreen(view, screenPoint(-margin, -margin))
  const to = imageFromScreen(view, screenPoint(view.size.width + margin, view.size.height + margin))
  return intersectBoxes(imageBox(from.x, from.y, to.x, to.y), wholeImage(image))
}

/** Above 200 % the annotator sees pixels, below a smooth picture. */
export function isSmooth(zoom: number): boolean {
  return zoom <= 2
}

/** From 1600 % on lines between the pixels can be told from them. */
export function hasPixelGrid(zoom: number): boolean {
  return zoom >= 16
}

/** Device pixels a CSS pixel takes, at most 2: beyond it the eye gains nothing and canvases quadruple. */
export function pixelRatioOf(deviceRatio: number): number {
  return Math.min(Math.max(deviceRatio, 1), 2)
}

function centred(size: Size, image: Size, zoom: number): Viewport {
  const left = (size.width - image.width * zoom) / 2
  const top = (size.height - image.height * zoom) / 2
  return { size, zoom, left, top }
}

function keepInside(view: Viewport, image: Size): Viewport {
  const left = keepSide(view.left, image.width * view.zoom, view.size.width)
  const top = keepSide(view.top, image.height * view.zoom, view.size.height)
  return { ...view, left, top }
}

function keepSide(start: number, length: number, room: number): number {
  const kept = Math.min(keptInside, length, room)
  return Math.min(Math.max(start, kept - length), room - kept)
}
