import { create } from 'zustand'
import type { MllmState } from '#rpc/schemas/mllm'
import type { PromptEntry } from '#rpc/schemas/prompts'

/** Who is on another machine and was not allowed yet. */
export type ConsentHost = {
  readonly kind: 'mllm' | 'attention'
  readonly name: string
  readonly url: string
}

export type MllmQuestion =
  /** Whether pictures and queries may go there. */
  | { readonly kind: 'consent'; readonly host: ConsentHost }
  | { readonly kind: 'remove'; readonly state: MllmState }
  /** Whether the project's own wording is given up. */
  | { readonly kind: 'shipped-wording'; readonly entry: PromptEntry }

type MllmDialogState = {
  readonly question: MllmQuestion | null
  readonly answer: (isYes: boolean) => void
}

export const useMllmDialog = create<MllmDialogState>(() => ({ question: null, answer: () => {} }))

/** Asks in a dialog; an earlier question still open counts as declined. */
export function askAboutMllm(question: MllmQuestion): Promise<boolean> {
  useMllmDialog.getState().answer(false)
  return new Promise((resolve) => {
    useMllmDialog.setState({
      question,
      answer: (isYes) => {
        useMllmDialog.setState({ question: null, answer: () => {} })
        resolve(isYes)
      },
    })
  })
}
