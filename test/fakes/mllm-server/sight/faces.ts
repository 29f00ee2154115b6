import { blobsOf, type Bits } from './picture.ts'

/**
 * Lines drawn over a picture. `marks`: 0 where there is none, 1 where one is of no known colour, else the colour's index
 * plus 2; rows from the top.
 */
export type Drawing = {
  readonly width: number
  readonly height: number
  readonly marks: Uint8Array
}

/** How much of the line between two faces must be of a colour, where several colours may take turns along it. */
const leastShare = 0.12
const reach = 2

/**
 * The masks that lines of so many colours go around, in their order. Lines cut the picture into faces; what lies beyond
 * the picture is outside all masks, and whoever crosses a line of a colour goes into that mask or out of it. Lines lie
 * inside their masks.
 */
export function masksWithin(drawing: Drawing, colours: number): Bits[] {
  const padded = pad(drawing)
  const { faces, count } = facesOf(padded)
  const borders = bordersOf(padded, faces, colours)
  const inside = walk(borders, count, colours)
  const { width, height } = drawing
  return Array.from({ length: colours }, (_, k) => {
    const bits = new Uint8Array(width * height)
    for (let i = 0; i < bits.length; i++) {
      const at = (Math.floor(i / width) + 1) * padded.width + (i % width) + 1
      bits[i] = padded.marks[at] === k + 2 || inside[faces[at]!]![k] === true ? 1 : 0
    }
    return { width, height, bits }
  })
}

/** A margin of one pixel all around, which joins all that is outside. */
function pad({ width, height, marks }: Drawing): Drawing {
  const wide = width + 2
  const padded = new Uint8Array(wide * (height + 2))
  for (let y = 0; y < height; y++)
    padded.set(marks.subarray(y * width, (y + 1) * width), (y + 1) * wide + 1)
  return { width: wide, height: height + 2, marks: padded }
}

/** The face of each pixel; those of lines belong to the face nearest to them. Face 0 is the outside. */
function facesOf({ width, height, marks }: Drawing): {
  readonly faces: Int32Array
  readonly count: number
} {
  const bits = marks.map((mark) => (mark === 0 ? 1 : 0))
  const blobs = blobsOf({ width, height, bits })
  const faces = new Int32Array(width * height).fill(-1)
  const queue = new Int32Array(width * height)
  let end = 0
  for (const [face, { pixels }] of blobs.entries())
    for (const pixel of pixels) {
      faces[pixel] = face
      queue[end++] = pixel
    }
  for (let at = 0; at < end; at++) {
    const pixel = queue[at]!
    for (const next of [pixel - 1, pixel + 1, pixel - width, pixel + width])
      if (faces[next] === -1) {
        faces[next] = faces[pixel]!
        queue[end++] = next
      }
  }
  return { faces, count: blobs.length }
}

/** What a pixel of a line of no colour counts: such a line says nothing of masks. */
const uncoloured = 1e-6

type Border = {
  readonly a: number
  readonly b: number
  length: number
  /** Pixels of each colour along it. */
  readonly colours: Float64Array
}

function bordersOf(drawing: Drawing, faces: Int32Array, colours: number): Border[] {
  const { width } = drawing
  const borders = new Map<string, Border>()
  for (let i = 0; i < faces.length - width; i++)
    for (const next of [i + 1, i + width]) {
      const [a, b] = [Math.min(faces[i]!, faces[next]!), Math.max(faces[i]!, faces[next]!)]
      if (a === b) continue
      const name = `${a} ${b}`
      const border = borders.get(name) ?? { a, b, length: 0, colours: new Float64Array(colours) }
      borders.set(name, border)
      border.length += addColours(drawing, i, border.colours) ? 1 : uncoloured
    }
  return [...borders.values()]
}

/** Whether there are any near the pixel. */
function addColours({ width, height, marks }: Drawing, at: number, counts: Float64Array): boolean {
  let isAny = false
  const x = at % width
  const y = (at - x) / width
  for (let ny = Math.max(0, y - reach); ny <= Math.min(height - 1, y + reach); ny++)
    for (let nx = Math.max(0, x - reach); nx <= Math.min(width - 1, x + reach); nx++) {
      const mark = marks[ny * width + nx]!
      if (mark < 2) continue
      counts[mark - 2]! += 1
      isAny = true
    }
  return isAny
}

/** Which masks each face is in, from the outside on over the longest borders first. */
function walk(borders: readonly Border[], count: number, colours: number): boolean[][] {
  const inside: (boolean[] | undefined)[] = Array.from({ length: count })
  inside[0] = Array.from({ length: colours }, () => false)
  const left = borders.toSorted((a, b) => b.length - a.length)
  for (;;) {
    const at = left.findIndex(({ a, b }) => (inside[a] === undefined) !== (inside[b] === undefined))
    if (at < 0) break
    const [border] = left.splice(at, 1)
    const { a, b, colours: counts } = border!
    const [from, to] = inside[a] === undefined ? [b, a] : [a, b]
    const all = counts.reduce((sum, one) => sum + one, 0)
    inside[to] = inside[from]!.map(
      (isIn, k) => isIn !== (all > 0 && counts[k]! >= leastShare * all),
    )
  }
  return inside.map((one) => one ?? Array.from({ length: colours }, () => false))
}
