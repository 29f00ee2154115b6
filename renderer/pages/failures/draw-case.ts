import { imageBox } from '#core/geometry/box'
import type { Size } from '#core/geometry/size'
import { sizeOfRle, type Rle } from '#core/mask/mask'
import { priorPixels } from '../../canvas/prior-pixels.ts'
import { rgbOf } from '../../canvas/colours.ts'
import { rasterOfBox } from '../../panels/tray/mask-raster.ts'

/** A mask in its colour. */
export type Layer = { readonly rle: Rle; readonly colour: string }

const opacity = 0.62
const heatSide = 128

/** Draws the whole photograph at the canvas's size, with masks or a prior (weights 0..1) over it. */
export function drawCase(
  canvas: HTMLCanvasElement,
  photo: ImageBitmap,
  layers: readonly Layer[],
  prior: readonly number[] | null = null,
): void {
  const pen = canvas.getContext('2d')
  if (pen === null) return
  const { width, height } = canvas
  pen.drawImage(photo, 0, 0, width, height)
  if (prior !== null) {
    pen.fillStyle = 'rgb(0 0 0 / 45%)'
    pen.fillRect(0, 0, width, height)
    lay(pen, new ImageData(priorPixels(prior, heatSide), heatSide, heatSide))
  }
  for (const layer of layers) lay(pen, tint(layer, { width, height }))
}

function lay(pen: CanvasRenderingContext2D, image: ImageData): void {
  const sheet = new OffscreenCanvas(image.width, image.height)
  sheet.getContext('2d')?.putImageData(image, 0, 0)
  pen.drawImage(sheet, 0, 0, pen.canvas.width, pen.canvas.height)
}

function tint({ rle, colour }: Layer, size: Size): ImageData {
  const whole = sizeOfRle(rle)
  const bits = rasterOfBox(rle, imageBox(0, 0, whole.width, whole.height), size)
  const image = new ImageData(size.width, size.height)
  const [red, green, blue] = rgbOf(colour)
  for (const [i, bit] of bits.entries())
    if (bit === 1) image.data.set([red, green, blue, 255 * opacity], i * 4)
  return image
}
