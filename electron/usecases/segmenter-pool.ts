import type { Segmenter, SegmenterCard } from '#models/ports'
import { createModelPool, type ModelPool } from './model-pool.ts'

/** Where segmenters come from; a fake in tests. */
export interface SegmenterSource {
  list(): Promise<readonly SegmenterCard[]>
  /** Throws AppFailure `model_missing` or `model_broken`. */
  open(id: string): Promise<Segmenter>
}

export type SegmenterPool = ModelPool<Segmenter>

/** The one used last stays open, another for a while. */
export function createSegmenterPool(
  source: Pick<SegmenterSource, 'open'>,
  lingerMs = 60_000,
): SegmenterPool {
  return createModelPool(source, { lingerMs, most: 2, kept: 1 })
}
