import sharp from 'sharp'
import type { Rle } from '#core/mask/mask'
import { maskFromRle } from '#core/mask/rle'

/** Grey levels of a mask's picture, those of ReasonSeg's evaluation: 255 is left out of it. */
export const maskLevels = { background: 0, target: 1, ignore: 255 } as const

/** An 8-bit grey PNG. A pixel of both is target: ignore counts only outside of it. */
export async function pngFromMasks(target: Rle, ignore: Rle): Promise<Buffer> {
  const { size, bits } = maskFromRle(target)
  const ignored = maskFromRle(ignore).bits
  const grey = Buffer.from(bits)
  for (let i = 0; i < grey.length; i++)
    if (grey[i] === 0 && ignored[i] === 1) grey[i] = maskLevels.ignore
  return sharp(grey, { raw: { ...size, channels: 1 } })
    .toColourspace('b-w')
    .png({ compressionLevel: 6, adaptiveFiltering: false })
    .toBuffer()
}
