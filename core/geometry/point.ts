import type { Brand } from './brand.ts'

type XY = { readonly x: number; readonly y: number }

/** Continuous image coordinates, x right and y down: pixel k spans [k, k+1), its centre is k + 0.5. */
export type ImagePoint = Brand<XY, 'image'>
/** Coordinates of a model's input frame, in its pixels. */
export type ModelPoint = Brand<XY, 'model'>
/** CSS pixels of the canvas element. */
export type ScreenPoint = Brand<XY, 'screen'>

export function imagePoint(x: number, y: number): ImagePoint {
  return { x, y } as ImagePoint
}

export function modelPoint(x: number, y: number): ModelPoint {
  return { x, y } as ModelPoint
}

export function screenPoint(x: number, y: number): ScreenPoint {
  return { x, y } as ScreenPoint
}

/** Squared distance between two points of the same space. */
export function squaredDistance<P extends XY>(a: P, b: P): number {
  return (a.x - b.x) ** 2 + (a.y - b.y) ** 2
}
