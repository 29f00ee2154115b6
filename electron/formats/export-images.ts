import { createExportPaths } from '#core/dataset/export-paths'
import type { DatasetSample } from '#core/dataset/dataset'
import { uprightPicture } from '#electron/files/upright-picture'
import type { ExportFolder, ExportSource } from './format.ts'

/**
 * Puts the picture of a sample into `images/` and gives its name there, each image once. One whose file is not upright, or
 * of a kind that trainers do not open, becomes a PNG.
 */
export function imagesInto(
  source: ExportSource,
  folder: ExportFolder,
): (sample: DatasetSample) => Promise<string> {
  const names = new Map<number, string>()
  const pathOf = createExportPaths()
  return async (sample) => {
    const known = names.get(sample.imageId)
    if (known !== undefined) return known
    const path = await source.imagePath(sample)
    const upright = await uprightPicture(path)
    const asPng = sample.imageName.replace(/\.[^./]*$/, '') + '.png'
    const name = pathOf(`images/${upright === null ? sample.imageName : asPng}`)
    names.set(sample.imageId, name)
    await (upright === null ? folder.copy(path, name) : folder.write(name, upright))
    return name
  }
}
