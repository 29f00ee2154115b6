import { isInside } from '../geometry.ts'
import type { ToolEnvironment, ToolState } from '../tool.ts'
import { pointing } from './pointing.ts'

export function idle(env: ToolEnvironment): ToolState {
  return {
    name: 'idle',
    cursor: 'crosshair',
    onPointerDown: (pointer) =>
      isInside(pointer.image, env.imageSize()) ? pointing(env, pointer) : null,
  }
}
