import type { ToolEnvironment, ToolPointer, ToolState } from '../tool.ts'

/** The click counts where it was pressed: a trembling release does not move it. */
export function pointing(env: ToolEnvironment, start: ToolPointer): ToolState {
  return {
    name: 'pointing',
    cursor: 'crosshair',
    onPointerUp() {
      const isOutside = start.button === 'second' || start.isAlt
      env.emit({ kind: 'click', point: start.image, label: isOutside ? 0 : 1 })
      return 'idle'
    },
    onCancel: () => 'idle',
  }
}
