import sharp from 'sharp'
import type { Size } from '#core/geometry/size'
import { numberStrokes } from '#core/grid/digits'
import type { Rle } from '#core/mask/mask'
import { rasterOf } from '#core/mask/raster'
import { maskFromRle } from '#core/mask/rle'
import { fittedSize } from '#models/image/open-image'
import { pathFromStroke } from './overlay-painter.ts'
import { scaledUpright } from './upright-picture.ts'

/** Of a sheet, in pixels: a tile's longer side at most, the strip above it that holds its number, what is between tiles. */
const sheet = { columns: 3, tile: 336, strip: 36, gap: 8 } as const
const ground = { r: 96, g: 96, b: 96 }

/** The mask at the image's size, white on black: PNG of one channel, 255 and 0. */
export async function paintWhiteMask(rle: Rle): Promise<Buffer> {
  return greyPng(maskFromRle(rle))
}

/** The same stretched to another size. */
export async function paintSmallMask(rle: Rle, size: Size): Promise<Buffer> {
  return greyPng(rasterOf(rle, size))
}

/** The size of a picture inside a square of that side, its shape kept; never enlarged. */
export function sizeWithin(size: Size, side: number): Size {
  const least = Math.min(side, Math.max(size.width, size.height))
  return fittedSize(size, { width: least, height: least })
}

/**
 * The image and its masks side by side on grey, three a row: first the image, then the masks white on black, each under
 * its number from 1. `size` is the upright image's. PNG; the same input gives the same bytes.
 */
export async function paintScoreSheet(
  path: string,
  size: Size,
  rles: readonly Rle[],
): Promise<Buffer> {
  const tile = sizeWithin(size, sheet.tile)
  const { columns, strip, gap } = sheet
  const rows = Math.ceil((rles.length + 1) / columns)
  const whole = {
    width: columns * (tile.width + gap) + gap,
    height: rows * (tile.height + strip + gap) + gap,
  }
  const masks = await Promise.all(rles.map((rle) => paintSmallMask(rle, tile)))
  const tiles = [await scaledUpright(path, tile, 'png'), ...masks].map((input, i) => ({
    input,
    ...cornerOf(i, tile),
  }))
  const numbers = { input: Buffer.from(svgOfNumbers(rles.length, tile, whole)), left: 0, top: 0 }
  return sharp({ create: { ...whole, channels: 3, background: ground } })
    .composite([...tiles, numbers])
    .removeAlpha()
    .png()
    .toBuffer()
}

function greyPng({ size, bits }: { readonly size: Size; readonly bits: Uint8Array }) {
  return sharp(Buffer.from(bits.map((bit) => bit * 255)), { raw: { ...size, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer()
}

/** Top left corner of a tile, its strip above it. */
function cornerOf(index: number, tile: Size): { readonly left: number; readonly top: number } {
  const { columns, strip, gap } = sheet
  return {
    left: gap + (index % columns) * (tile.width + gap),
    top: gap + strip + Math.floor(index / columns) * (tile.height + strip + gap),
  }
}

/** Strokes alone: no text, hence no font. */
function svgOfNumbers(count: number, tile: Size, whole: Size): string {
  const paths = Array.from({ length: count }, (_, i) => {
    const { left, top } = cornerOf(i + 1, tile)
    const at = { x: left + tile.width / 2, y: top - sheet.strip / 2, size: 22 }
    return numberStrokes(String(i + 1), at)
      .map(pathFromStroke)
      .join('')
  })
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${whole.width}" height="${whole.height}">` +
    `<path d="${paths.join('')}" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>`
  )
}
