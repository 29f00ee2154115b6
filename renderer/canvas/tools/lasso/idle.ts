import type { ToolEnvironment, ToolState } from '../tool.ts'
import { drawing } from './drawing.ts'

export function idle(env: ToolEnvironment): ToolState {
  return {
    name: 'idle',
    cursor: 'crosshair',
    onPointerDown: (pointer) => (env.canPaint() ? drawing(env, pointer) : null),
  }
}
