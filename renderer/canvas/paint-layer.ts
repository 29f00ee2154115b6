import { imageBox, type ImageBox } from '#core/geometry/box'
import type { ImagePoint } from '#core/geometry/point'
import { fillRing, pasteBits, stampStroke } from '#core/mask/brush'
import { sizeOfRle, type Mask, type Rle } from '#core/mask/mask'
import { maskFromRle } from '#core/mask/rle'
import { rleBox, xorRles } from '#core/mask/rle-ops'
import { bitsInBox, deltaInBox } from './delta.ts'

/**
 * One layer of the draft while it is painted on: the bits under the brush and the strokes the draft does not know yet.
 * The bits (a byte a pixel) are made at the first stroke and kept in step from then on.
 */
export interface PaintLayerState {
  /** The mask as it must look, sent strokes included; a stroke under way is in the bits only. */
  shown(): Rle
  /** The bits as they must look now; null until the first stroke. */
  live(): Mask | null
  /**
   * The draft's mask as the props have it. One of the states on the way to what is shown confirms the strokes up to it;
   * any other replaces what is shown (undo, another sample, a refused edit). Gives the box that changed.
   */
  receive(rle: Rle): ImageBox | null
  begin(): void
  stroke(points: readonly ImagePoint[], radius: number, value: 0 | 1): ImageBox | null
  fill(ring: readonly ImagePoint[], value: 0 | 1): ImageBox | null
  /** Ends the stroke; null when it changed nothing. */
  commit(): Rle | null
  /** Takes the stroke back; the box that changed. */
  abort(): ImageBox | null
}

export function createPaintLayer(first: Rle): PaintLayerState {
  let shown = first
  /** What the draft will be after each stroke that was sent and not yet confirmed. */
  let pending: readonly Rle[] = []
  let live: Mask | null = null
  let dirty: ImageBox | null = null

  const begin = () => {
    live ??= maskFromRle(shown)
    dirty = null
    return live
  }
  const mark = (box: ImageBox | null) => {
    dirty = joinBoxes(dirty, box)
    return box
  }
  const replace = (rle: Rle) => {
    const changed = isSameSize(shown, rle) ? rleBox(xorRles(shown, rle)) : wholeBox(rle)
    if (live !== null && !isSameSize(shown, rle)) live = null
    else if (live !== null && changed !== null) pasteBits(live, changed, bitsInBox(rle, changed))
    shown = rle
    pending = []
    return changed
  }

  return {
    shown: () => shown,
    live: () => live,
    receive(rle) {
      const confirmed = pending.findIndex((expected) => isSameMask(expected, rle))
      if (confirmed >= 0) {
        pending = pending.slice(confirmed + 1)
        return null
      }
      return replace(rle)
    },
    begin,
    stroke: (points, radius, value) =>
      mark(stampStroke(live ?? begin(), { points, radius, value })),
    fill: (ring, value) => mark(fillRing(live ?? begin(), ring, value)),
    commit() {
      const delta = live === null || dirty === null ? null : deltaInBox(shown, live, dirty)
      dirty = null
      if (delta === null) return null
      shown = xorRles(shown, delta)
      pending = [...pending, shown]
      return delta
    },
    abort() {
      const box = dirty
      if (live !== null && box !== null) pasteBits(live, box, bitsInBox(shown, box))
      dirty = null
      return box
    },
  }
}

export function joinBoxes(a: ImageBox | null, b: ImageBox | null): ImageBox | null {
  if (a === null || b === null) return a ?? b
  return imageBox(
    Math.min(a.x0, b.x0),
    Math.min(a.y0, b.y0),
    Math.max(a.x1, b.x1),
    Math.max(a.y1, b.y1),
  )
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
