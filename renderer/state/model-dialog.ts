import { create } from 'zustand'
import type { ModelEntry } from '#rpc/schemas/models'

export type ModelQuestion =
  /** Whether the user agrees to the model's licence. */
  | { readonly kind: 'licence'; readonly model: ModelEntry }
  /** Whether to delete the model's files. */
  | { readonly kind: 'remove'; readonly model: ModelEntry }

type ModelDialogState = {
  readonly question: ModelQuestion | null
  readonly answer: (isYes: boolean) => void
  /** The import dialog: for the manifest's model named, or null for whatever is recognised. */
  readonly importing: { readonly id: string | null } | null
}

export const useModelDialog = create<ModelDialogState>(() => ({
  question: null,
  answer: () => {},
  importing: null,
}))

/** Asks in a dialog; an earlier question still open counts as declined. */
export function askAboutModel(question: ModelQuestion): Promise<boolean> {
  useModelDialog.getState().answer(false)
  return new Promise((resolve) => {
    useModelDialog.setState({
      question,
      answer: (isYes) => {
        useModelDialog.setState({ question: null, answer: () => {} })
        resolve(isYes)
      },
    })
  })
}

export function openImport(id: string | null): void {
  useModelDialog.setState({ importing: { id } })
}

export function closeImport(): void {
  useModelDialog.setState({ importing: null })
}
