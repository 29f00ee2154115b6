import type { ImageBox } from '#core/geometry/box'
import { colours } from '../colours.ts'
import { priorPixels } from '../prior-pixels.ts'
import { inImage, type Pen, type Scene } from '../scene.ts'
import { drawGrid, drawStrips } from './grid.ts'

/** Pixels a side of the heat map; the browser smooths it from there to the photograph's size. */
const heatSide = 256
const litOpacity = 0.34

/** Heat map, grid and region boxes, from the back to the front. */
export function drawGuides(pen: Pen, scene: Scene): void {
  const { overlays, regionBoxes } = scene.props
  if (overlays.before) return
  drawHeat(pen, scene, heatOf(scene))
  drawLit(pen, scene)
  const isNaming = scene.tool === 'region'
  if (scene.sketch?.kind === 'strips')
    drawStrips(pen, scene, {
      rows: new Set(scene.sketch.rows),
      columns: new Set(scene.sketch.columns),
    })
  if (overlays.grid || isNaming) drawGrid(pen, scene)
  if (overlays.grid || isNaming) for (const box of regionBoxes) drawRegionBox(pen, scene, box)
}

/** One path, so that cells beside one another show no seam. */
function drawLit(pen: Pen, { props: { lit }, view }: Scene): void {
  if (lit.length === 0) return
  inImage(pen, view, () => {
    pen.beginPath()
    for (const { x0, y0, x1, y1 } of lit) pen.rect(x0, y0, x1 - x0, y1 - y0)
    pen.globalAlpha = litOpacity
    pen.fillStyle = colours.region
    pen.fill()
  })
}

type Heat = {
  /** null: none is shown. */
  readonly weights: readonly number[] | null
  /** Less than this is not drawn. */
  readonly from: number
}

/** What is being drawn is shown whole: a light stroke must not vanish under the hand. */
function heatOf({ props, tool, sketch }: Scene): Heat {
  if (sketch?.kind === 'prior') return { weights: sketch.weights, from: 0 }
  if (tool === 'prior') return { weights: props.drawnPrior ?? props.prior, from: 0 }
  return { weights: props.overlays.prior ? props.prior : null, from: props.priorThreshold }
}

type Drawn = { readonly from: number; readonly canvas: OffscreenCanvas }

const drawn = new WeakMap<readonly number[], Drawn>()

function drawHeat(pen: Pen, { props, view }: Scene, { weights, from }: Heat): void {
  if (weights === null) return
  const { width, height } = props.image.size
  inImage(pen, view, () => {
    pen.imageSmoothingEnabled = true
    pen.imageSmoothingQuality = 'medium'
    pen.drawImage(canvasOf(weights, from), 0, 0, width, height)
  })
}

function canvasOf(weights: readonly number[], from: number): OffscreenCanvas {
  const known = drawn.get(weights)
  if (known?.from === from) return known.canvas
  const canvas = new OffscreenCanvas(heatSide, heatSide)
  const pixels = new ImageData(priorPixels(weights, heatSide, from), heatSide, heatSide)
  canvas.getContext('2d')?.putImageData(pixels, 0, 0)
  drawn.set(weights, { from, canvas })
  return canvas
}

function drawRegionBox(pen: Pen, { view }: Scene, box: ImageBox): void {
  const left = box.x0 * view.zoom + view.left
  const top = box.y0 * view.zoom + view.top
  const width = (box.x1 - box.x0) * view.zoom
  const height = (box.y1 - box.y0) * view.zoom
  pen.save()
  pen.lineWidth = 3.5
  pen.strokeStyle = '#0008'
  pen.strokeRect(left, top, width, height)
  pen.lineWidth = 2
  pen.strokeStyle = colours.region
  pen.setLineDash([8, 5])
  pen.strokeRect(left, top, width, height)
  pen.restore()
}
