import type { ImagePoint } from '#core/geometry/point'
import { priorSide } from '#core/prior/prior'
import type { ToolEnvironment, ToolPointer, ToolState } from '../tool.ts'
import { stampPrior } from './stamp.ts'

/** Paints expectation, not pixels: weights of the 32×32 cells; Alt or the second button takes it away. */
export function painting(env: ToolEnvironment, start: ToolPointer): ToolState {
  const weights = [...(env.drawnPrior() ?? Array.from({ length: priorSide * priorSide }, () => 0))]
  const isErasing = start.isAlt || start.button === 'second'
  let last = start.image
  const paint = (path: readonly ImagePoint[]) => {
    stampPrior(weights, { path, radius: env.brushRadius(), isErasing }, env.imageSize())
    env.show({ kind: 'prior', weights: [...weights] })
  }
  return {
    name: 'painting',
    cursor: 'none',
    enter: () => paint([start.image]),
    exit: () => env.show(null),
    onPointerMove({ path }) {
      paint([last, ...path])
      last = path.at(-1) ?? last
      return null
    },
    onPointerUp() {
      env.emit({ kind: 'prior', weights })
      return 'idle'
    },
    onCancel: () => 'idle',
  }
}
