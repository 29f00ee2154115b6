import type { ModelPoint } from '#core/geometry/point'
import type { Size } from '#core/geometry/size'
import type { Tensor } from './onnx/signature.ts'

/**
 * Cosine similarities between the columns of a [1, C, h, w] map at points of the frame it is laid over, bilinear with
 * half-pixel centres: symmetric, row-major n×n, 1 on the diagonal.
 */
export function cosineMatrix(map: Tensor, frame: Size, points: readonly ModelPoint[]): number[] {
  const columns = points.map((point) => normalised(columnAt(map, frame, point)))
  return columns.flatMap((a, i) => columns.map((b, j) => (i === j ? 1 : dot(a, b))))
}

function columnAt({ dims, data }: Tensor, frame: Size, point: ModelPoint): Float64Array {
  const [, channels = 0, height = 0, width = 0] = dims
  const [x, fx] = cellUnder((point.x * width) / frame.width, width)
  const [y, fy] = cellUnder((point.y * height) / frame.height, height)
  const right = Math.min(x + 1, width - 1)
  const below = Math.min(y + 1, height - 1)
  const column = new Float64Array(channels)
  for (let c = 0; c < channels; c++) {
    const at = (row: number, col: number): number =>
      data[(c * height + row) * width + col] as number
    const top = at(y, x) * (1 - fx) + at(y, right) * fx
    const bottom = at(below, x) * (1 - fx) + at(below, right) * fx
    column[c] = top * (1 - fy) + bottom * fy
  }
  return column
}

function cellUnder(at: number, count: number): readonly [number, number] {
  const clamped = Math.min(Math.max(at - 0.5, 0), count - 1)
  const cell = Math.floor(clamped)
  return [cell, clamped - cell]
}

function normalised(column: Float64Array): Float64Array {
  const length = Math.sqrt(dot(column, column))
  return length > 0 ? column.map((value) => value / length) : column
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0)
}
