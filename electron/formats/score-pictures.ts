import type { DatasetSample } from '#core/dataset/dataset'
import type { ScoreGroup } from '#core/dataset/mask-scoring'
import {
  paintScoreSheet,
  paintSmallMask,
  paintWhiteMask,
  sizeWithin,
} from '#electron/files/score-painter'
import { scaledUpright } from '#electron/files/upright-picture'
import { imagesInto } from './export-images.ts'
import type { ExportFolder, ExportSource } from './format.ts'
import { createNames, safeName } from './names.ts'

/** `files` beside each other, one `sheet`, or `inside` the rows as data URLs. */
export type PictureKind = 'files' | 'sheet' | 'inside'

/** Makes the pictures of a group; what rows call them, the image first. */
export type GroupPictures = (sample: DatasetSample, group: ScoreGroup) => Promise<string[]>

/** Side of a picture inside a row at most: hosts take some megabytes each. */
const insideSide = 1024

export function groupPictures(
  kind: PictureKind,
  source: ExportSource,
  folder: ExportFolder,
): GroupPictures {
  switch (kind) {
    case 'files':
      return pictureFiles(source, folder)
    case 'sheet':
      return async (sample, { group, candidates }) => {
        const name = `sheets/${sample.annotationId}-g${group.index}.png`
        const masks = candidates.map(({ rle }) => rle)
        const path = await source.imagePath(sample)
        await folder.write(name, await paintScoreSheet(path, sample.size, masks))
        return [name]
      }
    case 'inside':
      return async (sample, { candidates }) => {
        const path = await source.imagePath(sample)
        const size = sizeWithin(sample.size, insideSide)
        const image = await scaledUpright(path, size, 'jpeg')
        const masks = candidates.map(async ({ rle }) => paintSmallMask(rle, size))
        const pngs = (await Promise.all(masks)).map((png) => dataUrl('png', png))
        return [dataUrl('jpeg', image), ...pngs]
      }
  }
}

function pictureFiles(source: ExportSource, folder: ExportFolder): GroupPictures {
  const imageOf = imagesInto(source, folder)
  const free = createNames(folder)
  return async (sample, { candidates }) => {
    const pictures = [await imageOf(sample)]
    for (const { cid, rle } of candidates) {
      const name = free(
        `masks/${sample.annotationId}/${safeName(cid.replaceAll('/', '_'))}`,
        '.png',
      )
      await folder.write(name, await paintWhiteMask(rle))
      pictures.push(name)
    }
    return pictures
  }
}

function dataUrl(type: 'png' | 'jpeg', bytes: Buffer): string {
  return `data:image/${type};base64,${bytes.toString('base64')}`
}
