import { digitShapes } from './digit-shapes.ts'

/** Ink of a sign: 0 none, 1 full; rows from the top. */
export type Ink = { readonly width: number; readonly height: number; readonly values: Float64Array }

export type ReadDigit = { readonly digit: number; readonly likeness: number }

/** Signs are compared in a box of this size. */
const boxWidth = 16
const boxHeight = 24
/** Half the width of a stroke, in tenths of a digit's height. */
const halfStroke = 0.65
/** How much a shape too wide or too slim counts against it. */
const aspectWeight = 0.6

/** The digit that the sign resembles most; likeness 1 is the very shape. `ink` fills its frame from edge to edge. */
export function readDigit(ink: Ink): ReadDigit {
  const seen = normalised(ink)
  const all = templates.map((template, digit) => {
    const stretch = Math.abs(Math.log(ink.width / ink.height / template.aspect))
    return { digit, likeness: correlation(seen, template.values) - aspectWeight * stretch }
  })
  return all.reduce((best, one) => (one.likeness > best.likeness ? one : best))
}

const templates = digitShapes.map((strokes) => {
  const points = strokes.flat()
  const xs = points.map(([x]) => x)
  const ys = points.map(([, y]) => y)
  const [left, right] = [Math.min(...xs) - halfStroke, Math.max(...xs) + halfStroke]
  const [top, bottom] = [Math.min(...ys) - halfStroke, Math.max(...ys) + halfStroke]
  const scale = 4
  const width = Math.round((right - left) * scale)
  const height = Math.round((bottom - top) * scale)
  const values = new Float64Array(width * height)
  for (let i = 0; i < values.length; i++) {
    const x = left + ((i % width) + 0.5) / scale
    const y = top + (Math.floor(i / width) + 0.5) / scale
    const away = Math.min(...strokes.map((stroke) => distanceTo(stroke, x, y)))
    values[i] = Math.min(1, Math.max(0, (halfStroke - away) * scale + 0.5))
  }
  return { aspect: width / height, values: normalised({ width, height, values }) }
})

function distanceTo(stroke: readonly (readonly [number, number])[], x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY
  for (let i = 1; i < stroke.length; i++) {
    const [ax, ay] = stroke[i - 1]!
    const [dx, dy] = [stroke[i]![0] - ax, stroke[i]![1] - ay]
    const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)
    const t = Math.min(1, Math.max(0, along))
    least = Math.min(least, Math.hypot(x - ax - t * dx, y - ay - t * dy))
  }
  return least
}

/** Stretched over the box, each of its pixels the mean of what it covers, then slightly blurred. */
function normalised({ width, height, values }: Ink): Float64Array {
  const steps = 4
  const box = new Float64Array(boxWidth * boxHeight)
  for (let i = 0; i < box.length; i++) {
    let sum = 0
    for (let k = 0; k < steps * steps; k++) {
      const u = ((i % boxWidth) + ((k % steps) + 0.5) / steps) / boxWidth
      const v = (Math.floor(i / boxWidth) + (Math.floor(k / steps) + 0.5) / steps) / boxHeight
      sum += sampled({ width, height, values }, u * width - 0.5, v * height - 0.5)
    }
    box[i] = sum / (steps * steps)
  }
  return blurred(box)
}

function sampled({ width, height, values }: Ink, x: number, y: number): number {
  const [x0, y0] = [Math.floor(x), Math.floor(y)]
  const at = (px: number, py: number): number =>
    values[Math.min(height - 1, Math.max(0, py)) * width + Math.min(width - 1, Math.max(0, px))]!
  const [fx, fy] = [x - x0, y - y0]
  const upper = at(x0, y0) * (1 - fx) + at(x0 + 1, y0) * fx
  const lower = at(x0, y0 + 1) * (1 - fx) + at(x0 + 1, y0 + 1) * fx
  return upper * (1 - fy) + lower * fy
}

function blurred(box: Float64Array): Float64Array {
  const at = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= boxWidth || y >= boxHeight ? 0 : box[y * boxWidth + x]!
  return box.map((value, i) => {
    const x = i % boxWidth
    const y = Math.floor(i / boxWidth)
    return (2 * value + at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1)) / 6
  })
}

function correlation(a: Float64Array, b: Float64Array): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)]
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const [da, db] = [a[i]! - meanA, b[i]! - meanB]
    ab += da * db
    aa += da * da
    bb += db * db
  }
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb)
}

function meanOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}
