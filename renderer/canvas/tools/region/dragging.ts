import type { ToolEnvironment, ToolPointer, ToolState } from '../tool.ts'
import { axisAt, stripsBetween } from './strips.ts'

/** The rows and columns from the place pressed to the pointer; Shift adds them as another region. */
export function dragging(env: ToolEnvironment, start: ToolPointer): ToolState {
  const axis = axisAt(start.image, env.zoom())
  const stripsTo = (pointer: ToolPointer) =>
    stripsBetween([start.image, pointer.image], axis, env.grid(), env.imageSize())
  return {
    name: 'dragging',
    cursor: 'cell',
    enter: () => env.show({ kind: 'strips', ...stripsTo(start) }),
    exit: () => env.show(null),
    onPointerMove(pointer) {
      env.show({ kind: 'strips', ...stripsTo(pointer) })
      return null
    },
    onPointerUp(pointer) {
      const region = { kind: 'strips' as const, ...stripsTo(pointer) }
      env.emit({ kind: 'region', region, add: start.isShift })
      return 'idle'
    },
    onCancel: () => 'idle',
  }
}
