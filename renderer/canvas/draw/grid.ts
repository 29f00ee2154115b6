import type { ImageBox } from '#core/geometry/box'
import type { Size } from '#core/geometry/size'
import type { Grid, GridSettings } from '#core/grid/grid'
import { cellId, cellOf, stripEdges, stripsOfBox } from '#core/grid/lines'
import {
  describeOverlay,
  frameSide,
  overlayStyle,
  promptPictures,
  type Overlay,
  type OverlayLabel,
} from '#core/grid/overlay'
import type { Region } from '#core/grid/region'
import { colours } from '../colours.ts'
import { inImage, type Pen, type Scene } from '../scene.ts'

/** The rows, columns and cells that regions name. */
type Active = {
  readonly rows: ReadonlySet<number>
  readonly columns: ReadonlySet<number>
  readonly cells: ReadonlySet<number>
}

/** CSS pixels a line never exceeds, lest it hide what a magnified picture is looked at for. */
const widestLine = 2
/** CSS pixels a number never exceeds, for the same reason. */
const tallestLabel = 44

/** The very overlay the model is sent, on the photograph; numbers that the reasoning names stand out. */
export function drawGrid(pen: Pen, scene: Scene): void {
  const { grid, image, regions } = scene.props
  const active = activeIn(regions, { ...grid, size: image.size })
  inImage(pen, scene.view, () => {
    pen.beginPath()
    pen.rect(0, 0, image.size.width, image.size.height)
    pen.clip()
    pen.scale(image.size.width / frameSide, image.size.height / frameSide)
    for (const picture of promptPictures(grid)) {
      if (picture === 'bare') continue
      const overlay = describeOverlay(grid, picture)
      drawLines(pen, overlay, scene)
      for (const label of overlay.labels) {
        pen.save()
        keepReadable(pen, scene, label)
        drawLabel(pen, label, active[picture].has(Number(label.text)))
        pen.restore()
      }
    }
  })
}

/** Rows and columns as a tinted area, for the region being drawn. */
export function drawStrips(pen: Pen, scene: Scene, strips: Pick<Active, 'rows' | 'columns'>): void {
  const { grid, image } = scene.props
  inImage(pen, scene.view, () => {
    pen.fillStyle = colours.region
    pen.globalAlpha = 0.25
    for (const box of cellBoxes(strips, grid, image.size))
      pen.fillRect(box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0)
  })
}

function cellBoxes(
  { rows, columns }: Pick<Active, 'rows' | 'columns'>,
  grid: GridSettings,
  size: Size,
): readonly Pick<ImageBox, 'x0' | 'y0' | 'x1' | 'y1'>[] {
  const edges = stripEdges(grid)
  const edge = (i: number) => edges[i] ?? 1
  return [...rows].flatMap((row) =>
    [...columns].map((column) => ({
      x0: edge(column - 1) * size.width,
      y0: edge(row - 1) * size.height,
      x1: edge(column) * size.width,
      y1: edge(row) * size.height,
    })),
  )
}

function activeIn(regions: readonly Region[], grid: Grid): Active {
  const rows = new Set<number>()
  const columns = new Set<number>()
  const cells = new Set<number>()
  for (const region of regions) {
    const places =
      region.kind === 'cells'
        ? region.cells.map((id) => cellOf(id, grid))
        : placesOf(region.kind === 'box' ? stripsOfBox(region.box, grid) : region)
    for (const { row, column } of places) {
      rows.add(row)
      columns.add(column)
      cells.add(cellId(row, column, grid))
    }
  }
  return { rows, columns, cells }
}

function placesOf(strips: {
  readonly rows: readonly number[]
  readonly columns: readonly number[]
}) {
  return strips.rows.flatMap((row) => strips.columns.map((column) => ({ row, column })))
}

/** In the frame's units, which are stretched to the photograph; widths are evened out again. */
function drawLines(pen: Pen, overlay: Overlay, { props, view }: Scene): void {
  const wide = (props.image.size.width * view.zoom) / frameSide
  const high = (props.image.size.height * view.zoom) / frameSide
  pen.fillStyle = overlayStyle.line
  for (const { x0, y0, x1, y1 } of overlay.lines) {
    const isUpright = x0 === x1
    const scale = isUpright ? wide : high
    const width = Math.min(overlayStyle.lineWidth * scale, widestLine) / scale
    if (isUpright) pen.fillRect(x0 - width / 2, y0, width, y1 - y0)
    else pen.fillRect(x0, y0 - width / 2, x1 - x0, width)
  }
}

/** Shrinks a magnified number about its middle. */
function keepReadable(pen: Pen, { props, view }: Scene, { x, y, size }: OverlayLabel): void {
  const height = (size * props.image.size.height * view.zoom) / frameSide
  const scale = Math.min(1, tallestLabel / height)
  pen.translate(x, y)
  pen.scale(scale, scale)
  pen.translate(-x, -y)
}

function drawLabel(pen: Pen, label: OverlayLabel, isActive: boolean): void {
  pen.lineCap = 'round'
  pen.lineJoin = 'round'
  const path = labelPath(label)
  pen.strokeStyle = overlayStyle.outline
  pen.lineWidth = label.size * overlayStyle.outlineWidth
  pen.stroke(path)
  pen.strokeStyle = isActive ? colours.region : overlayStyle.digit
  pen.lineWidth = label.size * overlayStyle.digitWidth * (isActive ? 1.4 : 1)
  pen.stroke(path)
}

function labelPath(label: OverlayLabel): Path2D {
  const path = new Path2D()
  for (const stroke of label.strokes)
    for (let i = 0; i < stroke.length; i += 2) {
      const [x, y] = [stroke[i] as number, stroke[i + 1] as number]
      if (i === 0) path.moveTo(x, y)
      else path.lineTo(x, y)
    }
  return path
}
