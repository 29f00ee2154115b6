import { access } from 'node:fs/promises'
import { fullPath } from '#electron/files/image-paths'
import { failure } from '#models/failure'
import type { ImageSource } from '#models/ports'
import type { ImageRow } from '#rpc/schemas/project'

/** The image as a segmenter takes it. Throws AppFailure `image_missing` where its file is gone. */
export async function imageSourceOf(
  project: { readonly path: string },
  image: ImageRow,
): Promise<ImageSource> {
  const path = fullPath(project.path, image.path)
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
