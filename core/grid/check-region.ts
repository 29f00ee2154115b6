import { boxArea, clampBox } from '../geometry/box.ts'
import { fail, ok, type Result } from '../result.ts'
import type { Grid } from './grid.ts'
import { stripCount } from './lines.ts'
import type { Region } from './region.ts'

/**
 * The region with its ids ascending and each once. Fails with `bad_input` where ids are missing, not whole or not on the
 * grid, or where a box has no area inside the image.
 */
export function checkRegion(region: Region, grid: Grid): Result<Region> {
  const strips = stripCount(grid)
  switch (region.kind) {
    case 'strips': {
      const rows = checkIds('row', region.rows, strips)
      if (!rows.ok) return rows
      const columns = checkIds('column', region.columns, strips)
      return columns.ok ? ok({ ...region, rows: rows.value, columns: columns.value }) : columns
    }
    case 'cells': {
      const cells = checkIds('cell', region.cells, strips * strips)
      return cells.ok ? ok({ ...region, cells: cells.value }) : cells
    }
    case 'box':
      return checkBox(region, grid)
  }
}

function checkIds(what: string, ids: readonly number[], most: number): Result<number[]> {
  const hint = `Name whole numbers from 1 to ${most}.`
  if (ids.length === 0) return fail('bad_input', `the region names no ${what}`, hint)
  const wrong = ids.find((id) => !Number.isInteger(id) || id < 1 || id > most)
  if (wrong !== undefined)
    return fail('bad_input', `the grid has no ${what} ${String(wrong)}`, hint)
  return ok([...new Set(ids)].toSorted((a, b) => a - b))
}

function checkBox(region: Region & { kind: 'box' }, grid: Grid): Result<Region> {
  const { box } = region
  const { width, height } = grid.size
  if (
    [box.x0, box.y0, box.x1, box.y1].every(Number.isFinite) &&
    boxArea(clampBox(box, grid.size)) > 0
  )
    return ok(region)
  return fail(
    'bad_input',
    `the box ${[box.x0, box.y0, box.x1, box.y1].join(', ')} has no area inside the image`,
    `The image is ${width} × ${height} pixels; a box is x0,y0,x1,y1 with x0 < x1 and y0 < y1.`,
  )
}
