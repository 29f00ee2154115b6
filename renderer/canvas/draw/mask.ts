import type { ImageBox } from '#core/geometry/box'
import { colours } from '../colours.ts'
import { levelBox } from '../coverage.ts'
import type { MaskStyle } from '../mask-entries.ts'
import type { MaskPatch } from '../mask-patch.ts'
import { inImage, type Pen } from '../scene.ts'
import { isSmooth, type Viewport } from '../viewport.ts'

export type MaskSurface = {
  readonly pen: Pen
  readonly view: Viewport
  /** Image pixels on this surface. */
  readonly visible: ImageBox
}

/** One mask: its fill, and over it the contour, of the same width at every zoom. */
export function drawMask(surface: MaskSurface, patch: MaskPatch, style: MaskStyle): void {
  if (style.fill > 0) {
    if (style.isHatched) drawHatched(surface, patch, style)
    else {
      surface.pen.save()
      surface.pen.globalAlpha = style.fill * style.opacity
      placePicture(surface.pen, surface.view, patch)
      surface.pen.restore()
    }
  }
  drawOutline(surface, patch, style)
}

function placePicture(pen: Pen, view: Viewport, patch: MaskPatch): void {
  const { level, box } = patch.coverage
  patch.paint()
  const { picture } = patch
  if (picture === null) return
  inImage(pen, view, () => {
    pen.scale(2 ** level, 2 ** level)
    pen.imageSmoothingEnabled = isSmooth(view.zoom)
    pen.drawImage(picture, box.x0, box.y0)
  })
}

function drawOutline({ pen, view, visible }: MaskSurface, patch: MaskPatch, style: MaskStyle) {
  const { level } = patch.coverage
  const paths = patch.outlinesIn(levelBox(visible, level))
  const unit = view.zoom * 2 ** level
  inImage(pen, view, () => {
    pen.scale(2 ** level, 2 ** level)
    pen.lineCap = 'square'
    const isDouble = style.outline === 'double'
    const stroke = (colour: string, width: number, opacity: number) => {
      pen.strokeStyle = colour
      pen.lineWidth = width / unit
      pen.globalAlpha = style.opacity * opacity
      for (const path of paths) pen.stroke(path)
    }
    stroke(colours.contourDark, isDouble ? 4 : 3.25, isDouble ? 0.9 : 0.6)
    stroke(isDouble ? colours.contourLight : style.colour, isDouble ? 1.75 : 1.5, 1)
  })
}

let scratch: OffscreenCanvas | null = null
let stripes: CanvasPattern | null = null

/** Stripes that keep their width on screen: the visible part is drawn aside, striped, and laid over. */
function drawHatched(surface: MaskSurface, patch: MaskPatch, style: MaskStyle): void {
  const { pen, view } = surface
  const { width, height } = pen.canvas
  scratch ??= new OffscreenCanvas(width, height)
  if (scratch.width < width || scratch.height < height) {
    scratch.width = width
    scratch.height = height
  }
  const aside = scratch.getContext('2d')
  const [left, top, wide, high] = devicePart(surface)
  if (aside === null || wide <= 0 || high <= 0) return
  stripes ??= stripesFor(aside, style.colour)
  aside.save()
  aside.beginPath()
  aside.rect(left, top, wide, high)
  aside.clip()
  aside.clearRect(left, top, wide, high)
  aside.setTransform(pen.getTransform())
  placePicture(aside, view, patch)
  aside.resetTransform()
  aside.globalCompositeOperation = 'source-in'
  aside.fillStyle = stripes ?? style.colour
  aside.fillRect(left, top, wide, high)
  aside.restore()
  pen.save()
  pen.resetTransform()
  pen.globalAlpha = style.fill * style.opacity
  pen.drawImage(scratch, left, top, wide, high, left, top, wide, high)
  pen.restore()
}

/** Left, top, width and height of what is visible, whole device pixels of the surface's canvas. */
function devicePart({ pen, view, visible }: MaskSurface): [number, number, number, number] {
  const { a: scale } = pen.getTransform()
  const left = Math.max(0, Math.floor((visible.x0 * view.zoom + view.left) * scale))
  const top = Math.max(0, Math.floor((visible.y0 * view.zoom + view.top) * scale))
  const right = Math.min(pen.canvas.width, Math.ceil((visible.x1 * view.zoom + view.left) * scale))
  const bottom = Math.min(pen.canvas.height, Math.ceil((visible.y1 * view.zoom + view.top) * scale))
  return [left, top, right - left, bottom - top]
}

function stripesFor(pen: Pen, colour: string): CanvasPattern | null {
  const side = 10
  const tile = new OffscreenCanvas(side, side)
  const context = tile.getContext('2d')
  if (context === null) return null
  context.globalAlpha = 0.4
  context.fillStyle = colour
  context.fillRect(0, 0, side, side)
  context.globalAlpha = 1
  context.strokeStyle = colour
  context.lineWidth = 4
  context.beginPath()
  for (const shift of [-side, 0, side]) {
    context.moveTo(shift - 2, side + 2)
    context.lineTo(shift + side + 2, -2)
  }
  context.stroke()
  return pen.createPattern(tile, 'repeat')
}
