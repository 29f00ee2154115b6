import sharp from 'sharp'

/** 8-bit R G B, rows from the top. */
export type Picture = { readonly width: number; readonly height: number; readonly rgb: Uint8Array }

/** One byte a pixel, 0 or 1, rows from the top. */
export type Bits = { readonly width: number; readonly height: number; readonly bits: Uint8Array }

/** Sent as a picture and none. */
export class NoPicture extends Error {}

/** PNG or JPEG to pixels. Throws NoPicture where it is neither. */
export async function decodePicture(bytes: Uint8Array): Promise<Picture> {
  const { data, info } = await sharp(bytes)
    .flatten()
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((error: unknown) => {
      throw new NoPicture(`one of the pictures is none: ${String(error)}`)
    })
  if (info.channels !== 3) throw new Error(`a picture of ${info.channels} channels`)
  return { width: info.width, height: info.height, rgb: data }
}

export function bitsWhere(
  picture: Picture,
  is: (r: number, g: number, b: number) => boolean,
): Bits {
  const { width, height, rgb } = picture
  const bits = new Uint8Array(width * height)
  for (let i = 0; i < bits.length; i++)
    bits[i] = is(rgb[3 * i]!, rgb[3 * i + 1]!, rgb[3 * i + 2]!) ? 1 : 0
  return { width, height, bits }
}

/** Pixels that belong together, edge to edge. Bounds: first row and column, and those behind the last. */
export type Blob = {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
  readonly pixels: Int32Array
}

/** All blobs of at most so many pixels' width and height. */
export function blobsOf({ width, height, bits }: Bits, most = Number.POSITIVE_INFINITY): Blob[] {
  const left = bits.slice()
  const queue = new Int32Array(bits.length)
  const blobs: Blob[] = []
  for (let start = 0; start < left.length; start++) {
    if (left[start] === 0) continue
    left[start] = 0
    queue[0] = start
    let end = 1
    let [x0, y0, x1, y1] = [width, height, 0, 0]
    const take = (next: number): void => {
      if (left[next] !== 1) return
      left[next] = 0
      queue[end++] = next
    }
    for (let at = 0; at < end; at++) {
      const pixel = queue[at]!
      const x = pixel % width
      const y = (pixel - x) / width
      if (x < x0) x0 = x
      if (x >= x1) x1 = x + 1
      if (y < y0) y0 = y
      if (y >= y1) y1 = y + 1
      if (x > 0) take(pixel - 1)
      if (x < width - 1) take(pixel + 1)
      take(pixel - width)
      take(pixel + width)
    }
    if (x1 - x0 <= most && y1 - y0 <= most)
      blobs.push({ x0, y0, x1, y1, pixels: queue.slice(0, end) })
  }
  return blobs
}
