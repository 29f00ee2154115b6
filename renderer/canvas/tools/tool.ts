import type { ImageBox } from '#core/geometry/box'
import type { ImagePoint, ScreenPoint } from '#core/geometry/point'
import type { Size } from '#core/geometry/size'
import type { GridSettings } from '#core/grid/grid'
import type { CanvasGesture, PaintLayer, ToolId } from '../props.ts'

export type PointerButton = 'main' | 'middle' | 'second'

/** One pointer event in the tools' words. */
export type ToolPointer = {
  readonly screen: ScreenPoint
  /** May lie outside the picture. */
  readonly image: ImagePoint
  /** All points since the last event, `image` the last of them. */
  readonly path: readonly ImagePoint[]
  /** Of the press that this event belongs to; `main` while none is down. */
  readonly button: PointerButton
  readonly isShift: boolean
  readonly isAlt: boolean
  readonly isCtrl: boolean
  readonly isDouble: boolean
}

/** What a tool shows while it is at work. */
export type Sketch =
  | { readonly kind: 'box'; readonly box: ImageBox }
  | { readonly kind: 'path'; readonly points: readonly ImagePoint[]; readonly isSubtract: boolean }
  | { readonly kind: 'line'; readonly from: ImagePoint; readonly to: ImagePoint }
  | {
      readonly kind: 'strips'
      readonly rows: readonly number[]
      readonly columns: readonly number[]
    }
  | { readonly kind: 'prior'; readonly weights: readonly number[] }
  | { readonly kind: 'radius'; readonly at: ImagePoint; readonly radius: number }

/** Bits under the brush; at most one stroke at a time. */
export interface PaintPort {
  begin(): void
  /** Gives `value` to everything within the brush's radius of the path. */
  stroke(points: readonly ImagePoint[], value: 0 | 1): void
  fill(ring: readonly ImagePoint[], value: 0 | 1): void
  /** Ends the stroke and sends it as an edit; one that changed nothing is not sent. */
  commit(tool: 'brush' | 'eraser' | 'lasso' | 'polygon', params: PaintParams): void
  /** Takes the stroke back. */
  abort(): void
}

type PaintParams = Readonly<Record<string, number | boolean>>

/** All a tool can see and do; the tests bring their own. */
export interface ToolEnvironment {
  imageSize(): Size
  /** CSS pixels an image pixel takes. */
  zoom(): number
  grid(): GridSettings
  layer(): PaintLayer
  brushRadius(): number
  canPaint(): boolean
  drawnPrior(): readonly number[] | null
  /** Ids of the candidates that cover the point, the best rank first. */
  candidatesAt(point: ImagePoint): readonly string[]
  emit(gesture: CanvasGesture): void
  pan(dx: number, dy: number): void
  show(sketch: Sketch | null): void
  readonly paint: PaintPort
}

/** Where to go from here: another state, back to the tool's first, or (null) nowhere. */
export type Next = ToolState | 'idle' | null

/** One small state of a tool: what it does with the next event. An event without a handler is ignored. */
export interface ToolState {
  readonly name: string
  readonly cursor?: string
  enter?(): void
  exit?(): void
  onPointerDown?(pointer: ToolPointer): Next
  onPointerMove?(pointer: ToolPointer): Next
  onPointerUp?(pointer: ToolPointer): Next
  /** Esc, a second finger, a lost pointer, another tool: leave no trace. */
  onCancel?(): Next
  /** Enter. */
  onFinish?(): Next
  /** A named key, as `KeyboardEvent.key` spells it. */
  onKey?(key: string): Next
}

export type Tool = {
  readonly id: ToolId
  readonly title: string
  /** The single key that chooses it. */
  readonly key: string
  /** One line on what it does and its modifiers. */
  readonly hint: string
  /** Name of the icon in the icon set. */
  readonly icon: string
  /** The brush circle follows the pointer; Ctrl+wheel and Ctrl+drag change its radius. */
  readonly hasBrush: boolean
  readonly idle: (env: ToolEnvironment) => ToolState
}
