import { wholeImage } from '#core/geometry/box'
import { sizeOfRle, type Rle } from '#core/mask/mask'
import { colours, fillOpacity } from '../../canvas/colours.ts'
import { rasterOfBox } from '../../panels/tray/mask-raster.ts'

/** The whole photograph at the canvas's size, the mask 40 % filled over it. */
export function drawMasked(canvas: HTMLCanvasElement, photo: ImageBitmap, rle: Rle): void {
  const pen = canvas.getContext('2d')
  if (pen === null) return
  const { width, height } = canvas
  pen.drawImage(photo, 0, 0, width, height)
  const bits = rasterOfBox(rle, wholeImage(sizeOfRle(rle)), { width, height })
  const layer = new OffscreenCanvas(width, height)
  const over = layer.getContext('2d')
  if (over === null) return
  const image = new ImageData(width, height)
  for (const [i, bit] of bits.entries()) image.data[i * 4 + 3] = bit * 255
  over.putImageData(image, 0, 0)
  over.globalCompositeOperation = 'source-in'
  over.fillStyle = colours.target
  over.fillRect(0, 0, width, height)
  pen.globalAlpha = fillOpacity
  pen.drawImage(layer, 0, 0)
  pen.globalAlpha = 1
}
