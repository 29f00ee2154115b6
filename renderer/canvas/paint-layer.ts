import { imageBox, uniteBoxes, type ImageBox } from '#core/geometry/box'
import type { ImagePoint } from '#core/geometry/point'
import { fillRing, pasteBits, stampStroke } from '#core/mask/brush'
import { sizeOfRle, type Mask, type Rle } from '#core/mask/mask'
import { maskFromRle } from '#core/mask/rle'
import { rleBox, xorRles } from '#core/mask/rle-ops'
import { bitsInBox, deltaInBox } from './delta.ts'

/**
 * One layer of the draft while it is painted on: the bits under the brush and the strokes the draft does not know yet.
 * The bits (a byte a pixel) are made for the first stroke and kept in step from then on.
 */
export class DraftLayer {
  #shown: Rle
  /** What the draft will be after each stroke that was sent and not yet confirmed. */
  #pending: readonly Rle[] = []
  #bits: Mask | null = null
  /** Of the stroke under way. */
  #dirty: ImageBox | null = null

  constructor(first: Rle) {
    this.#shown = first
  }

  /** The mask as it must look, sent strokes included; a stroke under way is in the bits only. */
  get shown(): Rle {
    return this.#shown
  }

  /** The bits as they must look now; null until they are prepared. */
  get bits(): Mask | null {
    return this.#bits
  }

  /**
   * The draft's mask as the props have it. One of the states on the way to what is shown confirms the strokes up to it;
   * any other replaces what is shown (undo, another sample, a refused edit). Gives the box that changed.
   */
  receive(rle: Rle): ImageBox | null {
    const confirmed = this.#pending.findIndex((expected) => isSameMask(expected, rle))
    if (confirmed < 0) return this.#replace(rle)
    this.#pending = this.#pending.slice(confirmed + 1)
    return null
  }

  /** Makes the bits (a third of a second for 100 megapixels) ahead of the first stroke. */
  prepare(): void {
    this.#bits ??= maskFromRle(this.#shown)
  }

  begin(): void {
    this.prepare()
    this.#dirty = null
  }

  stroke(points: readonly ImagePoint[], radius: number, value: 0 | 1): ImageBox | null {
    return this.#change((bits) => stampStroke(bits, { points, radius, value }))
  }

  fill(ring: readonly ImagePoint[], value: 0 | 1): ImageBox | null {
    return this.#change((bits) => fillRing(bits, ring, value))
  }

  /** Ends the stroke; null when it changed nothing. */
  commit(): Rle | null {
    const box = this.#dirty
    const delta =
      this.#bits === null || box === null ? null : deltaInBox(this.#shown, this.#bits, box)
    this.#dirty = null
    if (delta === null) return null
    this.#shown = xorRles(this.#shown, delta)
    this.#pending = [...this.#pending, this.#shown]
    return delta
  }

  /** Takes the stroke back; the box that changed. */
  abort(): ImageBox | null {
    const box = this.#dirty
    if (this.#bits !== null && box !== null) pasteBits(this.#bits, box, bitsInBox(this.#shown, box))
    this.#dirty = null
    return box
  }

  #change(paint: (bits: Mask) => ImageBox | null): ImageBox | null {
    if (this.#bits === null) throw new Error('a stroke that was not begun')
    const box = paint(this.#bits)
    this.#dirty = joinBoxes(this.#dirty, box)
    return box
  }

  #replace(rle: Rle): ImageBox | null {
    const isSame = isSameSize(this.#shown, rle)
    const changed = isSame ? rleBox(xorRles(this.#shown, rle)) : wholeBox(rle)
    if (!isSame) this.#bits = null
    else if (this.#bits !== null && changed !== null)
      pasteBits(this.#bits, changed, bitsInBox(rle, changed))
    this.#shown = rle
    this.#pending = []
    return changed
  }
}

export function joinBoxes(a: ImageBox | null, b: ImageBox | null): ImageBox | null {
  return a === null || b === null ? (a ?? b) : uniteBoxes(a, b)
}

function isSameSize(a: Rle, b: Rle): boolean {
  return a.size[0] === b.size[0] && a.size[1] === b.size[1]
}

/** Canonical run lengths: equal masks have equal strings. */
function isSameMask(a: Rle, b: Rle): boolean {
  return a === b || (isSameSize(a, b) && a.counts === b.counts)
}

function wholeBox(rle: Rle): ImageBox {
  const { width, height } = sizeOfRle(rle)
  return imageBox(0, 0, width, height)
}
