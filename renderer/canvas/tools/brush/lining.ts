import type { ToolEnvironment, ToolPointer, ToolState } from '../tool.ts'

/** Shift+drag: a straight line from the place pressed to the pointer, painted at the release. */
export function lining(env: ToolEnvironment, start: ToolPointer, value: 0 | 1): ToolState {
  return {
    name: 'lining',
    cursor: 'none',
    exit: () => env.show(null),
    onPointerMove({ image }) {
      env.show({ kind: 'line', from: start.image, to: image })
      return null
    },
    onPointerUp({ image }) {
      env.paint.begin()
      env.paint.stroke([start.image, image], value)
      env.paint.commit(value === 1 ? 'brush' : 'eraser', {
        radius: env.brushRadius(),
        isStraight: true,
      })
      return 'idle'
    },
    onCancel: () => 'idle',
  }
}
