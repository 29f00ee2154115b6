import { isDrag } from '../geometry.ts'
import type { ToolEnvironment, ToolPointer, ToolState } from '../tool.ts'
import { dragging } from './dragging.ts'

/** Pressed on the first corner: a drag draws the box at once, a release leaves the corner and waits for the other. */
export function pointing(env: ToolEnvironment, start: ToolPointer): ToolState {
  return {
    name: 'pointing',
    cursor: 'crosshair',
    onPointerMove: (pointer) =>
      isDrag(start, pointer) ? dragging(env, start.image, 'dragging') : null,
    onPointerUp: () => dragging(env, start.image, 'anchored'),
    onCancel: () => 'idle',
  }
}
