import { z } from 'zod'
import { figureIds } from '#core/dataset/figures'
import { method } from './method.ts'
import { datasetSummarySchema } from './schemas/dataset.ts'
import { emptySchema, idSchema } from './schemas/shared.ts'
import {
  sourcePlanSchema,
  splitParamsSchema,
  splitPlanSchema,
  splitStateSchema,
} from './schemas/splits.ts'

const changed = z.object({ changed: z.int() })

/** The calls about a data set as a whole: part of the contract. */
export const datasetMethods = {
  /** Counts of all live samples. */
  'dataset.summary': method(emptySchema, datasetSummarySchema),
  /** The samples behind one bar of a figure, ascending. */
  'dataset.samplesOf': method(
    z.object({ figure: z.enum(figureIds), key: z.string().max(200) }),
    z.object({ samples: z.array(idSchema) }),
  ),

  'split.state': method(emptySchema, splitStateSchema),
  /** Looks at the images nobody looked at yet, to know near-duplicates; the job's result is a HashResult. */
  'split.look': method(emptySchema, z.object({ job: idSchema })),
  /** What images are from, by their names (core/dataset/source-pattern.ts); null forgets it. Changes nothing unless `apply`. */
  'split.sources': method(
    z.object({ pattern: z.string().max(500).nullable(), apply: z.boolean().default(false) }),
    sourcePlanSchema,
  ),
  /** What `split.apply` would do; the same parameters give the same plan. */
  'split.plan': method(splitParamsSchema, splitPlanSchema),
  'split.apply': method(splitParamsSchema, changed),
  /** Puts back what the last `split.apply` changed; once more undoes that. */
  'split.restore': method(emptySchema, changed),
} as const
