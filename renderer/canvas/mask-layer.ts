import type { ImageBox } from '#core/geometry/box'
import { colours } from './colours.ts'
import { drawMask } from './draw/mask.ts'
import type { MaskEntry } from './mask-entries.ts'
import { LivePicture, MaskPictures } from './mask-pictures.ts'
import { MaskSheet } from './mask-sheet.ts'
import type { DraftLayer } from './paint-layer.ts'
import type { PaintLayer } from './props.ts'
import type { Pen, Scene } from './scene.ts'
import { levelFor } from './tiles.ts'
import { visibleBox } from './viewport.ts'

/** Milliseconds a frame may spend on drawing masks onto the sheet. */
const budget = 6
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
 * Masks are drawn onto a sheet somewhat larger than the canvas; panning and zooming move that sheet, and when the view
 * rests another is drawn behind it, a few milliseconds a frame, and takes its place. Layers with bits at hand are drawn
 * from those, every frame.
 */
export class MaskLayer {
  readonly #onChange: () => void
  readonly #pictures = new MaskPictures()
  readonly #live = {
    target: new LivePicture(colours.target),
    ignore: new LivePicture(colours.ignore),
  }
  #front = new MaskSheet()
  #back = new MaskSheet()
  #isStale = true
  /** Entries still to be drawn onto the back sheet; null when it is not being drawn. */
  #rest: readonly MaskEntry[] | null = null
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
    if (state.bits !== null) this.#live[layer].update(state.bits, dirty)
  }

  /** Another image: nothing drawn so far holds any longer. */
  forget(): void {
    this.#live.target.forget()
    this.#live.ignore.forget()
    this.#front.clear()
    this.invalidate()
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#pictures.clear()
  }

  draw(pen: Pen, masks: MaskScene): void {
    const { view } = masks.scene
    if (this.#isStale) this.#startSheet(masks)
    if (this.#rest !== null) this.#continueSheet(this.#rest)
    if (this.#rest === null && this.#front.view !== view) this.#waitForRest()
    this.#front.place(pen, view)
    this.#drawLive(pen, masks)
  }

  #waitForRest(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#isStale = true
      this.#onChange()
    }, restTime)
  }

  #startSheet({ scene, entries, layers }: MaskScene): void {
    clearTimeout(this.#timer)
    this.#isStale = false
    this.#back.start(scene, levelOf(scene))
    this.#rest = entries.filter(({ layer }) => layer === null || layers[layer].bits === null)
  }

  #continueSheet(rest: readonly MaskEntry[]): void {
    const { surface, level } = this.#back
    const end = performance.now() + budget
    let done = 0
    while (done < rest.length && (done === 0 || performance.now() < end)) {
      const entry = rest[done++]
      if (surface === null || entry === undefined) continue
      const { visible } = surface
      const patch = this.#pictures.get(entry.rle, { level, visible }, entry.style.colour)
      if (patch !== null) drawMask(surface, patch, entry.style)
      this.#back.flush(done)
    }
    this.#rest = done < rest.length ? rest.slice(done) : null
    if (this.#rest === null) [this.#front, this.#back] = [this.#back, this.#front]
    else this.#onChange()
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
