import type { Grid } from '../grid/grid.ts'
import { cellId, stripsOfBox } from '../grid/lines.ts'
import type { Region } from '../grid/region.ts'

/** The cells of the grid that a region lights up: ids from 1 along the rows, ascending. A box has those it has area in. */
export function cellsOf(region: Region, grid: Grid): number[] {
  if (region.kind === 'cells') return [...new Set(region.cells)].toSorted((a, b) => a - b)
  const { rows, columns } = region.kind === 'box' ? stripsOfBox(region.box, grid) : region
  const cells = rows.flatMap((row) => columns.map((column) => cellId(row, column, grid)))
  return [...new Set(cells)].toSorted((a, b) => a - b)
}
