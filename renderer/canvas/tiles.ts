import type { ImageBox } from '#core/geometry/box'
import type { Size } from '#core/geometry/size'
import { tileSide } from '#rpc/paths'

/** One tile of the pyramid the backend makes: level 0 is full size, each next halves it. */
export type Tile = { readonly level: number; readonly column: number; readonly row: number }

/** Longest side of the preview, in pixels. */
const previewSide = 2048

/** The first level that fits into one tile. */
export function lastLevel(image: Size): number {
  return Math.max(0, Math.ceil(Math.log2(Math.max(image.width, image.height) / tileSide)))
}

/** The coarsest level that still has a pixel for every device pixel; `density`: device pixels an image pixel takes. */
export function levelFor(density: number, last: number): number {
  if (density >= 1) return 0
  return Math.min(last, Math.floor(Math.log2(1 / density) + 1e-9))
}

/** Whether the preview alone is as sharp as the screen can show it, or all there is to see. */
export function isPreviewEnough(image: Size, density: number): boolean {
  const longest = Math.max(image.width, image.height)
  return longest <= previewSide || density * longest <= previewSide
}

/** The tiles of a level that meet `box`, the nearest to its middle first. */
export function tilesIn(box: ImageBox, level: number, image: Size): readonly Tile[] {
  const side = tileSide * 2 ** level
  const columns = Math.ceil(image.width / side)
  const rows = Math.ceil(image.height / side)
  const tiles: Tile[] = []
  if (box.x1 <= box.x0 || box.y1 <= box.y0) return tiles
  for (let row = first(box.y0, side); row < Math.min(rows, Math.ceil(box.y1 / side)); row++)
    for (
      let column = first(box.x0, side);
      column < Math.min(columns, Math.ceil(box.x1 / side));
      column++
    )
      tiles.push({ level, column, row })
  const x = (box.x0 + box.x1) / 2 / side - 0.5
  const y = (box.y0 + box.y1) / 2 / side - 0.5
  const far = (tile: Tile) => (tile.column - x) ** 2 + (tile.row - y) ** 2
  return tiles.toSorted((a, b) => far(a) - far(b))
}

/** The tile one level up that holds this one. */
export function parentOf(tile: Tile): Tile {
  return { level: tile.level + 1, column: tile.column >> 1, row: tile.row >> 1 }
}

export function tileKey(tile: Tile): string {
  return `${tile.level}/${tile.column}-${tile.row}`
}

function first(start: number, side: number): number {
  return Math.max(0, Math.floor(start / side))
}
