import { hashSide, perceptualHash } from '#core/dataset/perceptual-hash'
import { openImage } from '#models/image/open-image'

/**
 * What tells the picture apart from others that merely look alike on the disk; null where nothing but one grey is to be
 * seen. Rejects where the file cannot be read.
 */
export async function hashPicture(path: string): Promise<string | null> {
  const grey = await openImage(path)
    .resize(hashSide, hashSide, { fit: 'fill', kernel: 'mitchell' })
    .greyscale()
    .raw()
    .toBuffer()
  return perceptualHash(grey)
}
