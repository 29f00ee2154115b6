import { create } from 'zustand'

export type PathKind = 'folder' | 'project' | 'json' | 'any'

/** What the application's own file dialog is asked for. */
export type PathRequest = {
  readonly title: string
  readonly start: string | null
  readonly purpose: 'folder' | 'open' | 'save'
  readonly kind: PathKind
  /** Proposed file name when saving. */
  readonly name: string
}

type FileDialogState = {
  readonly request: PathRequest | null
  readonly answer: (path: string | null) => void
}

export const useFileDialog = create<FileDialogState>(() => ({ request: null, answer: () => {} }))

/** Opens the dialog; an earlier one still open counts as dismissed. */
export function askPath(request: PathRequest): Promise<string | null> {
  useFileDialog.getState().answer(null)
  return new Promise((resolve) => {
    useFileDialog.setState({
      request,
      answer: (path) => {
        useFileDialog.setState({ request: null, answer: () => {} })
        resolve(path)
      },
    })
  })
}
