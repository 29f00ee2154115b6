/** What a metric means, for whoever reads the number: one click away from it wherever it stands. */
export type MetricDefinition = {
  readonly id: string
  readonly title: string
  readonly definition: string
  /** Where the field has several, which one; numbers of different variants never stand in one table. */
  readonly variant: string
  /** What happens where a mask, or all of them, is empty. */
  readonly emptyRule: string
  readonly ignoreRule: string
  /** Terms against division by zero. */
  readonly eps: string
  /** `share`: 0..1; `signed`: -1..1. */
  readonly unit: 'share' | 'signed' | 'pixels' | 'score'
  readonly isHigherBetter: boolean
}

const ignored = 'ignored pixels count for neither side'
const none = 'none'
export const missing = 'a missing prediction counts as an empty mask'

/** What most share; entries say where they differ. */
export const usual = {
  variant: 'exact',
  emptyRule: `both empty: 1; one empty: 0; ${missing}`,
  ignoreRule: ignored,
  eps: none,
  unit: 'share',
  isHigherBetter: true,
} as const
