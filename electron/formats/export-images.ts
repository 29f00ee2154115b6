import type { DatasetSample } from '#core/dataset/dataset'
import { uprightPicture } from '#electron/files/upright-picture'
import type { ExportFolder, ExportSource } from './format.ts'
import { createNames, safeName, stemOf } from './names.ts'

/**
 * Puts the picture of a sample into `images/` and gives its name there, each image once. One whose file is not upright, or
 * of a kind that trainers do not open, becomes a PNG.
 */
export function imagesInto(
  source: ExportSource,
  folder: ExportFolder,
): (sample: DatasetSample) => Promise<string> {
  const names = new Map<number, string>()
  const free = createNames(folder)
  return async (sample) => {
    const known = names.get(sample.imageId)
    if (known !== undefined) return known
    const path = await source.imagePath(sample)
    const upright = await uprightPicture(path)
    const safe = safeName(sample.imageName)
    const stem = stemOf(safe)
    const name = free(`images/${stem}`, upright === null ? safe.slice(stem.length) : '.png')
    names.set(sample.imageId, name)
    await (upright === null ? folder.copy(path, name) : folder.write(name, upright))
    return name
  }
}
