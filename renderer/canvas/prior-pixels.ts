import { priorSide } from '#core/prior/prior'
import { priorOpacity, rgbOf } from './colours.ts'

/** From no expectation to full; the stops of matplotlib's plasma map (CC0), for the legend too. */
export const priorStops = [
  '#0d0887',
  '#46039f',
  '#7201a8',
  '#9c179e',
  '#bd3786',
  '#d8576b',
  '#ed7953',
  '#fb9f3a',
  '#fdca26',
  '#f0f921',
] as const

/** 256 entries of red, green, blue. */
export const heatTable: Uint8Array = makeTable()

/**
 * The prior as `side` × `side` RGBA pixels: weights bilinear between the cells' centres, coloured by the table, the more
 * opaque the higher, up to `priorOpacity`; nothing where the weight is under `from`.
 */
export function priorPixels(
  weights: readonly number[],
  side: number,
  from = 0,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(side * side * 4)
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const weight = weightAt(weights, (x + 0.5) / side, (y + 0.5) / side)
      if (weight < from) continue
      const entry = Math.round(weight * 255) * 3
      const at = (y * side + x) * 4
      pixels.set(heatTable.subarray(entry, entry + 3), at)
      pixels[at + 3] = 255 * priorOpacity * Math.min(1, weight * 2)
    }
  return pixels
}

/** `u` and `v` from 0 to 1 across the image. */
function weightAt(weights: readonly number[], u: number, v: number): number {
  const x = u * priorSide - 0.5
  const y = v * priorSide - 0.5
  const column = Math.floor(x)
  const row = Math.floor(y)
  const at = (dx: number, dy: number) =>
    weights[keep(row + dy) * priorSide + keep(column + dx)] ?? 0
  const [fx, fy] = [x - column, y - row]
  const top = at(0, 0) * (1 - fx) + at(1, 0) * fx
  const bottom = at(0, 1) * (1 - fx) + at(1, 1) * fx
  return Math.min(Math.max(top * (1 - fy) + bottom * fy, 0), 1)
}

function keep(cell: number): number {
  return Math.min(Math.max(cell, 0), priorSide - 1)
}

function makeTable(): Uint8Array {
  const table = new Uint8Array(256 * 3)
  for (let i = 0; i < 256; i++) {
    const place = (i / 255) * (priorStops.length - 1)
    const from = Math.min(Math.floor(place), priorStops.length - 2)
    const low = rgbOf(priorStops[from] ?? priorStops[0])
    const high = rgbOf(priorStops[from + 1] ?? priorStops[0])
    low.forEach((value, k) => {
      table[i * 3 + k] = Math.round(value + ((high[k] ?? value) - value) * (place - from))
    })
  }
  return table
}
