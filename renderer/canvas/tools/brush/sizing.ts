import type { ToolEnvironment, ToolPointer, ToolState } from '../tool.ts'

/** Image pixels. */
const radiusRange = { least: 0.5, most: 1000 } as const

export function clampRadius(radius: number): number {
  return Math.min(Math.max(radius, radiusRange.least), radiusRange.most)
}

/** Ctrl+drag: rightwards widens the brush, leftwards narrows it, about the place pressed. */
export function sizing(env: ToolEnvironment, start: ToolPointer): ToolState {
  const before = env.brushRadius()
  let radius = before
  return {
    name: 'sizing',
    cursor: 'ew-resize',
    enter: () => env.show({ kind: 'radius', at: start.image, radius }),
    exit: () => env.show(null),
    onPointerMove(pointer) {
      radius = clampRadius(before + (pointer.screen.x - start.screen.x) / env.zoom())
      env.show({ kind: 'radius', at: start.image, radius })
      return null
    },
    onPointerUp() {
      if (radius !== before) env.emit({ kind: 'brush-radius', radius })
      return 'idle'
    },
    onCancel: () => 'idle',
  }
}
