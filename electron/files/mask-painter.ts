import sharp from 'sharp'
import type { Size } from '#core/geometry/size'
import type { Rle } from '#core/mask/mask'
import { maskFromRle } from '#core/mask/rle'
import { priorSide } from '#core/prior/prior'
import { unwrap } from '#models/failure'
import { openImage, readImageInfo } from '#models/image/open-image'

/** Okabe-Ito orange and vermillion: the target's colour, and the mark of high prior weight. */
const targetColour = { r: 230, g: 159, b: 0 }
const priorColour = { r: 213, g: 94, b: 0 }

/** How many times darker the picture is outside a painted mask. */
const dimming = 0.45

/** The upright picture (a path or a picture's bytes) at this width in pixels, JPEG. */
export async function paintThumbnail(picture: string | Buffer, width: number): Promise<Buffer> {
  const opened = typeof picture === 'string' ? openImage(picture) : sharp(picture)
  return opened.resize({ width }).jpeg({ quality: 82 }).toBuffer()
}

/** The picture at this width, dimmed outside the mask and tinted inside, JPEG. */
export async function paintMask(path: string, rle: Rle, width: number): Promise<Buffer> {
  const mask = maskFromRle(rle)
  const height = heightAt(width, mask.size)
  const coverage = await sharp(Buffer.from(mask.bits.map((bit) => bit * 255)), {
    raw: { ...mask.size, channels: 1 },
  })
    .resize(width, height, { fit: 'fill' })
    .extractChannel(0)
    .raw()
    .toBuffer()
  return paintOver(path, { width, height }, (index) => {
    const inside = (coverage[index] ?? 0) / 255
    return { light: dimming + (1 - dimming) * inside, tint: 0.4 * inside, colour: targetColour }
  })
}

/** The picture at this width with the 32×32 prior over it, smoothed, JPEG. */
export async function paintPrior(
  path: string,
  weights: readonly number[],
  width: number,
): Promise<Buffer> {
  const picture = unwrap(await readImageInfo(path)).size
  const size = { width, height: heightAt(width, picture) }
  const smooth = await sharp(Buffer.from(weights.map((weight) => Math.round(weight * 255))), {
    raw: { width: priorSide, height: priorSide, channels: 1 },
  })
    .resize(size.width, size.height, { fit: 'fill', kernel: 'cubic' })
    .extractChannel(0)
    .raw()
    .toBuffer()
  return paintOver(path, size, (index) => {
    const weight = (smooth[index] ?? 0) / 255
    return { light: dimming + (1 - dimming) * weight, tint: 0.45 * weight, colour: priorColour }
  })
}

type Ink = {
  readonly light: number
  readonly tint: number
  readonly colour: { readonly r: number; readonly g: number; readonly b: number }
}

async function paintOver(
  path: string,
  size: { readonly width: number; readonly height: number },
  inkAt: (index: number) => Ink,
): Promise<Buffer> {
  const pixels = await openImage(path)
    .resize(size.width, size.height, { fit: 'fill' })
    .removeAlpha()
    .raw()
    .toBuffer()
  for (let index = 0; index < size.width * size.height; index += 1) {
    const { light, tint, colour } = inkAt(index)
    const at = index * 3
    pixels[at] = mix(pixels[at] ?? 0, colour.r, { light, tint })
    pixels[at + 1] = mix(pixels[at + 1] ?? 0, colour.g, { light, tint })
    pixels[at + 2] = mix(pixels[at + 2] ?? 0, colour.b, { light, tint })
  }
  return sharp(pixels, { raw: { ...size, channels: 3 } })
    .jpeg({ quality: 82 })
    .toBuffer()
}

function mix(value: number, ink: number, share: { light: number; tint: number }): number {
  return Math.round(value * share.light * (1 - share.tint) + ink * share.tint)
}

/** Of a picture of this size shown at this width. */
function heightAt(width: number, size: Size): number {
  return Math.max(1, Math.round((size.height * width) / size.width))
}
