import type { ImageBox } from '#core/geometry/box'
import type { Size } from '#core/geometry/size'
import { stripEdges } from '#core/grid/lines'
import type { GridSettings } from '#core/grid/grid'
import { colours } from '../../canvas/colours.ts'
import { priorPixels } from '../../canvas/prior-pixels.ts'
import type { RecordedNumbers } from './host-numbers.ts'

/** What is laid over the photograph; parts that are null are not. */
export type TileLayers = {
  readonly weights: readonly number[] | null
  readonly boxes: readonly ImageBox[]
  readonly grid: GridSettings | null
  readonly seeds: RecordedNumbers['regions']
}

const heatSide = 128

/** Draws the whole photograph at the canvas's size with the layers over it; boxes and points are in image pixels. */
export function drawTile(
  canvas: HTMLCanvasElement,
  photo: ImageBitmap,
  image: Size,
  layers: TileLayers,
): void {
  const pen = canvas.getContext('2d')
  if (pen === null) return
  const { width, height } = canvas
  pen.drawImage(photo, 0, 0, width, height)
  if (layers.weights !== null) drawHeat(pen, layers.weights)
  const [sx, sy] = [width / image.width, height / image.height]
  if (layers.grid !== null && layers.grid.style !== 'none') drawLines(pen, layers.grid)
  for (const { x0, y0, x1, y1 } of layers.boxes)
    outline(pen, [x0 * sx, y0 * sy, (x1 - x0) * sx, (y1 - y0) * sy])
  for (const { seeds, foreground, background } of layers.seeds) {
    for (const [i, { point, strength }] of seeds.entries()) {
      const colour = foreground.includes(i) ? colours.inside : colours.region
      dot(pen, {
        x: point.x * sx,
        y: point.y * sy,
        radius: (1.2 + 1.5 * strength) * pixelOf(pen),
        colour,
      })
    }
    if (background !== null)
      dot(pen, {
        x: background.point.x * sx,
        y: background.point.y * sy,
        radius: 2.5 * pixelOf(pen),
        colour: colours.outside,
      })
  }
}

/** The photograph is dimmed, so that weak places differ from none. */
function drawHeat(pen: CanvasRenderingContext2D, weights: readonly number[]): void {
  const { width, height } = pen.canvas
  const heat = new OffscreenCanvas(heatSide, heatSide)
  const layer = heat.getContext('2d')
  if (layer === null) return
  layer.putImageData(new ImageData(priorPixels(weights, heatSide), heatSide, heatSide), 0, 0)
  pen.fillStyle = 'rgb(0 0 0 / 45%)'
  pen.fillRect(0, 0, width, height)
  pen.imageSmoothingEnabled = true
  pen.drawImage(heat, 0, 0, width, height)
}

function drawLines(pen: CanvasRenderingContext2D, grid: GridSettings): void {
  const { width, height } = pen.canvas
  pen.strokeStyle = colours.gridLine
  pen.globalAlpha = 0.55
  pen.lineWidth = pixelOf(pen)
  pen.beginPath()
  // The strips are the same shares of both sides.
  for (const edge of stripEdges(grid)) {
    pen.moveTo(edge * width, 0)
    pen.lineTo(edge * width, height)
    pen.moveTo(0, edge * height)
    pen.lineTo(width, edge * height)
  }
  pen.stroke()
  pen.globalAlpha = 1
}

function outline(
  pen: CanvasRenderingContext2D,
  box: readonly [x: number, y: number, width: number, height: number],
): void {
  pen.strokeStyle = colours.contourDark
  pen.lineWidth = 4 * pixelOf(pen)
  pen.strokeRect(...box)
  pen.strokeStyle = colours.region
  pen.lineWidth = 2 * pixelOf(pen)
  pen.strokeRect(...box)
}

/** A tile is shown smaller than it is drawn: so much of the canvas is about a pixel on the screen. */
function pixelOf({ canvas }: CanvasRenderingContext2D): number {
  return canvas.width > 800 ? 1.4 : canvas.width / 180
}

function dot(
  pen: CanvasRenderingContext2D,
  at: { readonly x: number; readonly y: number; readonly radius: number; readonly colour: string },
): void {
  pen.beginPath()
  pen.arc(at.x, at.y, at.radius, 0, 2 * Math.PI)
  pen.fillStyle = at.colour
  pen.fill()
  pen.strokeStyle = colours.contourDark
  pen.lineWidth = 1
  pen.stroke()
}
