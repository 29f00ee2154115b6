import type { ImageBox } from '#core/geometry/box'
import { drawMask } from './draw/mask.ts'
import type { MaskEntry } from './mask-entries.ts'
import { LiveMask, type LiveScene } from './live-mask.ts'
import { MaskPictures } from './mask-pictures.ts'
import { MaskSheet } from './mask-sheet.ts'
import type { DraftLayer } from './paint-layer.ts'
import type { PaintLayer } from './props.ts'
import type { Pen, Scene } from './scene.ts'
import { levelFor } from './tiles.ts'

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
  readonly #live = { target: new LiveMask(), ignore: new LiveMask() }
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
    this.#live[layer].update(state, dirty)
  }

  /** Another image: nothing drawn so far holds any longer. */
  forget(): void {
    this.#front.clear()
    this.invalidate()
    this.#invalidateLive()
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#pictures.clear()
  }

  draw(pen: Pen, masks: MaskScene): void {
    const { view } = masks.scene
    if (this.#isStale) this.#startSheet(masks)
    if (this.#rest !== null) this.#continueSheet(this.#rest)
    this.#front.place(pen, view)
    const live = liveScenes(masks)
    for (const [layer, scene] of live) this.#live[layer].draw(pen, scene)
    const isMoved =
      this.#front.view !== view || live.some(([layer, scene]) => !this.#live[layer].isFor(scene))
    if (this.#rest === null && isMoved) this.#waitForRest()
  }

  #waitForRest(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#isStale = true
      this.#invalidateLive()
      this.#onChange()
    }, restTime)
  }

  #invalidateLive(): void {
    this.#live.target.invalidate()
    this.#live.ignore.invalidate()
  }

  #startSheet({ scene, entries, layers }: MaskScene): void {
    this.#isStale = false
    this.#back.start(scene, levelOf(scene))
    this.#rest = entries.filter(({ layer }) => layer === null || layers[layer].bits === null)
    this.#back.isEmpty = this.#rest.length === 0
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
}

/** Of the layers that are shown and have bits, from the back to the front. */
function liveScenes(masks: MaskScene): readonly (readonly [PaintLayer, LiveScene])[] {
  const { scene, entries, layers, painting } = masks
  const level = levelOf(scene)
  return entries.flatMap(({ layer, style }) => {
    if (layer === null || layers[layer].bits === null) return []
    const isPainting = painting === layer
    return [[layer, { scene, level, style, layer: layers[layer], isPainting }] as const]
  })
}

function levelOf({ view, pixelRatio }: Scene): number {
  return levelFor(view.zoom * pixelRatio, lastMaskLevel)
}
