import { ok, type Result } from '../result.ts'
import type { AnnotationState } from './annotation.ts'
import { applyEdit, invertEdit, type Edit } from './edit.ts'

/** All edits since the base state, in order; the first `cursor` of them are applied, the rest can be redone. */
export type History = { readonly edits: readonly Edit[]; readonly cursor: number }

/** One step in the history, and the edit that takes the current state along. */
export type HistoryStep = { readonly history: History; readonly edit: Edit }

export const emptyHistory: History = { edits: [], cursor: 0 }

/** Adds an applied edit; what could be redone is forgotten. */
export function pushEdit(history: History, edit: Edit): History {
  const edits = [...history.edits.slice(0, history.cursor), edit]
  return { edits, cursor: edits.length }
}

/** One step back; null at the base. */
export function undo(history: History): HistoryStep | null {
  const edit = history.edits[history.cursor - 1]
  if (edit === undefined) return null
  return { history: { ...history, cursor: history.cursor - 1 }, edit: invertEdit(edit) }
}

/** One step forward again; null where nothing was undone. */
export function redo(history: History): HistoryStep | null {
  const edit = history.edits[history.cursor]
  if (edit === undefined) return null
  return { history: { ...history, cursor: history.cursor + 1 }, edit }
}

/** The base with the applied edits made again, one by one. Fails as `applyEdit` does. */
export function stateAt(base: AnnotationState, history: History): Result<AnnotationState> {
  let state = base
  for (const edit of history.edits.slice(0, history.cursor)) {
    const next = applyEdit(state, edit)
    if (!next.ok) return next
    state = next.value
  }
  return ok(state)
}
