import type { ToolEnvironment, ToolPointer, ToolState } from '../tool.ts'

/** The picture follows the pointer; any tool goes through here with the middle button or Space. */
export function panning(env: ToolEnvironment, start: ToolPointer): ToolState {
  let last = start.screen
  return {
    name: 'panning',
    cursor: 'grabbing',
    onPointerMove({ screen }) {
      env.pan(screen.x - last.x, screen.y - last.y)
      last = screen
      return null
    },
    onPointerUp: () => 'idle',
    onCancel: () => 'idle',
  }
}
