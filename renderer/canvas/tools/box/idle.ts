import type { ToolEnvironment, ToolState } from '../tool.ts'
import { pointing } from './pointing.ts'

export function idle(env: ToolEnvironment): ToolState {
  return {
    name: 'idle',
    cursor: 'crosshair',
    onPointerDown: (pointer) => (pointer.button === 'main' ? pointing(env, pointer) : null),
  }
}
