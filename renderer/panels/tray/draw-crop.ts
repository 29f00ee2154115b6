import { boxHeight, boxWidth } from '#core/geometry/box'
import type { Size } from '#core/geometry/size'
import type { Rle } from '#core/mask/mask'
import { cropAround, rasterOfBox } from './mask-raster.ts'

/** Candidate's green of the palette, as R, G, B. */
const green = [0, 158, 115] as const

/** Draws a mask on its dimmed surroundings. `photo` shows the whole image at any size. */
export function drawCrop(canvas: HTMLCanvasElement, photo: ImageBitmap, rle: Rle): void {
  const size: Size = { width: canvas.width, height: canvas.height }
  const context = canvas.getContext('2d')
  if (context === null) return
  const box = cropAround(rle, size.width / size.height)
  const scale = photo.width / rle.size[1]
  const source = [box.x0, box.y0, boxWidth(box), boxHeight(box)].map((v) => v * scale) as [
    number,
    number,
    number,
    number,
  ]
  context.fillStyle = '#0b0c0e'
  context.fillRect(0, 0, size.width, size.height)
  context.drawImage(photo, ...source, 0, 0, size.width, size.height)
  context.fillStyle = 'rgb(0 0 0 / 62%)'
  context.fillRect(0, 0, size.width, size.height)
  const lit = new OffscreenCanvas(size.width, size.height)
  const layer = lit.getContext('2d')
  if (layer === null) return
  layer.putImageData(tint(rasterOfBox(rle, box, size), size), 0, 0)
  layer.globalCompositeOperation = 'source-in'
  layer.drawImage(photo, ...source, 0, 0, size.width, size.height)
  layer.globalCompositeOperation = 'source-atop'
  layer.fillStyle = `rgb(${green.join(' ')} / 42%)`
  layer.fillRect(0, 0, size.width, size.height)
  context.drawImage(lit, 0, 0)
}

function tint(bits: Uint8Array, size: Size): ImageData {
  const image = new ImageData(size.width, size.height)
  for (let i = 0; i < bits.length; i++) image.data[i * 4 + 3] = (bits[i] ?? 0) * 255
  return image
}
