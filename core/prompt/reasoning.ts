import type { Region } from '../grid/region.ts'

export type { Region, RegionSettings } from '../grid/region.ts'

/** What a reasoner concluded from the grid prompt and the query: one or several regions, or that nothing answers it. */
export type Reasoning =
  | {
      readonly kind: 'regions'
      readonly target: string
      readonly attributes: readonly string[]
      readonly regions: readonly Region[]
      readonly rationale: string
    }
  | { readonly kind: 'absent'; readonly rationale: string }
