import { cellsOf, cellsPerPixel, centreOfCell, gridFromImage, type AxisMap } from './logit-axis.ts'
import { mapsOf, type LogitPlace, type Logits } from './logits.ts'

/** What a cell has that lies outside the old view: background, as sure as a decoder is of plain ground. */
export const logitOfGround = -8

/**
 * Logits as they would lie at another place of the same image: bilinear between the centres of cells, averaged over as
 * many as a new cell covers, so that a thin structure does not fall between two samples. Row-major, `to.size`. Cells
 * whose centre lies outside the old view or the new one have `logitOfGround`.
 */
export function resampleLogits(from: Logits, to: LogitPlace): Float32Array {
  const old = mapsOf(from)
  const place = mapsOf(to)
  const across = tapsOf(old.across, place.across)
  const down = tapsOf(old.down, place.down)
  const values = new Float32Array(to.size.width * to.size.height).fill(logitOfGround)
  const row = new Float64Array(from.size.width)
  down.forEach((rows, y) => {
    if (rows === null) return
    row.fill(0)
    for (const { cell, weight } of rows)
      for (let x = 0; x < row.length; x++)
        row[x] = (row[x] as number) + weight * (from.values[cell * row.length + x] as number)
    across.forEach((columns, x) => {
      if (columns === null) return
      let sum = 0
      for (const { cell, weight } of columns) sum += weight * (row[cell] as number)
      values[y * to.size.width + x] = sum
    })
  })
  return values
}

type Tap = { readonly cell: number; readonly weight: number }

/** For every cell of the new axis the old cells it is made of, weights adding up to 1; null outside either view. */
function tapsOf(from: AxisMap, to: AxisMap): (readonly Tap[] | null)[] {
  const [first, last] = cellsOf(from)
  const reach = Math.max(1, cellsPerPixel(from) / cellsPerPixel(to))
  return Array.from({ length: to.side }, (_, k) => {
    const at = centreOfCell(k, to)
    if (at < from.view[0] || at >= from.view[1] || at < to.view[0] || at >= to.view[1]) return null
    const centre = Math.min(Math.max(gridFromImage(at, from) - 0.5, first), last)
    const taps: Tap[] = []
    for (
      let cell = Math.max(first, Math.ceil(centre - reach));
      cell <= Math.min(last, centre + reach);
      cell++
    )
      taps.push({ cell, weight: reach - Math.abs(cell - centre) })
    const total = taps.reduce((sum, { weight }) => sum + weight, 0)
    return taps.map(({ cell, weight }) => ({ cell, weight: weight / total }))
  })
}
