import type { ToolEnvironment, ToolState } from '../tool.ts'
import { lining } from './lining.ts'
import { painting } from './painting.ts'
import { sizing } from './sizing.ts'

/** Brush and eraser: the main button gives `value`, the second the opposite. */
export function idle(env: ToolEnvironment, value: 0 | 1 = 1): ToolState {
  return {
    name: 'idle',
    cursor: 'none',
    onPointerDown(pointer) {
      if (pointer.isCtrl) return sizing(env, pointer)
      if (!env.canPaint()) return null
      const given = pointer.button === 'second' ? (value === 1 ? 0 : 1) : value
      return pointer.isShift ? lining(env, pointer, given) : painting(env, pointer, given)
    },
  }
}
