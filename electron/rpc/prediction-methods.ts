import { z } from 'zod'
import { method } from './method.ts'
import {
  compareParamsSchema,
  comparisonSchema,
  evaluatedRowSchema,
  evaluationSchema,
  failureTagSchema,
  funnelReportSchema,
  predictionCaseSchema,
  predictionNameSchema,
  predictionScopeSchema,
  predictionSetSchema,
  predictionSources,
  rowsParamsSchema,
} from './schemas/predictions.ts'
import { leftOutSchema, sampleFilterSchema } from './schemas/project.ts'
import { doneSchema, emptySchema, idSchema, pathSchema } from './schemas/shared.ts'

const setParams = z.object({ set: idSchema })
const caseParams = z.object({ set: idSchema, sample: idSchema })

/** Calls about what models predict, how far it is from the truth, and why. */
export const predictionMethods = {
  'predictions.list': method(emptySchema, z.array(predictionSetSchema)),
  /**
   * Reads a model's output, all of it or nothing; the job's result is a PredictionsAdded. `runs` takes the last run of
   * every sample under the filter, and no path.
   */
  'predictions.add': method(
    z.object({
      name: predictionNameSchema,
      source: z.enum(predictionSources),
      path: pathSchema.nullable().default(null),
      /** Folder of .npy or grey PNG files named as masks are. */
      priors: pathSchema.nullable().default(null),
      filter: sampleFilterSchema.prefault({}),
    }),
    z.object({ job: idSchema }),
  ),
  'predictions.remove': method(setParams, doneSchema),
  'predictions.leftOut': method(setParams, z.object({ leftOut: z.array(leftOutSchema) })),

  'predictions.evaluate': method(
    predictionScopeSchema.extend({ intervals: z.boolean().default(true) }),
    evaluationSchema,
  ),
  /** The samples behind it, a page at a time, the worst first unless asked otherwise. */
  'predictions.samples': method(
    rowsParamsSchema,
    z.object({ total: z.int(), rows: z.array(evaluatedRowSchema) }),
  ),
  /** Measures for a second or so, the worst first; what is left is `pending`. */
  'predictions.funnel': method(predictionScopeSchema, funnelReportSchema),
  /** Two models on the same samples. */
  'predictions.compare': method(compareParamsSchema, comparisonSchema),
  'predictions.case': method(caseParams, predictionCaseSchema),
  /** null takes back what was said. */
  'predictions.tag': method(
    caseParams.extend({ tag: failureTagSchema.nullable() }),
    predictionCaseSchema,
  ),
} as const
