import { isInside } from '../geometry.ts'
import type { ToolEnvironment, ToolState } from '../tool.ts'
import { dragging } from './dragging.ts'

export function idle(env: ToolEnvironment): ToolState {
  return {
    name: 'idle',
    cursor: 'cell',
    onPointerDown: (pointer) =>
      pointer.button === 'main' && isInside(pointer.image, env.imageSize())
        ? dragging(env, pointer)
        : null,
  }
}
