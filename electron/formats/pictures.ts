import type { DatasetSample } from '#core/dataset/dataset'
import type { ExportFolder, ExportSource } from './format.ts'
import { createNames, safeName, stemOf } from './names.ts'

/** What an export calls the pictures it speaks of. */
export interface ExportPictures {
  /** The picture's name below the export's folder, without the prefix; with `copyImages` it is there from now on. */
  nameOf(sample: DatasetSample): Promise<string>
}

/** Names in the order the pictures are met, so that the same project has the same. `prefix` ends with `/` or is empty. */
export function createPictures(
  source: ExportSource,
  folder: ExportFolder,
  prefix = '',
): ExportPictures {
  const names = new Map<number, string>()
  const free = createNames(folder)
  return {
    async nameOf(sample) {
      const known = names.get(sample.imageId)
      if (known !== undefined) return known
      const safe = safeName(sample.imageName)
      const stem = stemOf(safe)
      const full = free(prefix + stem, safe.slice(stem.length))
      names.set(sample.imageId, full.slice(prefix.length))
      if (source.options.copyImages) await folder.copy(await source.imagePath(sample), full)
      return full.slice(prefix.length)
    },
  }
}
