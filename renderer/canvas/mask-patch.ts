import { boxHeight, boxWidth, imageBox, type ImageBox } from '#core/geometry/box'
import { rgbOf } from './colours.ts'
import type { Coverage } from './coverage.ts'
import { outlineOf } from './outline.ts'

/** Pixels of the level a side of the cells whose outlines are made anew together. */
const cellSide = 256

/** A mask, or the part of it in sight, ready to be drawn at one level. */
export class MaskPatch {
  readonly coverage: Coverage
  readonly #rgb: readonly [number, number, number]
  #picture: OffscreenCanvas | null = null
  readonly #outlines = new Map<string, Path2D>()

  constructor(coverage: Coverage, colour: string) {
    this.coverage = coverage
    this.#rgb = rgbOf(colour)
  }

  /** Makes the picture of the fill where there is none yet; says whether it did. */
  paint(): boolean {
    if (this.#picture !== null) return false
    const { box } = this.coverage
    this.#picture = new OffscreenCanvas(Math.max(1, boxWidth(box)), Math.max(1, boxHeight(box)))
    this.#paint(this.#picture, box)
    return true
  }

  /** The fill, as large as the coverage's box; null until it is painted. */
  get picture(): OffscreenCanvas | null {
    return this.#picture
  }

  /** Of the picture and the coverage; the outlines are small beside them. */
  get bytes(): number {
    return this.coverage.values.length * (this.#picture === null ? 1 : 5)
  }

  /** The coverage changed inside a part of its box. */
  refresh(part: ImageBox): void {
    if (this.#picture !== null) this.#paint(this.#picture, part)
    // A pixel's change moves the edges it shares with the cells beside it.
    const wider = imageBox(part.x0 - 1, part.y0 - 1, part.x1 + 1, part.y1 + 1)
    for (const cell of this.#cellsIn(wider)) this.#outlines.delete(keyOf(cell))
  }

  /** Outlines of the cells that meet a box of the level, in its pixels. */
  outlinesIn(box: ImageBox): readonly Path2D[] {
    return this.#cellsIn(box).map((cell) => {
      const known = this.#outlines.get(keyOf(cell))
      if (known !== undefined) return known
      const path = pathOf(outlineOf(this.coverage, cell))
      this.#outlines.set(keyOf(cell), path)
      return path
    })
  }

  #cellsIn(box: ImageBox): readonly ImageBox[] {
    const whole = this.coverage.box
    const cells: ImageBox[] = []
    const start = (at: number, from: number) =>
      from + Math.max(0, Math.floor((at - from) / cellSide)) * cellSide
    for (let y = start(box.y0, whole.y0); y < Math.min(box.y1, whole.y1); y += cellSide)
      for (let x = start(box.x0, whole.x0); x < Math.min(box.x1, whole.x1); x += cellSide)
        cells.push(
          imageBox(x, y, Math.min(x + cellSide, whole.x1), Math.min(y + cellSide, whole.y1)),
        )
    return cells
  }

  #paint(picture: OffscreenCanvas, part: ImageBox): void {
    const context = picture.getContext('2d')
    const width = boxWidth(part)
    const height = boxHeight(part)
    if (context === null || width <= 0 || height <= 0) return
    const { box, values } = this.coverage
    const image = context.createImageData(width, height)
    const words = new Uint32Array(image.data.buffer)
    const [red, green, blue] = this.#rgb
    const tint = red | (green << 8) | (blue << 16)
    for (let y = 0; y < height; y++) {
      const from = (part.y0 + y - box.y0) * boxWidth(box) + part.x0 - box.x0
      for (let x = 0; x < width; x++)
        words[y * width + x] = tint | ((values[from + x] as number) << 24)
    }
    context.putImageData(image, part.x0 - box.x0, part.y0 - box.y0)
  }
}

function keyOf(cell: ImageBox): string {
  return `${cell.x0},${cell.y0}`
}

function pathOf(segments: readonly number[]): Path2D {
  const path = new Path2D()
  for (let i = 0; i < segments.length; i += 4) {
    path.moveTo(segments[i] as number, segments[i + 1] as number)
    path.lineTo(segments[i + 2] as number, segments[i + 3] as number)
  }
  return path
}
