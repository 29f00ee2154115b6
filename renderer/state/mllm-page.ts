import { create } from 'zustand'
import { useApp } from './app.ts'

/** What the MLLMs page shows beside its list. */
export type MllmShown =
  | { readonly kind: 'profile'; readonly name: string }
  | { readonly kind: 'new' }
  | { readonly kind: 'prompts'; readonly id: string }
  | { readonly kind: 'attention' }

/** null: the first profile, or a new one where there is none. */
export const useMllmPage = create<{ readonly shown: MllmShown | null }>(() => ({ shown: null }))

/** Goes to the MLLMs page, to one entry where named. */
export function showMllms(shown: MllmShown | null = null): void {
  if (shown !== null) useMllmPage.setState({ shown })
  useApp.setState({ page: 'mllms' })
}
