import { imageBox, clampBox, type ImageBox } from '#core/geometry/box'
import type { Size } from '#core/geometry/size'
import { checkRegion } from '#core/grid/check-region'
import { cellOf, stripEdges } from '#core/grid/lines'
import { cellsOf } from '#core/prompt/cells-of'
import type { Place } from '../../state/session.ts'

/** What lights up for a place: its cells, or its boxes where no grid was drawn. Image pixels; none for ids off the grid. */
export function litBoxes({ regions, grid }: Place, size: Size): readonly ImageBox[] {
  const whole = { ...grid, size }
  const edges = stripEdges(grid)
  const edge = (i: number) => edges[i] ?? 1
  return regions.flatMap((region) => {
    if (!checkRegion(region, whole).ok) return []
    if (region.kind === 'box' && grid.style === 'none') return [clampBox(region.box, size)]
    return cellsOf(region, whole).map((id) => {
      const { row, column } = cellOf(id, grid)
      return imageBox(
        edge(column - 1) * size.width,
        edge(row - 1) * size.height,
        edge(column) * size.width,
        edge(row) * size.height,
      )
    })
  })
}
