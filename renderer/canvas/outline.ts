import { boxHeight, boxWidth, type ImageBox } from '#core/geometry/box'
import type { Coverage } from './coverage.ts'

/** From this share on a pixel of a level counts as set for its outline. */
const setFrom = 128

/**
 * The edges between set and unset pixels of a cell (a box of the level inside the coverage) as x0, y0, x1, y1 of straight
 * segments, in pixels of the level: the edges above and left of each of the cell's pixels, and those at the far sides
 * of the coverage, beyond which nothing is set. Cells side by side give each edge once.
 */
export function outlineOf(coverage: Coverage, cell: ImageBox): number[] {
  const segments: number[] = []
  addLevelEdges(coverage, cell, segments)
  addUprightEdges(coverage, cell, segments)
  return segments
}

function addLevelEdges(coverage: Coverage, cell: ImageBox, into: number[]): void {
  const bottom = cell.y1 === coverage.box.y1 ? cell.y1 : cell.y1 - 1
  const [x0, x1] = [cell.x0 - coverage.box.x0, cell.x1 - coverage.box.x0]
  for (let y = cell.y0; y <= bottom; y++) {
    const above = rowOf(coverage, y - 1)
    const row = rowOf(coverage, y)
    let from = -1
    for (let x = x0; x <= x1; x++) {
      const isEdge = x < x1 && isSet(row[x]) !== isSet(above[x])
      if (isEdge && from < 0) from = x
      else if (!isEdge && from >= 0) {
        into.push(from + coverage.box.x0, y, x + coverage.box.x0, y)
        from = -1
      }
    }
  }
}

function addUprightEdges(coverage: Coverage, cell: ImageBox, into: number[]): void {
  const { box } = coverage
  const right = cell.x1 === box.x1 ? cell.x1 : cell.x1 - 1
  /** The row in which the edge left of each column began, or -1. */
  const begun = new Int32Array(right - cell.x0 + 1).fill(-1)
  for (let y = cell.y0; y <= cell.y1; y++) {
    const row = y < cell.y1 ? rowOf(coverage, y) : null
    for (let i = 0; i < begun.length; i++) {
      const x = cell.x0 + i - box.x0
      const isEdge = row !== null && isSet(row[x]) !== isSet(row[x - 1])
      const from = begun[i] as number
      if (isEdge && from < 0) begun[i] = y
      else if (!isEdge && from >= 0) {
        into.push(cell.x0 + i, from, cell.x0 + i, y)
        begun[i] = -1
      }
    }
  }
}

function isSet(value: number | undefined): boolean {
  return value !== undefined && value >= setFrom
}

function rowOf({ box, values }: Coverage, y: number): Uint8Array {
  const width = boxWidth(box)
  const row = y - box.y0
  if (row < 0 || row >= boxHeight(box)) return new Uint8Array(width)
  return values.subarray(row * width, (row + 1) * width)
}
