import { squaredDistance, type ImagePoint } from '#core/geometry/point'
import type { Next, ToolEnvironment, ToolPointer, ToolState } from '../tool.ts'

/** CSS pixels around the first vertex where a click closes the ring. */
const closingDistance = 8

/** Each press adds a vertex, Backspace takes the last one back; Enter, a double click or the first vertex closes. */
export function drawing(env: ToolEnvironment, start: ToolPointer): ToolState {
  const points: ImagePoint[] = [start.image]
  const isSubtract = start.isAlt || start.button === 'second'
  const show = (tip: readonly ImagePoint[] = []) =>
    env.show({ kind: 'path', points: [...points, ...tip], isSubtract })
  const close = (): Next => {
    if (points.length < 3) return null
    env.paint.begin()
    env.paint.fill(points, isSubtract ? 0 : 1)
    env.paint.commit('polygon', { points: points.length, isSubtract })
    return 'idle'
  }
  const isAtFirst = (pointer: ToolPointer) =>
    points.length > 2 &&
    squaredDistance(pointer.image, start.image) * env.zoom() ** 2 < closingDistance ** 2
  return {
    name: 'drawing',
    cursor: 'crosshair',
    enter: () => show(),
    exit: () => env.show(null),
    onPointerDown(pointer) {
      if (pointer.isDouble || isAtFirst(pointer)) return close()
      points.push(pointer.image)
      show()
      return null
    },
    onPointerMove({ image }) {
      show([image])
      return null
    },
    onFinish: close,
    onKey(key) {
      if (key !== 'Backspace') return null
      points.pop()
      if (points.length === 0) return 'idle'
      show()
      return null
    },
    onCancel: () => 'idle',
  }
}
