import type { Size } from '#core/geometry/size'
import { tileSide } from '#rpc/paths'
import { inImage, type Pen, type Scene } from '../scene.ts'
import type { TileLoader } from '../tile-loader.ts'
import { isPreviewEnough, lastLevel, levelFor, parentOf, tilesIn, type Tile } from '../tiles.ts'
import { hasPixelGrid, isSmooth, visibleBox } from '../viewport.ts'

/** CSS pixels beside the canvas for which tiles are fetched ahead. */
const ahead = 128

/** The photograph: the preview, and over it the tiles of the level that the zoom calls for, coarser ones until they come. */
export function drawImage(pen: Pen, scene: Scene, loader: TileLoader): void {
  const { view, pixelRatio } = scene
  const { size, isMissing } = scene.props.image
  const tiles = isMissing ? [] : neededTiles(scene)
  loader.want(tiles)
  inImage(pen, view, () => {
    pen.imageSmoothingEnabled = isSmooth(view.zoom)
    pen.imageSmoothingQuality = view.zoom * pixelRatio < 0.5 ? 'medium' : 'low'
    if (isMissing) drawMissing(pen, size, view.zoom)
    else if (loader.preview !== null) pen.drawImage(loader.preview, 0, 0, size.width, size.height)
    else drawWaiting(pen, size)
    for (const tile of tiles) drawTile(pen, tile, loader, size)
    if (hasPixelGrid(view.zoom)) drawPixelGrid(pen, scene)
  })
}

function neededTiles({ props, view, pixelRatio }: Scene): readonly Tile[] {
  const { size } = props.image
  const density = view.zoom * pixelRatio
  if (isPreviewEnough(size, density)) return []
  const level = levelFor(density, lastLevel(size))
  return tilesIn(visibleBox(view, size, ahead), level, size)
}

/** The tile itself, or its part of the nearest coarser one at hand. */
function drawTile(pen: Pen, tile: Tile, loader: TileLoader, size: Size): void {
  const side = tileSide * 2 ** tile.level
  const x = tile.column * side
  const y = tile.row * side
  const width = Math.min(side, size.width - x)
  const height = Math.min(side, size.height - y)
  const last = lastLevel(size)
  for (let source = tile; source.level <= last; source = parentOf(source)) {
    const bitmap = loader.tile(source)
    if (bitmap === undefined) continue
    const scale = 2 ** source.level
    const fromX = (x - source.column * tileSide * scale) / scale
    const fromY = (y - source.row * tileSide * scale) / scale
    const wide = Math.min(width / scale, bitmap.width - fromX)
    const high = Math.min(height / scale, bitmap.height - fromY)
    pen.drawImage(bitmap, fromX, fromY, wide, high, x, y, width, height)
    return
  }
}

function drawWaiting(pen: Pen, size: Size): void {
  pen.fillStyle = '#8883'
  pen.fillRect(0, 0, size.width, size.height)
}

/** Crossed out; what to do about it is said in words elsewhere. */
function drawMissing(pen: Pen, size: Size, zoom: number): void {
  drawWaiting(pen, size)
  pen.strokeStyle = '#888'
  pen.lineWidth = 2 / zoom
  pen.strokeRect(0, 0, size.width, size.height)
  pen.beginPath()
  pen.moveTo(0, 0)
  pen.lineTo(size.width, size.height)
  pen.moveTo(size.width, 0)
  pen.lineTo(0, size.height)
  pen.stroke()
}

function drawPixelGrid(pen: Pen, { props, view }: Scene): void {
  const box = visibleBox(view, props.image.size)
  pen.strokeStyle = '#8886'
  pen.lineWidth = 1 / view.zoom
  pen.beginPath()
  for (let x = Math.ceil(box.x0); x <= box.x1; x++) {
    pen.moveTo(x, box.y0)
    pen.lineTo(x, box.y1)
  }
  for (let y = Math.ceil(box.y0); y <= box.y1; y++) {
    pen.moveTo(box.x0, y)
    pen.lineTo(box.x1, y)
  }
  pen.stroke()
}
