import type { ImagePoint } from '#core/geometry/point'
import type { ToolEnvironment, ToolPointer, ToolState } from '../tool.ts'

/** The pointer draws the outline; the release closes and fills it. */
export function drawing(env: ToolEnvironment, start: ToolPointer): ToolState {
  const points: ImagePoint[] = [start.image]
  const isSubtract = start.isAlt || start.button === 'second'
  return {
    name: 'drawing',
    cursor: 'crosshair',
    exit: () => env.show(null),
    onPointerMove({ path }) {
      points.push(...path)
      env.show({ kind: 'path', points, isSubtract })
      return null
    },
    onPointerUp() {
      if (points.length < 3) return 'idle'
      env.paint.begin()
      env.paint.fill(points, isSubtract ? 0 : 1)
      env.paint.commit('lasso', { points: points.length, isSubtract })
      return 'idle'
    },
    onCancel: () => 'idle',
  }
}
