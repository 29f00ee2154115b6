import type { ToolEnvironment, ToolState } from '../tool.ts'
import { pointing } from './pointing.ts'

/** Tells which candidate the pointer is over whenever that changes. */
export function idle(env: ToolEnvironment): ToolState {
  let hovered: string | null = null
  const hover = (id: string | null) => {
    if (id === hovered) return
    hovered = id
    env.emit({ kind: 'hover', id })
  }
  return {
    name: 'idle',
    cursor: 'default',
    exit: () => hover(null),
    onPointerMove(pointer) {
      hover(env.candidatesAt(pointer.image)[0] ?? null)
      return null
    },
    onPointerDown: (pointer) => (pointer.button === 'main' ? pointing(env, pointer) : null),
  }
}
