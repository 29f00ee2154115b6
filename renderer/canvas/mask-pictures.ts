import type { ImageBox } from '#core/geometry/box'
import { sizeOfRle, type Mask, type Rle } from '#core/mask/mask'
import { rleBox } from '#core/mask/rle-ops'
import { wholeImage } from '#core/geometry/box'
import { ByteCache } from './byte-cache.ts'
import {
  coverageOfMask,
  coverageOfRle,
  coversVisible,
  levelBox,
  patchBox,
  updateCoverage,
} from './coverage.ts'
import { digestOfRle } from './digest.ts'
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

  /** Null where the mask is empty or out of sight. */
  get(rle: Rle, view: MaskView, colour: string): MaskPatch | null {
    const box = this.#boxOf(rle)
    if (box === null) return null
    const known = this.#known(rle, view, colour, box)
    if (known !== null) return known
    const part = patchBox(box, view.visible, view.level)
    if (part === null) return null
    const patch = new MaskPatch(coverageOfRle(rle, view.level, part), colour)
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

/** The picture of a layer under the brush: kept in step with its bits, dirty box by dirty box. */
export class LivePicture {
  readonly #colour: string
  #patch: MaskPatch | null = null

  constructor(colour: string) {
    this.#colour = colour
  }

  /** `shown` are the same pixels as `bits` unless a stroke is under way; runs are much faster to read. */
  get(bits: Mask, shown: Rle, isPainting: boolean, view: MaskView): MaskPatch | null {
    const whole = wholeImage(sizeOfRle(shown))
    const { level, visible } = view
    const box = this.#patch?.coverage.box
    const isEnough =
      box !== undefined &&
      this.#patch?.coverage.level === level &&
      coversVisible(box, levelBox(whole, level), levelBox(visible, level))
    if (isEnough) return this.#patch
    const part = patchBox(whole, visible, level)
    if (part === null) return null
    const coverage = isPainting
      ? coverageOfMask(bits, level, part)
      : coverageOfRle(shown, level, part)
    this.#patch = new MaskPatch(coverage, this.#colour)
    return this.#patch
  }

  update(bits: Mask, dirty: ImageBox): void {
    if (this.#patch === null) return
    const part = updateCoverage(this.#patch.coverage, bits, dirty)
    if (part !== null) this.#patch.refresh(part)
  }

  forget(): void {
    this.#patch = null
  }
}
