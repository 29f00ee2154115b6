import { storedPath } from '#electron/files/image-paths'
import type { Staged } from '#electron/store/transfer-staging'
import type { ForeignImage } from './foreign-images.ts'
import type { OpenProject } from './open-project.ts'

/** Every image of an import once, and which foreign keys mean it. */
export interface ImagePlan {
  /** Place of the image in the import's list; a key is kept once, a new image likes the wished id in exports. */
  add(image: ForeignImage, key: string | null, wishedId: number | null): number
  readonly staged: Pick<Staged, 'images' | 'imageKeys'>
}

export function createImagePlan(project: OpenProject): ImagePlan {
  const indexOf = new Map<number | string, number>()
  const images: Staged['images'][number][] = []
  const imageKeys: Staged['imageKeys'][number][] = []
  return {
    add(image, key, wishedId) {
      const place = image.kind === 'known' ? image.row : image.image.path
      const index = indexOf.get(place) ?? images.length
      if (index === images.length) images.push(stagedImage(project, image, wishedId))
      indexOf.set(place, index)
      if (key !== null) imageKeys.push({ key, image: index })
      return index
    },
    staged: { images, imageKeys },
  }
}

function stagedImage(
  project: OpenProject,
  image: ForeignImage,
  wishedId: number | null,
): Staged['images'][number] {
  if (image.kind === 'known') return { row: image.row }
  return { fresh: { ...image.image, path: storedPath(project.path, image.image.path) }, wishedId }
}
