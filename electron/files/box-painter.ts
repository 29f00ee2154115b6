import sharp from 'sharp'
import type { ImageBox } from '#core/geometry/box'
import type { Size } from '#core/geometry/size'

/** Pixels of a frame of 1000; red and blue are the words of the prompt, so these are no colours of the palette. */
const style = { line: 5, casing: 9, red: '#ff0000', blue: '#0040ff' }
const frame = 1000

export type BoxesToPaint = {
  /** In pixels of the image. */
  readonly red: readonly ImageBox[]
  readonly blue: readonly ImageBox[]
  /** Of the image. */
  readonly size: Size
}

/**
 * Boxes over a square picture of the image, red over blue, each with a white casing: PNG of the picture's side. Boxes
 * that lie on the border are drawn just inside. The same input gives the same bytes.
 */
export async function paintBoxes(
  picture: Uint8Array,
  { red, blue, size }: BoxesToPaint,
): Promise<Buffer> {
  const { width } = await sharp(picture).metadata()
  const rects = [
    ...blue.map((box) => rectOf(box, size, style.blue)),
    ...red.map((box) => rectOf(box, size, style.red)),
  ]
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${width}" ` +
    `viewBox="0 0 ${frame} ${frame}" fill="none">${rects.join('')}</svg>`
  return sharp(picture)
    .composite([{ input: Buffer.from(svg) }])
    .removeAlpha()
    .png()
    .toBuffer()
}

function rectOf({ x0, y0, x1, y1 }: ImageBox, { width, height }: Size, colour: string): string {
  const inset = style.casing / 2
  const inside = (value: number) => Math.min(frame - inset, Math.max(inset, value))
  const left = inside((x0 / width) * frame)
  const top = inside((y0 / height) * frame)
  const right = Math.max(left + 1, inside((x1 / width) * frame))
  const bottom = Math.max(top + 1, inside((y1 / height) * frame))
  const place = `x="${left}" y="${top}" width="${right - left}" height="${bottom - top}"`
  return (
    `<rect ${place} stroke="#ffffff" stroke-width="${style.casing}"/>` +
    `<rect ${place} stroke="${colour}" stroke-width="${style.line}"/>`
  )
}
