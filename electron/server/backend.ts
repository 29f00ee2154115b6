import type { AppError, Result } from '#core/result'
import { AppFailure } from '#models/failure'
import type { EventSource } from './event-sockets.ts'

/** A picture as bytes; `etag` changes when the bytes would. */
export type Picture = { readonly body: Uint8Array; readonly type: string; readonly etag: string }

/** Which picture of an image a URL names. */
export type PictureName =
  | { readonly kind: 'thumbnail' | 'preview'; readonly image: number }
  | {
      readonly kind: 'tile'
      readonly image: number
      readonly level: number
      readonly column: number
      readonly row: number
    }
  | {
      readonly kind: 'grid'
      readonly image: number
      readonly picture: 'rows' | 'columns' | 'cells' | 'bare'
      readonly n: number
      readonly shift: boolean
    }

/** What the HTTP face needs of the application behind it. */
export interface Backend {
  call(method: string, params: unknown): Promise<Result<unknown>>
  picture(name: PictureName): Promise<Picture>
  readonly events: EventSource
  /** Path of the open project, or null. */
  projectPath(): string | null
  /** A line for the log file; secrets are never passed in. */
  log(level: 'info' | 'error', message: string): void
}

/** The expected error a thrown value carries; null for a bug. */
export function expectedError(thrown: unknown): AppError | null {
  return thrown instanceof AppFailure ? thrown.error : null
}
