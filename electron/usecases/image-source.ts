import { access } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { failure } from '#electron/files/failures'
import type { ImageSource } from '#models/ports'
import type { ImageRow } from '#rpc/schemas/project'

/** Where an image of a project lies now: its path is relative to the project's folder where possible. */
export function imagePathOf(project: { readonly path: string }, image: ImageRow): string {
  return resolve(dirname(project.path), image.path)
}

/** The image as a segmenter takes it. Throws AppFailure `image_missing` where its file is gone. */
export async function imageSourceOf(
  project: { readonly path: string },
  image: ImageRow,
): Promise<ImageSource> {
  const path = imagePathOf(project, image)
  try {
    await access(path)
  } catch {
    throw failure(
      'image_missing',
      `The image file ${path} is not there any more.`,
      'Bring it back, or link the project to the folder it was moved to.',
    )
  }
  return { path, digest: image.digest, size: image.size }
}
