import { readDigit } from './digits.ts'
import { inkOf } from './numbers.ts'
import { blobsOf, type Bits, type Blob, type Picture } from './picture.ts'

/** A disc of an outline's colour with the outline's number on it, in pixels. */
export type Disc = { readonly x: number; readonly y: number; readonly radius: number }

/** Radius of what is coloured of a badge, as a share of the picture's side. */
const radii = { least: 0.013, most: 0.02 }

/** The badges among the pixels of one colour. */
export function badgesOf(own: Bits): Disc[] {
  return blobsOf(own).flatMap((blob) => {
    const disc = discOf(blob, own)
    return disc === null ? [] : [disc]
  })
}

/** Digits that reach from rim to rim may cut a piece off its top or bottom. */
function discOf(blob: Blob, own: Bits): Disc | null {
  const [width, height] = [blob.x1 - blob.x0, blob.y1 - blob.y0]
  const across = Math.max(width, height)
  if (across < 2 * radii.least * own.width || across > 2 * radii.most * own.width) return null
  if (Math.min(width, height) < 0.8 * across) return null
  const radius = across / 2
  const places = [
    { x: blob.x0 + radius, y: blob.y0 + radius, radius },
    { x: blob.x1 - radius, y: blob.y1 - radius, radius },
  ]
  const [best] = places
    .map((disc) => ({ disc, share: shareIn(own, disc) }))
    .toSorted((a, b) => b.share - a.share)
  return best !== undefined && best.share > 0.38 ? best.disc : null
}

/** How much of the disc is of the colour. */
function shareIn(own: Bits, disc: Disc): number {
  let [count, all] = [0, 0]
  eachPixel(own, disc, (i) => {
    count += own.bits[i]!
    all += 1
  })
  return count / Math.max(1, all)
}

export function eachPixel(
  { width, height }: { readonly width: number; readonly height: number },
  { x: cx, y: cy, radius }: Disc,
  visit: (i: number) => void,
): void {
  for (let y = Math.max(0, Math.floor(cy - radius)); y < Math.min(height, cy + radius); y++)
    for (let x = Math.max(0, Math.floor(cx - radius)); x < Math.min(width, cx + radius); x++)
      if (Math.hypot(x + 0.5 - cx, y + 0.5 - cy) <= radius) visit(y * width + x)
}

/** The dark number on a badge; null where there is none that can be read. */
export function numberOn(picture: Picture, disc: Disc): number | null {
  const { width, height, rgb } = picture
  const values = new Float64Array(width * height)
  const bits = new Uint8Array(width * height)
  eachPixel(picture, { ...disc, radius: disc.radius - 1.5 }, (i) => {
    const most = Math.max(rgb[3 * i]!, rgb[3 * i + 1]!, rgb[3 * i + 2]!)
    values[i] = Math.min(1, Math.max(0, (150 - most) / 130))
    bits[i] = values[i]! > 0.4 ? 1 : 0
  })
  const light = { width, height, values }
  const digits = blobsOf({ width, height, bits })
    .filter(({ y0, y1 }) => y1 - y0 > 0.7 * disc.radius)
    .toSorted((a, b) => a.x0 - b.x0)
    .map((blob) => readDigit(inkOf(blob, light)))
  if (digits.length === 0 || digits.some(({ likeness }) => likeness < 0.5)) return null
  return Number(digits.map(({ digit }) => digit).join(''))
}
