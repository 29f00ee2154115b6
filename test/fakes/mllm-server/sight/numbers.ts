import { readDigit, type Ink } from './digits.ts'
import { blobsOf, type Blob, type Picture } from './picture.ts'

/** A number that stands in the picture: its value, its centre and its height in pixels. */
export type SeenNumber = {
  readonly value: number
  readonly x: number
  readonly y: number
  readonly height: number
}

type Sign = { readonly digit: number; readonly likeness: number; readonly blob: Blob }

const leastLikeness = 0.62
/** Heights of digits, as shares of the picture's side. */
const heights = { least: 0.008, most: 0.08 }
/** From how white on a pixel is taken for one of a digit: small digits are grey at their edges, or run into one another. */
const thresholds = [0.5, 0.65, 0.8]

/** The light numbers with a dark edge that stand in the picture. */
export function findNumbers(picture: Picture): SeenNumber[] {
  const light = lightness(picture)
  const signs = thresholds.flatMap((threshold) => {
    const bits = new Uint8Array(light.values.length)
    for (let i = 0; i < bits.length; i++) bits[i] = light.values[i]! > threshold ? 1 : 0
    return blobsOf({ ...light, bits }, heights.most * picture.height)
      .filter((blob) => isSign(blob, picture))
      .map((blob) => ({ ...readDigit(inkOf(blob, light)), blob }))
      .filter(({ likeness }) => likeness >= leastLikeness)
  })
  return numbersOf(bestOf(signs))
}

/** Of signs at the same place the likeliest. */
function bestOf(signs: readonly Sign[]): Sign[] {
  const best: Sign[] = []
  for (const sign of signs.toSorted((a, b) => b.likeness - a.likeness))
    if (!best.some(({ blob }) => isSamePlace(blob, sign.blob))) best.push(sign)
  return best
}

function isSamePlace(a: Blob, b: Blob): boolean {
  return a.x0 < b.x1 - 1 && b.x0 < a.x1 - 1 && a.y0 < b.y1 - 1 && b.y0 < a.y1 - 1
}

/** How white each pixel is, 0 to 1. */
function lightness({ width, height, rgb }: Picture): Ink {
  const values = new Float64Array(width * height)
  for (let i = 0; i < values.length; i++) {
    const least = Math.min(rgb[3 * i]!, rgb[3 * i + 1]!, rgb[3 * i + 2]!)
    values[i] = Math.min(1, Math.max(0, (least - 24) / 220))
  }
  return { width, height, values }
}

/** Of a digit's size, and dark all around. */
function isSign(blob: Blob, picture: Picture): boolean {
  const width = blob.x1 - blob.x0
  const height = blob.y1 - blob.y0
  const side = Math.max(picture.width, picture.height)
  if (height < Math.max(6, heights.least * side) || height > heights.most * side) return false
  if (width > height * 0.95 || width < height * 0.3) return false
  const around = edgeOf(blob, picture)
  const dark = around.filter((i) => {
    return Math.max(picture.rgb[3 * i]!, picture.rgb[3 * i + 1]!, picture.rgb[3 * i + 2]!) < 150
  })
  return dark.length >= 0.85 * around.length
}

/** The pixels next to those of the blob. */
function edgeOf(blob: Blob, { width, height }: { width: number; height: number }): number[] {
  const own = new Set<number>(blob.pixels)
  const edge = new Set<number>()
  for (const pixel of blob.pixels) {
    const x = pixel % width
    const y = (pixel - x) / width
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++)
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++)
        if (!own.has(ny * width + nx)) edge.add(ny * width + nx)
  }
  return [...edge]
}

/** The blob and its soft edge, nothing beside them. */
export function inkOf(blob: Blob, light: Ink): Ink {
  const width = blob.x1 - blob.x0
  const height = blob.y1 - blob.y0
  const values = new Float64Array(width * height)
  for (const i of [...blob.pixels, ...edgeOf(blob, light)]) {
    const x = (i % light.width) - blob.x0
    const y = Math.floor(i / light.width) - blob.y0
    if (x >= 0 && y >= 0 && x < width && y < height) values[y * width + x] = light.values[i]!
  }
  return { width, height, values }
}

/** Digits of one height side by side are one number. */
function numbersOf(signs: readonly Sign[]): SeenNumber[] {
  const left = signs.toSorted((a, b) => a.blob.x0 - b.blob.x0)
  const numbers: SeenNumber[] = []
  while (left.length > 0) {
    const run = [left.shift()!]
    for (;;) {
      const last = run.at(-1)!.blob
      const at = left.findIndex(({ blob }) => isNext(last, blob))
      if (at < 0) break
      run.push(...left.splice(at, 1))
    }
    const first = run[0]!.blob
    const last = run.at(-1)!.blob
    const top = Math.min(...run.map(({ blob }) => blob.y0))
    const bottom = Math.max(...run.map(({ blob }) => blob.y1))
    numbers.push({
      value: Number(run.map(({ digit }) => digit).join('')),
      x: (first.x0 + last.x1) / 2,
      y: (top + bottom) / 2,
      height: bottom - top,
    })
  }
  return numbers
}

function isNext(a: Blob, b: Blob): boolean {
  const height = a.y1 - a.y0
  const gap = b.x0 - a.x1
  return (
    gap > -0.1 * height &&
    gap < 0.38 * height &&
    Math.abs(a.y0 - b.y0) <= 0.15 * height + 1 &&
    Math.abs(a.y1 - b.y1) <= 0.15 * height + 1
  )
}
