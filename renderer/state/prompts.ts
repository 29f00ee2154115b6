import { create } from 'zustand'
import type { PromptEntry } from '#rpc/schemas/prompts'
import { call } from '../rpc/client.ts'

type PromptsStore = {
  /** Path of the project whose wordings these are; null: none is open. */
  readonly project: string | null
  /** null until known. */
  readonly entries: readonly PromptEntry[] | null
  /** Why the last reading failed; null where it did not. */
  readonly failure: unknown
  /** Wordings being written and not saved, by id. They live as long as the window and the project. */
  readonly drafts: ReadonlyMap<string, string>
}

/** The prompt sets with the open project's own wordings. */
export const usePrompts = create<PromptsStore>(() => ({
  project: null,
  entries: null,
  failure: null,
  drafts: new Map(),
}))

/** Answers of an older question are thrown away. */
let generation = 0

/** Reads them for the project at this path; what was written for another one is given up. */
export async function reloadPrompts(project: string | null): Promise<void> {
  const mine = ++generation
  if (project !== usePrompts.getState().project)
    usePrompts.setState({ project, entries: null, drafts: new Map() })
  try {
    const entries = await call('prompts.list', {})
    if (mine === generation) usePrompts.setState({ entries, failure: null })
  } catch (failure) {
    if (mine === generation) usePrompts.setState({ failure })
  }
}

/** null: what was written is given up. */
export function draftPrompts(id: string, text: string | null): void {
  usePrompts.setState(({ drafts }) => {
    const next = new Map(drafts)
    if (text === null) next.delete(id)
    else next.set(id, text)
    return { drafts: next }
  })
}

/** Keeps a wording as the open project's own; null goes back to the one that ships. */
export async function savePrompts(id: string, text: string | null): Promise<void> {
  const entries = await call('prompts.save', { id, text })
  generation++
  usePrompts.setState({ entries, failure: null })
  draftPrompts(id, null)
}

/** Sets that say where the target is, by the parsers of their replies. */
const reasoningParsers: ReadonlySet<string> = new Set(['stepwise', 'plain', 'coprs', 'llavaseg'])

export function isReasoning({ parser }: Pick<PromptEntry, 'parser'>): boolean {
  return reasoningParsers.has(parser)
}
