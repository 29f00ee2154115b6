import { boxHeight, boxWidth } from '#core/geometry/box'
import type { ImagePoint } from '#core/geometry/point'
import { boxBetween } from '../geometry.ts'
import type { ToolEnvironment, ToolPointer, ToolState } from '../tool.ts'

/** Image pixels a side; anything smaller is a slip of the hand. */
const leastSide = 2

/** The second corner follows the pointer, held down (`dragging`) or not (`anchored`); its release sends the box. */
export function dragging(
  env: ToolEnvironment,
  corner: ImagePoint,
  name: 'dragging' | 'anchored',
): ToolState {
  const boxTo = (pointer: ToolPointer) => boxBetween(corner, pointer.image, env.imageSize())
  return {
    name,
    cursor: 'crosshair',
    exit: () => env.show(null),
    onPointerMove(pointer) {
      env.show({ kind: 'box', box: boxTo(pointer) })
      return null
    },
    onPointerUp(pointer) {
      const box = boxTo(pointer)
      if (boxWidth(box) >= leastSide && boxHeight(box) >= leastSide) env.emit({ kind: 'box', box })
      return 'idle'
    },
    onCancel: () => 'idle',
  }
}
