import { z } from 'zod'
import { figureIds } from '#core/dataset/figures'

export const figureSchema = z.object({
  id: z.enum(figureIds),
  /** Samples that are counted, some maybe under several bars. */
  n: z.int(),
  /** Accepted samples of which it is not known. */
  without: z.int(),
  mean: z.number().nullable(),
  median: z.number().nullable(),
  bars: z.array(z.object({ key: z.string(), n: z.int(), accepted: z.int() })),
})

/** What a project holds, counted in several ways. */
export const datasetSummarySchema = z.object({
  samples: z.int(),
  /** Accepted masks whose area and parts are not counted yet: ask again. */
  pending: z.int(),
  figures: z.array(figureSchema),
})
export type DatasetSummary = z.infer<typeof datasetSummarySchema>
