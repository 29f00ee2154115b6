import { blobsOf, bitsWhere, type Picture } from './picture.ts'
import type { KnownQuery } from './scenes.ts'

/** Shares of the picture, 0..1. */
type Box = { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number }

/** Fewer pixels are no line. */
const leastLine = 40

/** The one box around everything that is boxed in pure red; null where nothing is. */
export function redBox(picture: Picture): Box | null {
  const red = bitsWhere(picture, (r, g, b) => r > 249 && g < 6 && b < 6)
  const lines = blobsOf(red).filter(({ pixels }) => pixels.length >= leastLine)
  const [first, ...others] = lines
  if (first === undefined) return null
  const around = others.reduce(
    (box, line) => ({
      x0: Math.min(box.x0, line.x0),
      y0: Math.min(box.y0, line.y0),
      x1: Math.max(box.x1, line.x1),
      y1: Math.max(box.y1, line.y1),
    }),
    { x0: first.x0, y0: first.y0, x1: first.x1, y1: first.y1 },
  )
  const { width, height } = picture
  return {
    x0: around.x0 / width,
    y0: around.y0 / height,
    x1: around.x1 / width,
    y1: around.y1 / height,
  }
}

/** How well the box lies around everything that answers the query: IoU, 0..1. */
export function boxFit(box: Box, { objects }: KnownQuery): number {
  const [first] = objects
  if (first === undefined) return 0
  const { width, height } = first
  let [x0, y0, x1, y1] = [width, height, 0, 0]
  for (const { bits } of objects)
    for (let i = 0; i < bits.length; i++) {
      if (bits[i] === 0) continue
      const x = i % width
      const y = Math.floor(i / width)
      x0 = Math.min(x0, x)
      y0 = Math.min(y0, y)
      x1 = Math.max(x1, x + 1)
      y1 = Math.max(y1, y + 1)
    }
  const other = { x0: x0 / width, y0: y0 / height, x1: x1 / width, y1: y1 / height }
  const wide = Math.min(box.x1, other.x1) - Math.max(box.x0, other.x0)
  const high = Math.min(box.y1, other.y1) - Math.max(box.y0, other.y0)
  const both = Math.max(0, wide) * Math.max(0, high)
  return both / (areaOf(box) + areaOf(other) - both)
}

function areaOf({ x0, y0, x1, y1 }: Box): number {
  return (x1 - x0) * (y1 - y0)
}
