import type { ToolId } from '../props.ts'
import { panning } from './hand/panning.ts'
import { toolOf } from './index.ts'
import type { Next, ToolEnvironment, ToolPointer, ToolState } from './tool.ts'

/** Feeds events to the state the tool is in; panning by Space or the middle button comes on top of any state. */
export interface ToolMachine {
  choose(id: ToolId): void
  tool(): ToolId
  /** Name of the current state. */
  state(): string
  cursor(): string
  pointerDown(pointer: ToolPointer, options?: { readonly isPanning: boolean }): void
  pointerMove(pointer: ToolPointer): void
  pointerUp(pointer: ToolPointer): void
  /** Gives up whatever is under way; says whether something was. */
  cancel(): boolean
  /** Says whether the state took it. */
  finish(): boolean
  key(key: string): boolean
}

export function createMachine(env: ToolEnvironment, first: ToolId): ToolMachine {
  const track = createTrack(env, first)
  let pan: ToolState | null = null
  const cancel = () => {
    if (pan === null) return track.handle((state) => state.onCancel?.())
    pan = null
    return true
  }
  return {
    choose(next) {
      if (next === track.tool()) return
      cancel()
      track.choose(next)
    },
    tool: track.tool,
    state: () => (pan ?? track.state()).name,
    cursor: () => (pan ?? track.state()).cursor ?? 'default',
    pointerDown(pointer, options) {
      if (pointer.button === 'middle' || options?.isPanning === true) pan = panning(env, pointer)
      else track.handle((state) => state.onPointerDown?.(pointer))
    },
    pointerMove(pointer) {
      if (pan === null) track.handle((state) => state.onPointerMove?.(pointer))
      else pan.onPointerMove?.(pointer)
    },
    pointerUp(pointer) {
      if (pan === null) track.handle((state) => state.onPointerUp?.(pointer))
      else pan = null
    },
    cancel,
    finish: () => track.handle((state) => state.onFinish?.()),
    key: (key) => track.handle((state) => state.onKey?.(key)),
  }
}

/** The states of one tool after another. */
function createTrack(env: ToolEnvironment, first: ToolId) {
  let id = first
  let current = toolOf(first).idle(env)
  const enter = (next: ToolState) => {
    current.exit?.()
    current = next
    current.enter?.()
  }
  return {
    tool: () => id,
    state: () => current,
    choose(next: ToolId) {
      id = next
      enter(toolOf(id).idle(env))
    },
    /** Says whether the state has a handler for the event; it answers with where to go. */
    handle(event: (state: ToolState) => Next | undefined): boolean {
      const next = event(current)
      if (next === undefined) return false
      if (next !== null) enter(next === 'idle' ? toolOf(id).idle(env) : next)
      return true
    },
  }
}
