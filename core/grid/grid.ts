import type { Size } from '../geometry/size.ts'

/** `split`: two pictures, rows and columns numbered apart; `grid`: one picture with cell numbers; `none`: the bare picture. */
export type GridStyle = 'split' | 'grid' | 'none'

/**
 * The grid prompt of RSVP §3.2. `n` strips a side (2..20); with `shift` the lines move by half a strip,
 * which makes n + 1 strips, the end ones half wide. Rows count from the top, columns from the left, both from 1.
 */
export type GridSettings = {
  readonly n: number
  readonly style: GridStyle
  readonly shift: boolean
}

/** A grid laid over an image of this size. */
export type Grid = GridSettings & { readonly size: Size }
