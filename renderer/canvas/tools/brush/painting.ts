import type { ImagePoint } from '#core/geometry/point'
import type { ToolEnvironment, ToolPointer, ToolState } from '../tool.ts'

/** The path goes straight into the mask's bits; the release sends what changed. */
export function painting(env: ToolEnvironment, start: ToolPointer, value: 0 | 1): ToolState {
  let last: ImagePoint = start.image
  return {
    name: 'painting',
    cursor: 'none',
    enter() {
      env.paint.begin()
      env.paint.stroke([start.image], value)
    },
    onPointerMove({ path }) {
      env.paint.stroke([last, ...path], value)
      last = path.at(-1) ?? last
      return null
    },
    onPointerUp() {
      env.paint.commit(value === 1 ? 'brush' : 'eraser', { radius: env.brushRadius() })
      return 'idle'
    },
    onCancel() {
      env.paint.abort()
      return 'idle'
    },
  }
}
