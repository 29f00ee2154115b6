/** Pixels at one place of a photograph's pyramid: level 0 is full size, each next halves it; tiles of `tileSide` px. */
export type TilePlace = { readonly level: number; readonly column: number; readonly row: number }
