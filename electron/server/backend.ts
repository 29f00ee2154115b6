import type { AppError, Result } from '#core/result'
import type { Picture, PictureName } from '#electron/usecases/pictures'
import type { SentAgain, SentPictureName } from '#electron/usecases/sent-picture'
import { AppFailure } from '#models/failure'
import type { EventSource } from './event-sockets.ts'

/** What the HTTP face needs of the application behind it. */
export interface Backend {
  call(method: string, params: unknown): Promise<Result<unknown>>
  picture(name: PictureName): Promise<Picture>
  /** A picture that was sent to an MLLM, made again. */
  sentPicture(name: SentPictureName): Promise<SentAgain>
  readonly events: EventSource
  /** Where files of models that are dropped are kept until they are imported. */
  readonly modelUploads: string
  /** Path of the open project, or null. */
  projectPath(): string | null
  /** A line for the log file; secrets are never passed in. */
  log(level: 'info' | 'error', message: string): void
}

/** The expected error a thrown value carries; null for a bug. */
export function expectedError(thrown: unknown): AppError | null {
  return thrown instanceof AppFailure ? thrown.error : null
}
