import type { ImageBox } from '#core/geometry/box'
import type { Rle } from '#core/mask/mask'
import { rleBox } from '#core/mask/rle-ops'
import { ByteCache } from './byte-cache.ts'
import { coverageOfRle, coversVisible, levelBox, patchBox } from './coverage.ts'
import { digestOfRle } from './digest.ts'
import type { MaskStyle } from './mask-entries.ts'
import { MaskPatch } from './mask-patch.ts'

/** What a mask must be drawn at. */
export type MaskView = {
  readonly level: number
  /** Image pixels on screen. */
  readonly visible: ImageBox
}

const patchBytes = 192 * 2 ** 20

/** One picture for each mask, level and colour; a huge mask's covers what was last in sight. */
export function patchKey(rle: Rle, level: number, colour: string): string {
  return `${digestOfRle(rle)}/${level}/${colour}`
}

export class MaskPictures {
  readonly #patches = new ByteCache<MaskPatch>(patchBytes, () => {})
  readonly #boxes = new WeakMap<Rle, { readonly box: ImageBox | null }>()

  /** Null where the mask is empty or out of sight. A style without a fill needs contours only. */
  get(rle: Rle, view: MaskView, { colour, fill }: MaskStyle): MaskPatch | null {
    const box = this.#boxOf(rle)
    if (box === null) return null
    const known = this.#known(rle, view, colour, box)
    const patch = known ?? makePatch(rle, view, colour, box)
    if (patch === null) return null
    const isPainted = fill > 0 && patch.paint()
    if (known === null || isPainted)
      this.#patches.set(patchKey(rle, view.level, colour), patch, patch.bytes)
    return patch
  }

  clear(): void {
    this.#patches.clear()
  }

  #known(rle: Rle, { level, visible }: MaskView, colour: string, box: ImageBox): MaskPatch | null {
    const patch = this.#patches.get(patchKey(rle, level, colour))
    if (patch === undefined) return null
    const isEnough = coversVisible(
      patch.coverage.box,
      levelBox(box, level),
      levelBox(visible, level),
    )
    return isEnough ? patch : null
  }

  #boxOf(rle: Rle): ImageBox | null {
    const known = this.#boxes.get(rle)
    if (known !== undefined) return known.box
    const box = rleBox(rle)
    this.#boxes.set(rle, { box })
    return box
  }
}

function makePatch(
  rle: Rle,
  { level, visible }: MaskView,
  colour: string,
  box: ImageBox,
): MaskPatch | null {
  const part = patchBox(box, visible, level)
  return part === null ? null : new MaskPatch(coverageOfRle(rle, level, part), colour)
}
