import { create } from 'zustand'

/** Files of a model on their way from a browser to the application. */
export type Upload = {
  /** Names the folder they are put into. */
  readonly group: string
  readonly title: string
  readonly sent: number
  readonly total: number
  readonly cancel: () => void
}

export const useUploads = create<{ readonly uploads: readonly Upload[] }>(() => ({ uploads: [] }))

/** Adds an upload, or takes its place. */
export function takeUpload(upload: Upload): void {
  useUploads.setState(({ uploads }) => ({
    uploads: uploads.some(({ group }) => group === upload.group)
      ? uploads.map((one) => (one.group === upload.group ? upload : one))
      : [...uploads, upload],
  }))
}

export function endUpload(group: string): void {
  useUploads.setState(({ uploads }) => ({
    uploads: uploads.filter((upload) => upload.group !== group),
  }))
}
