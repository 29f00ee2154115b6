import type { Ref } from 'react'
import type { ImageBox } from '#core/geometry/box'
import type { ImagePoint } from '#core/geometry/point'
import type { Size } from '#core/geometry/size'
import type { GridSettings } from '#core/grid/grid'
import type { Region } from '#core/grid/region'
import type { Rle } from '#core/mask/mask'
import type { EditData } from '#rpc/schemas/annotation'

export const toolIds = [
  'select',
  'hand',
  'point',
  'box',
  'brush',
  'eraser',
  'lasso',
  'polygon',
  'region',
  'prior',
] as const
export type ToolId = (typeof toolIds)[number]

/** Which layer of the draft the painting tools change. */
export type PaintLayer = 'target' | 'ignore'

export type CanvasOverlays = {
  readonly grid: boolean
  readonly prior: boolean
  readonly candidates: boolean
  readonly mask: boolean
  /** Held: the bare photograph, whatever the others say. */
  readonly before: boolean
}

/** A click of the refinement so far: 1 = inside the target, 0 = outside. */
export type PointPromptView = { readonly point: ImagePoint; readonly label: 0 | 1 }

export type CandidateView = { readonly id: string; readonly rank: number; readonly rle: Rle }

export type MaskDifference = { readonly added: Rle; readonly removed: Rle }

type CanvasImage = { readonly id: number; readonly size: Size; readonly isMissing: boolean }

/** Everything the canvas shows. The masks must have the image's size. */
export type CanvasProps = {
  readonly image: CanvasImage
  readonly overlays: CanvasOverlays
  readonly grid: GridSettings
  /** The reasoning's regions; their rows, columns and cells are highlighted. */
  readonly regions: readonly Region[]
  /** The padded boxes, dashed. */
  readonly regionBoxes: readonly ImageBox[]
  /** Places that are pointed at elsewhere, tinted as one; they may touch but not overlap. */
  readonly lit: readonly ImageBox[]
  /** 32×32 weights in 0..1, row-major. */
  readonly prior: readonly number[] | null
  /** Of `prior`: less than this is not drawn. */
  readonly priorThreshold: number
  /** What the annotator has drawn so far; shown instead of `prior` while the prior tool is active. */
  readonly drawnPrior: readonly number[] | null
  readonly candidates: readonly CandidateView[]
  /** Ids shown filled; several are joined. */
  readonly chosen: readonly string[]
  readonly hovered: string | null
  readonly target: Rle
  readonly ignore: Rle
  readonly noTarget: boolean
  /** What came and what went since an older mask, over all others; null: nothing is compared. */
  readonly difference: MaskDifference | null
  readonly layer: PaintLayer
  readonly clicks: readonly PointPromptView[]
  readonly tool: ToolId
  /** Image pixels. */
  readonly brushRadius: number
  readonly canPaint: boolean
  readonly onGesture: (gesture: CanvasGesture) => void
  /** The image point under the pointer, at most once a frame; null outside the image. */
  readonly onPointer: (point: ImagePoint | null) => void
  /** `zoom`: CSS pixels an image pixel takes. */
  readonly onView: (view: { readonly zoom: number }) => void
  readonly ref?: Ref<CanvasHandle>
}

/** A finished action of the annotator. */
export type CanvasGesture =
  /** A stroke, lasso or polygon with its delta; the canvas shows the result until the props catch up. */
  | { readonly kind: 'edit'; readonly edit: EditData }
  | { readonly kind: 'click'; readonly point: ImagePoint; readonly label: 0 | 1 }
  | { readonly kind: 'box'; readonly box: ImageBox }
  /** `add`: another region beside those there, else instead of them. */
  | { readonly kind: 'region'; readonly region: Region; readonly add: boolean }
  | { readonly kind: 'prior'; readonly weights: readonly number[] }
  | { readonly kind: 'pick'; readonly id: string; readonly join: boolean }
  | { readonly kind: 'hover'; readonly id: string | null }
  | { readonly kind: 'brush-radius'; readonly radius: number }

export type CanvasState = {
  readonly tool: string
  /** Name of the tool's current state: idle, pointing, dragging, panning… */
  readonly state: string
  readonly zoom: number
  /** Image point at the canvas's centre. */
  readonly x: number
  readonly y: number
  /** Digest of the target as shown, unsent strokes included. */
  readonly maskHash: string
}

export type CanvasHandle = {
  fit(): void
  zoomBy(factor: number): void
  /** 100 %: an image pixel takes one CSS pixel. */
  actualSize(): void
  /** CSS pixels; positive moves the picture right and down. */
  pan(dx: number, dy: number): void
  /** Picks the next (or previous) candidate under the pointer. */
  stepUnderPointer(step: 1 | -1): void
  /** Esc: gives the current gesture up. Says whether there was one. */
  cancel(): boolean
  /** Enter: closes the polygon. Says whether there was one. */
  finish(): boolean
  /** Moves the keyboard cursor by image pixels, ten times as far when `big`. */
  keyMove(dx: number, dy: number, big: boolean): void
  /** Acts at the keyboard cursor as a click of the current tool; `isAlt` as with Alt held. */
  keyPress(isAlt?: boolean): void
  state(): CanvasState
}
