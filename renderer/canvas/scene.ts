import type { ImagePoint } from '#core/geometry/point'
import type { CanvasProps, ToolId } from './props.ts'
import type { Sketch } from './tools/tool.ts'
import type { Viewport } from './viewport.ts'

/** What the layers are drawn from, as of one frame. */
export type Scene = {
  readonly props: CanvasProps
  readonly view: Viewport
  /** Device pixels a CSS pixel takes on these canvases. */
  readonly pixelRatio: number
  readonly tool: ToolId
  readonly sketch: Sketch | null
  /** Where the pointer is, null off the canvas. */
  readonly pointer: ImagePoint | null
  /** Where the keyboard's crosshair is, null until it is used. */
  readonly keyboard: ImagePoint | null
}

/** A context whose unit is the CSS pixel. */
export type Pen = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

/** Draws in image pixels; what `draw` sets is undone. */
export function inImage(pen: Pen, view: Viewport, draw: () => void): void {
  pen.save()
  pen.translate(view.left, view.top)
  pen.scale(view.zoom, view.zoom)
  draw()
  pen.restore()
}
