import { useEffect } from 'react'
import type { PromptEntry } from '#rpc/schemas/prompts'
import { useApp } from './app.ts'
import { attempt } from './notices.ts'
import { reloadPrompts, usePrompts } from './prompts.ts'

/** The prompt sets as the open project has them; null until they are read. */
export function useProjectPrompts(): readonly PromptEntry[] | null {
  const path = useApp((state) => state.project?.path ?? null)
  const entries = usePrompts((state) => (state.project === path ? state.entries : null))
  const isRead = entries !== null
  useEffect(() => {
    if (!isRead) attempt('Reading the prompt sets', () => reloadPrompts(path))
  }, [path, isRead])
  return entries
}
