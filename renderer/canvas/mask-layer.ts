import { drawMask, type MaskSurface } from './draw/mask.ts'
import type { MaskEntry } from './mask-entries.ts'
import { LivePicture, MaskPictures } from './mask-pictures.ts'
import type { DraftLayer } from './paint-layer.ts'
import type { PaintLayer } from './props.ts'
import type { Pen, Scene } from './scene.ts'
import { colours } from './colours.ts'
import { levelFor } from './tiles.ts'
import { visibleBox, type Viewport } from './viewport.ts'
import type { ImageBox } from '#core/geometry/box'

/** CSS pixels prepared beyond each side of the canvas, so that panning has something to show. */
const margin = 160
/** Milliseconds a frame may spend on preparing masks. */
const budget = 8
/** Milliseconds the view must rest before the masks are drawn anew for it. */
const restTime = 120
const lastMaskLevel = 12

export type MaskScene = {
  readonly scene: Scene
  readonly entries: readonly MaskEntry[]
  readonly layers: Readonly<Record<PaintLayer, DraftLayer>>
  /** The layer whose bits a stroke is changing right now. */
  readonly painting: PaintLayer | null
}

/**
 * Masks are drawn once onto a sheet somewhat larger than the canvas; panning and zooming move that sheet, and when the
 * view rests it is drawn anew. Layers with bits at hand are drawn from those, every frame.
 */
export class MaskLayer {
  readonly #onChange: () => void
  readonly #pictures = new MaskPictures()
  readonly #live = {
    target: new LivePicture(colours.target),
    ignore: new LivePicture(colours.ignore),
  }
  readonly #sheet = new OffscreenCanvas(1, 1)
  #sheetView: Viewport | null = null
  /** Pixels of the sheet a CSS pixel takes. */
  #sheetRatio = 1
  #isStale = true
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  /** Other masks or styles than last time. */
  invalidate(): void {
    this.#isStale = true
  }

  /** Bits changed under the brush or by an undo. */
  update(layer: PaintLayer, state: DraftLayer, dirty: ImageBox): void {
    const bits = state.bits
    if (bits !== null) this.#live[layer].update(bits, dirty)
  }

  /** Another image: none of the bits hold any longer. */
  forget(): void {
    this.#live.target.forget()
    this.#live.ignore.forget()
    this.invalidate()
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#pictures.clear()
  }

  draw(pen: Pen, masks: MaskScene): void {
    const { view } = masks.scene
    if (this.#isStale || this.#sheetView === null) this.#drawSheet(masks)
    else if (this.#sheetView !== view) this.#waitForRest()
    this.#placeSheet(pen, view)
    this.#drawLive(pen, masks)
  }

  #waitForRest(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#isStale = true
      this.#onChange()
    }, restTime)
  }

  #placeSheet(pen: Pen, view: Viewport): void {
    const drawn = this.#sheetView
    if (drawn === null) return
    const ratio = view.zoom / drawn.zoom
    const x = view.left - (drawn.left + margin) * ratio
    const y = view.top - (drawn.top + margin) * ratio
    const scale = ratio / this.#sheetRatio
    pen.drawImage(this.#sheet, x, y, this.#sheet.width * scale, this.#sheet.height * scale)
  }

  #drawSheet({ scene, entries, layers }: MaskScene): void {
    clearTimeout(this.#timer)
    const { view, pixelRatio } = scene
    const pen = this.#clearedSheet(view, pixelRatio)
    if (pen === null) return
    this.#sheetView = view
    this.#sheetRatio = pixelRatio
    this.#isStale = false
    const image = scene.props.image.size
    const moved = { ...view, left: view.left + margin, top: view.top + margin }
    const visible = visibleBox(view, image, margin)
    const surface: MaskSurface = { pen, view: moved, visible }
    const maskView = { level: levelOf(scene), visible }
    const end = performance.now() + budget
    let isFirst = true
    for (const { rle, style, layer } of entries) {
      if (layer !== null && layers[layer].bits !== null) continue
      if (!this.#pictures.isReady(rle, maskView, style.colour)) {
        // One is made however late it is, so that all come in the end.
        if (!isFirst && performance.now() > end) {
          this.#isStale = true
          continue
        }
        isFirst = false
      }
      const patch = this.#pictures.get(rle, maskView, style.colour)
      if (patch !== null) drawMask(surface, patch, style)
    }
    if (this.#isStale) this.#onChange()
  }

  #clearedSheet(view: Viewport, pixelRatio: number): OffscreenCanvasRenderingContext2D | null {
    const width = Math.ceil((view.size.width + 2 * margin) * pixelRatio)
    const height = Math.ceil((view.size.height + 2 * margin) * pixelRatio)
    const pen = this.#sheet.getContext('2d')
    if (this.#sheet.width !== width || this.#sheet.height !== height) {
      this.#sheet.width = width
      this.#sheet.height = height
    }
    pen?.resetTransform()
    pen?.clearRect(0, 0, width, height)
    pen?.scale(pixelRatio, pixelRatio)
    return pen
  }

  #drawLive(pen: Pen, { scene, entries, layers, painting }: MaskScene): void {
    const visible = visibleBox(scene.view, scene.props.image.size)
    for (const { layer, style } of entries) {
      const bits = layer === null ? null : layers[layer].bits
      if (layer === null || bits === null) continue
      const patch = this.#live[layer].get(bits, layers[layer].shown, painting === layer, {
        level: levelOf(scene),
        visible,
      })
      if (patch !== null) drawMask({ pen, view: scene.view, visible }, patch, style)
    }
  }
}

function levelOf({ view, pixelRatio }: Scene): number {
  return levelFor(view.zoom * pixelRatio, lastMaskLevel)
}
