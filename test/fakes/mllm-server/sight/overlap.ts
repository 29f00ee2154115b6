import type { Bits } from './picture.ts'

/** The mask as a frame of another size and shape shows it. */
export function stretched(mask: Bits, width: number, height: number): Bits {
  const bits = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) / height) * mask.height) * mask.width
    for (let x = 0; x < width; x++)
      bits[y * width + x] = mask.bits[row + Math.floor(((x + 0.5) / width) * mask.width)]!
  }
  return { width, height, bits }
}

export function united(masks: readonly Bits[], width: number, height: number): Bits {
  const bits = new Uint8Array(width * height)
  for (const mask of masks) {
    const shown = stretched(mask, width, height)
    for (let i = 0; i < bits.length; i++) bits[i]! |= shown.bits[i]!
  }
  return { width, height, bits }
}

export type Overlap = {
  readonly iou: number
  /** Share of the truth that the mask covers, and of the mask that is not the truth. */
  readonly covered: number
  readonly surplus: number
}

/** Of masks of one size; two empty ones are alike. */
export function overlapOf(mask: Bits, truth: Bits): Overlap {
  let [both, own, all] = [0, 0, 0]
  for (let i = 0; i < mask.bits.length; i++) {
    both += mask.bits[i]! & truth.bits[i]!
    own += mask.bits[i]!
    all += truth.bits[i]!
  }
  const union = own + all - both
  return {
    iou: union === 0 ? 1 : both / union,
    covered: all === 0 ? 0 : both / all,
    surplus: own === 0 ? 0 : (own - both) / own,
  }
}

export function areaOf({ bits }: Bits): number {
  let area = 0
  for (const bit of bits) area += bit
  return area
}

/** How many pixels of the mask lie in a part of its frame. */
export function areaIn(
  mask: Bits,
  part: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number },
): number {
  let area = 0
  const [x0, x1] = [Math.round(part.x0), Math.min(mask.width, Math.round(part.x1))]
  const [y0, y1] = [Math.round(part.y0), Math.min(mask.height, Math.round(part.y1))]
  for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) area += mask.bits[y * mask.width + x]!
  return area
}
