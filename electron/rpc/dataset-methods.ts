import { z } from 'zod'
import { figureIds } from '#core/dataset/figures'
import { method } from './method.ts'
import { datasetSummarySchema } from './schemas/dataset.ts'
import { emptySchema, idSchema } from './schemas/shared.ts'

/** The calls about a data set as a whole: part of the contract. */
export const datasetMethods = {
  /** Counts of all live samples. */
  'dataset.summary': method(emptySchema, datasetSummarySchema),
  /** The samples behind one bar of a figure, ascending. */
  'dataset.samplesOf': method(
    z.object({ figure: z.enum(figureIds), key: z.string().max(200) }),
    z.object({ samples: z.array(idSchema) }),
  ),
} as const
