import { problemOfSize } from '#core/dataset/taken'
import type { Levels } from '#core/dataset/mask-levels'
import type { Size } from '#core/geometry/size'
import { readLabelPng, type LabelPicture } from '#electron/files/label-png'
import { readBytes } from '#electron/files/text-file'
import { unwrap } from '#models/failure'
import { problemOf } from './found-files.ts'

const largestFile = 512 << 20

/** A PNG of numbers of the image's size, or why there is none. */
export async function readNumbers(path: string, size: Size): Promise<LabelPicture | string> {
  let picture: LabelPicture
  try {
    picture = unwrap(await readLabelPng(await readBytes(path, largestFile)))
  } catch (error) {
    return problemOf(path, error).reason
  }
  return problemOfSize(picture.size, size) ?? picture
}

/** The levels of a picture; of a coloured one the strongest of its colours. */
export function levelsOf({ size, kind, values }: LabelPicture): Levels {
  if (kind !== 'rgb') return { size, values, isPalette: kind === 'palette' }
  const levels = new Uint16Array(values.length / 3)
  for (let i = 0; i < levels.length; i++)
    levels[i] = Math.max(
      values[i * 3] as number,
      values[i * 3 + 1] as number,
      values[i * 3 + 2] as number,
    )
  return { size, values: levels, isPalette: false }
}
