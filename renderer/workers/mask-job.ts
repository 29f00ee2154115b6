import { dropSpecks, fillHoles, keepLargest, componentsOf } from '#core/mask/components'
import type { Mask, Rle } from '#core/mask/mask'
import { growMask, shrinkMask, smoothMask } from '#core/mask/morphology'
import { maskFromRle, rleFromMask } from '#core/mask/rle'

/** Radii in image pixels, areas in pixels. */
export type MaskOperation =
  | { readonly kind: 'fill-holes'; readonly maxArea: number | null }
  | { readonly kind: 'drop-specks'; readonly minArea: number }
  | { readonly kind: 'keep-largest' }
  | { readonly kind: 'grow'; readonly radius: number }
  | { readonly kind: 'shrink'; readonly radius: number }
  | { readonly kind: 'smooth'; readonly radius: number }

export type MaskPart = {
  readonly area: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export type MaskJob =
  | { readonly kind: 'operate'; readonly rle: Rle; readonly operation: MaskOperation }
  | { readonly kind: 'parts'; readonly rle: Rle }

export type MaskJobAnswer =
  | { readonly kind: 'operate'; readonly rle: Rle }
  /** Largest first. */
  | { readonly kind: 'parts'; readonly parts: readonly MaskPart[] }

/** Work on whole masks, the same on the page and in the worker. */
export function runMaskJob(job: MaskJob): MaskJobAnswer {
  const mask = maskFromRle(job.rle)
  if (job.kind === 'operate')
    return { kind: 'operate', rle: rleFromMask(operate(mask, job.operation)) }
  const { areas, boxes } = componentsOf(mask, 8)
  const parts = areas.map((area, i) => {
    const box = boxes[i] ?? { x0: 0, y0: 0, x1: 0, y1: 0 }
    return { area, x: box.x0, y: box.y0, width: box.x1 - box.x0, height: box.y1 - box.y0 }
  })
  return { kind: 'parts', parts: parts.toSorted((a, b) => b.area - a.area) }
}

function operate(mask: Mask, operation: MaskOperation): Mask {
  switch (operation.kind) {
    case 'fill-holes':
      return fillHoles(mask, operation.maxArea ?? Infinity)
    case 'drop-specks':
      return dropSpecks(mask, operation.minArea)
    case 'keep-largest':
      return keepLargest(mask)
    case 'grow':
      return growMask(mask, operation.radius)
    case 'shrink':
      return shrinkMask(mask, operation.radius)
    case 'smooth':
      return smoothMask(mask, operation.radius)
  }
}
