import { fail, ok, type Result } from '../result.ts'
import { idOf, fieldsOf } from './taken.ts'

/** Segments of one picture. */
const mostSegments = 20_000

export type PanopticSegment = {
  readonly id: number
  readonly categoryId: number
  readonly isCrowd: boolean
}

export type PanopticAnnotation = {
  readonly imageId: number
  /** Of the PNG with the segments' ids. */
  readonly fileName: string
  /** What is wrong with one that is none. */
  readonly segments: readonly (PanopticSegment | string)[]
}

/** Ids of a picture's segments, row-major: red + 256 green + 65536 blue; 0 is nothing. */
export function panopticIds(rgb: ArrayLike<number>): Uint32Array {
  const ids = new Uint32Array(rgb.length / 3)
  for (let i = 0; i < ids.length; i++) {
    const [r, g, b] = [rgb[i * 3], rgb[i * 3 + 1], rgb[i * 3 + 2]] as number[]
    ids[i] = (r as number) + 256 * (g as number) + 65_536 * (b as number)
  }
  return ids
}

/** Fails with `bad_input` where it names no image, no picture below the folder or no segments. */
export function parsePanoptic(value: unknown): Result<PanopticAnnotation> {
  const record = fieldsOf(value)
  const { image_id: imageId, file_name: fileName, segments_info: segments } = record
  if (!Number.isSafeInteger(imageId)) return fail('bad_input', 'it has no whole number as image_id')
  const isName = typeof fileName === 'string' && !/^\/|(^|\/)\.\.(\/|$)|\\|^$/.test(fileName)
  if (!isName) return fail('bad_input', 'its file_name is no name below the folder of pictures')
  if (!Array.isArray(segments) || segments.length > mostSegments)
    return fail('bad_input', `its segments_info is no list of at most ${mostSegments}`)
  const read = segments.map((one: unknown, i) => segmentOf(one) ?? `segments_info[${i}]`)
  return ok({ imageId: imageId as number, fileName, segments: read })
}

function segmentOf(value: unknown): PanopticSegment | null {
  const { id, category_id: category, iscrowd } = fieldsOf(value)
  const own = idOf(id)
  if (own === null || !Number.isSafeInteger(category)) return null
  return { id: own, categoryId: category as number, isCrowd: iscrowd === 1 || iscrowd === true }
}
