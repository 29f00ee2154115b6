import { boxArea, imageBox, intersectBoxes, type ImageBox } from '../geometry/box.ts'
import { areaOf, type Size } from '../geometry/size.ts'
import { sizeOfRle, type Rle } from '../mask/mask.ts'
import { cellAreas } from './coverage.ts'
import { priorSide } from './prior.ts'

/** Share of each cell that the union of the boxes covers, 0..1: 32×32, row-major. Boxes are the padded ones. */
export function regionPrior(boxes: readonly ImageBox[], size: Size): number[] {
  return Array.from({ length: priorSide * priorSide }, (_, cell) => {
    const bounds = cellBox(cell, size)
    const parts = boxes
      .map((box) => intersectBoxes(box, bounds))
      .filter((part) => boxArea(part) > 0)
    return Math.min(1, unionArea(parts) / boxArea(bounds))
  })
}

/** Share of each cell that was painted over, 0..1: 32×32, row-major. */
export function drawnPrior(painted: Rle): number[] {
  const cell = areaOf(sizeOfRle(painted)) / (priorSide * priorSide)
  return cellAreas(painted).map((area) => Math.min(1, area / cell))
}

/** The part of the image a cell (row-major index) covers. */
export function cellBox(cell: number, size: Size): ImageBox {
  const column = cell % priorSide
  const row = (cell - column) / priorSide
  const width = size.width / priorSide
  const height = size.height / priorSide
  return imageBox(column * width, row * height, (column + 1) * width, (row + 1) * height)
}

/** Area covered by at least one box: upright slabs between all left and right edges, the heights in each joined. */
function unionArea(boxes: readonly ImageBox[]): number {
  const [only] = boxes
  if (only === undefined) return 0
  if (boxes.length === 1) return boxArea(only)
  const edges = [...new Set(boxes.flatMap((box) => [box.x0, box.x1]))].toSorted((a, b) => a - b)
  let area = 0
  for (const [i, from] of edges.slice(0, -1).entries()) {
    const inSlab = boxes.filter((box) => box.x0 <= from && box.x1 > from)
    area += ((edges[i + 1] as number) - from) * joinedHeight(inSlab)
  }
  return area
}

function joinedHeight(boxes: readonly ImageBox[]): number {
  let height = 0
  let reached = -Infinity
  for (const box of boxes.toSorted((a, b) => a.y0 - b.y0)) {
    height += Math.max(0, box.y1 - Math.max(box.y0, reached))
    reached = Math.max(reached, box.y1)
  }
  return height
}
