/** Cells a side of every prior. */
export const priorSide = 32

/**
 * How much the target is expected in each part of the image: weights in [0, 1], row-major,
 * on a 32×32 grid laid over the whole image whatever its shape (CoPRS's positional prior, Rea2Seg's attention map).
 */
export type Prior = {
  readonly weights: readonly number[]
  /** Which sources were multiplied into it. */
  readonly sources: readonly PriorSource[]
}

/**
 * `region`: the reasoning's own; `vote`: the reasoning repeated over grids; `drawn`: by the annotator; `text`: how likely
 * each place is what the target's words name, by a model that reads them; `imported`: a file; `attention`: an MLLM's own
 * attention, from an endpoint.
 */
export const priorSources = ['region', 'vote', 'drawn', 'text', 'imported', 'attention'] as const
export type PriorSource = (typeof priorSources)[number]
