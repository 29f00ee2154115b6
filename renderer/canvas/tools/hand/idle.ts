import type { ToolEnvironment, ToolState } from '../tool.ts'
import { panning } from './panning.ts'

export function idle(env: ToolEnvironment): ToolState {
  return {
    name: 'idle',
    cursor: 'grab',
    onPointerDown: (pointer) => panning(env, pointer),
  }
}
