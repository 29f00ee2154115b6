import type { Rle } from './mask.ts'
import { countsFromRle } from './rle.ts'

/** Every vertical stretch of foreground, column by column: pixels (x, y0) to (x, y1 - 1). */
export function visitColumnRuns(
  rle: Rle,
  visit: (x: number, y0: number, y1: number) => void,
): void {
  const height = rle.size[0]
  const runs = countsFromRle(rle)
  let position = 0
  let x = 0
  let columnEnd = height
  for (let i = 1; i < runs.length; i += 2) {
    let start = position + (runs[i - 1] as number)
    position = start + (runs[i] as number)
    while (start < position) {
      if (start >= columnEnd) {
        x = Math.floor(start / height)
        columnEnd = (x + 1) * height
      }
      const end = Math.min(position, columnEnd)
      visit(x, start + height - columnEnd, end + height - columnEnd)
      start = end
    }
  }
}
