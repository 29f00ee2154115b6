import type { Grid } from '../grid/grid.ts'
import { stripsOfBox } from '../grid/lines.ts'
import type { Region } from '../grid/region.ts'
import { formatSpans } from './spans.ts'

/**
 * Regions in the words of the grid that is shown: “rows 2–3, columns 4–5”, “cells 4, 5”, or the sides of a box as shares
 * of the picture where it has no grid. A drawn box on a grid is named by the strips it touches.
 */
export function placeInWords(regions: readonly Region[], grid: Grid): string {
  return regions.map((region) => regionInWords(region, grid)).join('; ')
}

function regionInWords(region: Region, grid: Grid): string {
  if (region.kind === 'cells')
    return named('cell', region.cells.length === 1, formatSpans(region.cells))
  if (region.kind === 'box' && grid.style === 'none') {
    const { x0, y0, x1, y1 } = region.box
    const { width, height } = grid.size
    const share = (value: number) => String(Math.round(value * 1000) / 1000)
    return `a box with left ${share(x0 / width)}, top ${share(y0 / height)}, right ${share(x1 / width)}, bottom ${share(y1 / height)}`
  }
  const { rows, columns } = region.kind === 'box' ? stripsOfBox(region.box, grid) : region
  const down = named('row', rows.length === 1, formatSpans(rows))
  return `${down}, ${named('column', columns.length === 1, formatSpans(columns))}`
}

function named(what: string, isOne: boolean, ids: string): string {
  return `${what}${isOne ? '' : 's'} ${ids}`
}
