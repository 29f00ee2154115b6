import type { Picture } from './picture.ts'

/** Where green lines cross the whole picture: pixels from the top and from the left, to a part of a pixel, ascending. */
export type Lines = { readonly across: readonly number[]; readonly down: readonly number[] }

/** How much greener than its surroundings a row of pixels is along a line, of 255. */
const leastPeak = 45
/** How far the pixels that a line is compared with are from it, as a share of the side. */
const surroundings = 0.008

export function findLines(picture: Picture): Lines {
  const { width, height } = picture
  const rows = new Float64Array(height)
  const columns = new Float64Array(width)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = 3 * (y * width + x)
      const green = picture.rgb[i + 1]! - Math.max(picture.rgb[i]!, picture.rgb[i + 2]!)
      if (green <= 0) continue
      rows[y] = rows[y]! + green / width
      columns[x] = columns[x]! + green / height
    }
  return { across: peaksOf(rows), down: peaksOf(columns) }
}

/** Centres of the stretches that stand out from what is on both sides of them. */
function peaksOf(greenness: Float64Array): number[] {
  const reach = Math.max(4, Math.round(greenness.length * surroundings))
  const excess = greenness.map((value, i) => {
    const before = greenness[i - reach] ?? Number.POSITIVE_INFINITY
    const behind = greenness[i + reach] ?? Number.POSITIVE_INFINITY
    return value - Math.min(Math.max(before, behind), Math.max(finite(before), finite(behind)))
  })
  const peaks: number[] = []
  for (let i = 0; i < excess.length; i++) {
    if (excess[i]! < leastPeak) continue
    let [weight, sum] = [0, 0]
    for (; i < excess.length && excess[i]! >= leastPeak / 2; i++) {
      weight += excess[i]!
      sum += excess[i]! * (i + 0.5)
    }
    peaks.push(sum / weight)
  }
  return peaks
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0
}
