import { imageBox, wholeImage, type ImageBox } from '#core/geometry/box'
import {
  coverageOfMask,
  coverageOfRle,
  imageFromLevelBox,
  patchBox,
  updateCoverage,
} from './coverage.ts'
import type { MaskStyle } from './mask-entries.ts'
import { MaskPatch } from './mask-patch.ts'
import { MaskSheet } from './mask-sheet.ts'
import type { DraftLayer } from './paint-layer.ts'
import type { Pen, Scene } from './scene.ts'

export type LiveScene = {
  readonly scene: Scene
  readonly level: number
  readonly style: MaskStyle
  readonly layer: DraftLayer
  readonly isPainting: boolean
}

/** Half the widest contour and a pixel for its soft edge, CSS pixels. */
const contourReach = 4

/** A layer with bits at hand: on a sheet of its own, of which a stroke has only what it touched drawn anew. */
export class LiveMask {
  readonly #sheet = new MaskSheet()
  #patch: MaskPatch | null = null
  #style: MaskStyle | null = null
  #isStale = true

  /** The view rests, or the mask is another one. */
  invalidate(): void {
    this.#isStale = true
  }

  update({ bits }: DraftLayer, dirty: ImageBox): void {
    const { surface } = this.#sheet
    if (bits === null || this.#patch === null || this.#isStale) return
    const part = updateCoverage(this.#patch.coverage, bits, dirty)
    if (part === null || surface === null || this.#style === null) return
    this.#patch.refresh(part)
    const box = widened(
      imageFromLevelBox(part, this.#patch.coverage.level),
      contourReach / surface.view.zoom + 1,
    )
    this.#sheet.repair(box, this.#patch, this.#style)
  }

  draw(pen: Pen, live: LiveScene): void {
    if (this.#isStale || !isSameStyle(this.#style, live.style)) this.#redraw(live)
    this.#sheet.place(pen, live.scene.view)
  }

  /** Bits and runs are the same unless a stroke is under way, and runs are much faster to read. */
  #redraw({ scene, level, style, layer, isPainting }: LiveScene): void {
    this.#isStale = false
    this.#style = style
    this.#sheet.start(scene, level)
    const { surface } = this.#sheet
    const part =
      surface === null ? null : patchBox(wholeImage(scene.props.image.size), surface.visible, level)
    this.#patch = null
    if (part === null || surface === null) return
    const coverage =
      isPainting && layer.bits !== null
        ? coverageOfMask(layer.bits, level, part)
        : coverageOfRle(layer.shown, level, part)
    this.#patch = new MaskPatch(coverage, style.colour)
    this.#sheet.add(this.#patch, style)
  }
}

function widened(box: ImageBox, by: number): ImageBox {
  return imageBox(box.x0 - by, box.y0 - by, box.x1 + by, box.y1 + by)
}

function isSameStyle(a: MaskStyle | null, b: MaskStyle): boolean {
  return (
    a !== null &&
    a.colour === b.colour &&
    a.fill === b.fill &&
    a.outline === b.outline &&
    a.opacity === b.opacity
  )
}
