import { isDrag } from '../geometry.ts'
import { panning } from '../hand/panning.ts'
import type { ToolEnvironment, ToolPointer, ToolState } from '../tool.ts'

/** Pressed: a release picks the candidate, a drag pans. */
export function pointing(env: ToolEnvironment, start: ToolPointer): ToolState {
  return {
    name: 'pointing',
    onPointerMove(pointer) {
      if (!isDrag(start, pointer)) return null
      env.pan(pointer.screen.x - start.screen.x, pointer.screen.y - start.screen.y)
      return panning(env, pointer)
    },
    onPointerUp(pointer) {
      const id = env.candidatesAt(start.image)[0]
      if (id !== undefined) env.emit({ kind: 'pick', id, join: pointer.isShift })
      return 'idle'
    },
    onCancel: () => 'idle',
  }
}
