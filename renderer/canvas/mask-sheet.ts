import { intersectBoxes, type ImageBox } from '#core/geometry/box'
import { drawMask, type MaskSurface } from './draw/mask.ts'
import type { MaskStyle } from './mask-entries.ts'
import type { MaskPatch } from './mask-patch.ts'
import type { Pen, Scene } from './scene.ts'
import { visibleBox, type Viewport } from './viewport.ts'

/** CSS pixels prepared beyond each side of the canvas, so that panning has something to show. */
const margin = 160
/** Masks after which the browser is made to paint what it may have put off, so that their time is told. */
const flushEvery = 8

/** Masks drawn for one view, with a margin, to be shown in others as well. */
export class MaskSheet {
  readonly #canvas = new OffscreenCanvas(1, 1)
  readonly #probe = new OffscreenCanvas(1, 1)
  #hasContent = false
  #view: Viewport | null = null
  #surface: MaskSurface | null = null
  #pixelRatio = 1
  #level = 0

  /** What it is drawn for; null while there is nothing on it. */
  get view(): Viewport | null {
    return this.#view
  }

  /** Whether anything was drawn on it: else placing it is no work. */
  get hasContent(): boolean {
    return this.#hasContent
  }

  get surface(): MaskSurface | null {
    return this.#surface
  }

  get level(): number {
    return this.#level
  }

  clear(): void {
    this.#view = null
    this.#surface = null
    this.#hasContent = false
  }

  /** An empty sheet for the view. */
  start({ view, pixelRatio, props }: Scene, level: number): void {
    const width = Math.ceil((view.size.width + 2 * margin) * pixelRatio)
    const height = Math.ceil((view.size.height + 2 * margin) * pixelRatio)
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width
      this.#canvas.height = height
    }
    const pen = this.#canvas.getContext('2d')
    if (pen === null) return
    pen.resetTransform()
    pen.clearRect(0, 0, width, height)
    pen.scale(pixelRatio, pixelRatio)
    this.#hasContent = false
    this.#view = view
    this.#pixelRatio = pixelRatio
    this.#level = level
    const moved = { ...view, left: view.left + margin, top: view.top + margin }
    this.#surface = { pen, view: moved, visible: visibleBox(view, props.image.size, margin) }
  }

  add(patch: MaskPatch, style: MaskStyle): void {
    if (this.#surface === null) return
    drawMask(this.#surface, patch, style)
    this.#hasContent = true
  }

  flush(count: number): void {
    if (count % flushEvery === 0) this.#probe.getContext('2d')?.drawImage(this.#canvas, 0, 0)
  }

  /** Draws a part (image pixels) anew; the rest stays as it is. */
  repair(box: ImageBox, patch: MaskPatch, style: MaskStyle): void {
    const surface = this.#surface
    if (surface === null) return
    const { pen, view } = surface
    // Whole device pixels, or the seam would show.
    const down = (at: number) => Math.floor(at * this.#pixelRatio) / this.#pixelRatio
    const up = (at: number) => Math.ceil(at * this.#pixelRatio) / this.#pixelRatio
    const left = down(box.x0 * view.zoom + view.left)
    const top = down(box.y0 * view.zoom + view.top)
    const width = up(box.x1 * view.zoom + view.left) - left
    const height = up(box.y1 * view.zoom + view.top) - top
    pen.save()
    pen.beginPath()
    pen.rect(left, top, width, height)
    pen.clip()
    pen.clearRect(left, top, width, height)
    drawMask({ ...surface, visible: intersectBoxes(surface.visible, box) }, patch, style)
    pen.restore()
  }

  /** Onto the canvas, moved and scaled to how the picture lies now. */
  place(pen: Pen, view: Viewport): void {
    if (this.#view === null || !this.#hasContent) return
    const ratio = view.zoom / this.#view.zoom
    const left = view.left - (this.#view.left + margin) * ratio
    const top = view.top - (this.#view.top + margin) * ratio
    const scale = ratio / this.#pixelRatio
    const { width, height } = this.#canvas
    pen.drawImage(this.#canvas, left, top, width * scale, height * scale)
  }
}
