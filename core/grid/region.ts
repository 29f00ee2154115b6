import type { ImageBox } from '../geometry/box.ts'

/** Where the reasoner says the target is, in its own words: 1-based ids of the grid, or a drawn box. */
export type Region =
  | {
      readonly kind: 'strips'
      readonly rows: readonly number[]
      readonly columns: readonly number[]
    }
  | { readonly kind: 'cells'; readonly cells: readonly number[] }
  | { readonly kind: 'box'; readonly box: ImageBox }

/** How a region of strips or cells becomes a box; a drawn box is taken as drawn. */
export type RegionSettings = {
  /** Share of a strip (or of the box) added on each side, 0..1. RSVP appendix D: 0.2 of a strip. */
  readonly padding: number
  readonly paddingOf: 'strip' | 'box'
}
