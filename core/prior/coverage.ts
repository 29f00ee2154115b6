import { visitColumnRuns } from '../mask/column-runs.ts'
import type { Rle } from '../mask/mask.ts'
import { priorSide } from './prior.ts'

/**
 * Pixels of the mask in each of side × side equal cells laid over the image, row-major. A pixel cut by a cell's edge
 * counts by the part inside. Read off the run lengths: O(column runs × cells a column), whatever the image's size.
 */
export function cellAreas(rle: Rle, side = priorSide): number[] {
  const [height, width] = rle.size
  const pixels = (width * height) / (side * side)
  const areas = Array.from({ length: side * side }, () => 0)
  let columns: readonly CellShare[] = []
  let lastX = -1
  visitColumnRuns(rle, (x, y0, y1) => {
    if (x !== lastX) columns = sharesOf(x, x + 1, side / width)
    lastX = x
    for (const row of sharesOf(y0, y1, side / height)) {
      for (const column of columns) {
        const cell = row.cell * side + column.cell
        areas[cell] = (areas[cell] as number) + row.share * column.share * pixels
      }
    }
  })
  return areas
}

type CellShare = { readonly cell: number; readonly share: number }

/** Which cells the stretch low..high reaches, and how much of each it fills, 0..1. `scale` is cells a pixel. */
function sharesOf(low: number, high: number, scale: number): CellShare[] {
  const from = low * scale
  const to = high * scale
  const shares = []
  for (let cell = Math.floor(from); cell < to; cell++) {
    const share = Math.min(to, cell + 1) - Math.max(from, cell)
    if (share > 1e-9) shares.push({ cell, share })
  }
  return shares
}
