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
import { ViewRest } from './view-rest.ts'
import { visibleBox } from './viewport.ts'

/** Milliseconds a frame may spend on drawing masks onto the sheet. */
const budget = 8
const lastMaskLevel = 12
/** Opacity of everything else while one candidate is hovered. */
const dimmed = 0.15

export type MaskScene = {
  readonly scene: Scene
  readonly entries: readonly MaskEntry[]
  /** Drawn over the others, which step back; it may change every frame. */
  readonly spotlight: MaskEntry | null
  readonly layers: Readonly<Record<PaintLayer, DraftLayer>>
  /** The layer whose bits a stroke is changing right now. */
  readonly painting: PaintLayer | null
}

/**
 * Masks are drawn onto a sheet somewhat larger than the canvas; panning and zooming move that sheet and draw nothing
 * else. When the view rests another is drawn behind it, a few milliseconds a frame, and takes its place. A sheet
 * that follows none, or an empty one, is shown while it grows. Layers with bits at hand are drawn from those, every frame.
 */
export class MaskLayer {
  readonly #onChange: () => void
  readonly #pictures = new MaskPictures()
  readonly #live = { target: new LiveMask(), ignore: new LiveMask() }
  readonly #viewRest = new ViewRest(() => this.#renew())
  #front = new MaskSheet()
  #back = new MaskSheet()
  #isStale = true
  /** Entries still to be drawn onto the back sheet; null when it is not being drawn. */
  #rest: readonly MaskEntry[] | null = null

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
    this.#back.clear()
    this.#rest = null
    this.#viewRest.forget()
    this.invalidate()
    this.#invalidateLive()
  }

  close(): void {
    this.#viewRest.forget()
    this.invalidate()
    this.#invalidateLive()
    this.#pictures.clear()
  }

  draw(pen: Pen, masks: MaskScene): void {
    const { view } = masks.scene
    const isResting = this.#viewRest.follow(view)
    if (isResting) this.#compose(masks)
    pen.save()
    if (masks.spotlight !== null) pen.globalAlpha = dimmed
    this.#placeSheet(pen, masks)
    for (const [layer, scene] of liveScenes(masks)) this.#live[layer].draw(pen, scene)
    pen.restore()
    if (masks.spotlight === null) return
    const sheet = this.#front.hasContent ? this.#front : this.#back
    const level = isResting ? levelOf(masks.scene) : sheet.level
    this.#drawNow(pen, masks.scene, masks.spotlight, level)
  }

  /** The whole sheet; where nothing is on it, as much as there is of the next one, and over that what is chosen. */
  #placeSheet(pen: Pen, masks: MaskScene): void {
    const { view } = masks.scene
    if (this.#front.hasContent || this.#rest === null) {
      this.#front.place(pen, view)
      return
    }
    this.#back.place(pen, view)
    if (masks.spotlight !== null) return
    for (const entry of this.#rest)
      if (entry.style.fill > 0 && entry.layer === null)
        this.#drawNow(pen, masks.scene, entry, this.#back.level)
  }

  /** Straight onto the canvas; at the level of a sheet the pictures are at hand. */
  #drawNow(pen: Pen, scene: Scene, { rle, style }: MaskEntry, level: number): void {
    const { view } = scene
    const visible = visibleBox(view, scene.props.image.size)
    const patch = this.#pictures.get(rle, { level, visible }, style)
    if (patch !== null) drawMask({ pen, view, visible }, patch, style)
  }

  /** A movement has ended. */
  #renew(): void {
    this.#isStale = true
    this.#invalidateLive()
    this.#onChange()
  }

  #invalidateLive(): void {
    this.#live.target.invalidate()
    this.#live.ignore.invalidate()
  }

  #compose(masks: MaskScene): void {
    if (this.#isStale) this.#startSheet(masks)
    if (this.#rest !== null) this.#continueSheet(this.#rest)
  }

  #startSheet({ scene, entries, layers }: MaskScene): void {
    this.#isStale = false
    // What there is of a first sheet stays in sight.
    if (!this.#front.hasContent && this.#rest !== null) this.#swap()
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
      const patch = this.#pictures.get(entry.rle, { level, visible }, entry.style)
      if (patch !== null) this.#back.add(patch, entry.style)
      this.#back.flush(done)
    }
    this.#rest = done < rest.length ? rest.slice(done) : null
    if (this.#rest === null) this.#swap()
    else this.#onChange()
  }

  #swap(): void {
    const before = this.#front
    this.#front = this.#back
    this.#back = before
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
