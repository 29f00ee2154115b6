import { sizing } from '../brush/sizing.ts'
import type { ToolEnvironment, ToolState } from '../tool.ts'
import { painting } from './painting.ts'

export function idle(env: ToolEnvironment): ToolState {
  return {
    name: 'idle',
    cursor: 'none',
    onPointerDown: (pointer) => (pointer.isCtrl ? sizing(env, pointer) : painting(env, pointer)),
  }
}
