import { readFile } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'
import type { Size } from '#core/geometry/size'
import { checkImage, openImage } from '#models/image/open-image'
import { AppFailure, failure } from '#models/failure'

const longestJpeg = 65_500

/** What every trainer's picture library opens. */
const common: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp'])

/**
 * null where the file shows the upright picture to those who know nothing of EXIF, too, and is of a common kind: it can
 * be copied as it is. Else the upright picture as PNG. Masks lie on the upright one. Throws AppFailure `image_missing`,
 * `image_unreadable` or `image_too_large`.
 */
export async function uprightPicture(path: string): Promise<Buffer | null> {
  return tellingWhy(path, async () => {
    const { format, orientation = 1, pages = 1 } = await sharp(path).metadata()
    if (common.has(format) && orientation === 1 && pages === 1) return null
    return openImage(path).png().toBuffer()
  })
}

/** Bytes of a picture that is upright for everybody: the file's own, or PNG. Throws the same. */
export async function uprightBytes(path: string): Promise<Buffer> {
  const upright = await uprightPicture(path)
  return upright ?? tellingWhy(path, async () => readFile(path))
}

/**
 * null where the file is a JPEG, turned by EXIF or not: it can be copied as it is for readers that mind EXIF. Else the
 * upright picture as JPEG, and what it was. Throws the same, and `image_too_large` for a side that JPEG has no room for.
 */
export async function jpegPicture(
  path: string,
): Promise<{ readonly bytes: Buffer; readonly was: string } | null> {
  return tellingWhy(path, async () => {
    const { format, autoOrient } = await sharp(path).metadata()
    if (format === 'jpeg') return null
    if (Math.max(autoOrient.width, autoOrient.height) > longestJpeg)
      throw failure(
        'image_too_large',
        `The image ${path} has a side of more than ${longestJpeg} pixels: no JPEG can hold it.`,
        'Scale it down or cut it into parts.',
      )
    const picture = openImage(path).jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    return {
      bytes: await picture.toBuffer(),
      was: format === 'heif' ? 'AVIF' : format.toUpperCase(),
    }
  })
}

/** The upright picture stretched to that size, PNG or JPEG. Throws the same. */
export async function scaledUpright(
  path: string,
  { width, height }: Size,
  type: 'png' | 'jpeg',
): Promise<Buffer> {
  return tellingWhy(path, async () =>
    encoded(openImage(path).resize(width, height, { fit: 'fill' }).removeAlpha(), type),
  )
}

function encoded(picture: Sharp, type: 'png' | 'jpeg'): Promise<Buffer> {
  return type === 'png' ? picture.png().toBuffer() : picture.jpeg({ quality: 90 }).toBuffer()
}

/** What libraries say of a broken picture is said again by what checks pictures, in its words. */
async function tellingWhy<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppFailure) throw error
    const checked = await checkImage(path)
    throw checked.ok ? error : new AppFailure(checked.error)
  }
}
