import { imageBox } from '#core/geometry/box'
import type { ImagePoint } from '#core/geometry/point'
import type { Size } from '#core/geometry/size'
import type { GridSettings } from '#core/grid/grid'
import { stripCount, stripsOfBox } from '#core/grid/lines'
import { nearestInside } from '../geometry.ts'

/** CSS pixels along the picture's top and left border where a drag names columns or rows alone. */
const bandWidth = 24

export type RegionAxis = 'both' | 'rows' | 'columns'
export type Strips = { readonly rows: readonly number[]; readonly columns: readonly number[] }

/** A drag that starts in the top band is about columns, in the left band about rows; in their corner about both. */
export function axisAt(point: ImagePoint, zoom: number): RegionAxis {
  const isTop = point.y * zoom < bandWidth
  const isLeft = point.x * zoom < bandWidth
  if (isTop === isLeft) return 'both'
  return isTop ? 'columns' : 'rows'
}

/** The strips a drag from `a` to `b` touches; all of them along the axis that is not meant. */
export function stripsBetween(
  points: readonly [ImagePoint, ImagePoint],
  axis: RegionAxis,
  grid: GridSettings,
  size: Size,
): Strips {
  const [a, b] = points.map((point) => nearestInside(point, size)) as [ImagePoint, ImagePoint]
  const [x0, x1] = spanOf(a.x, b.x, size.width)
  const [y0, y1] = spanOf(a.y, b.y, size.height)
  const touched = stripsOfBox(imageBox(x0, y0, x1, y1), { ...grid, size })
  const all = Array.from({ length: stripCount(grid) }, (_, i) => i + 1)
  return {
    rows: axis === 'columns' ? all : touched.rows,
    columns: axis === 'rows' ? all : touched.columns,
  }
}

/** Never without length, so that a mere click touches the strip it lies in. */
function spanOf(a: number, b: number, length: number): readonly [number, number] {
  const least = length * 1e-6
  const from = Math.min(a, b, length - least)
  return [from, Math.max(a, b, from + least)]
}
