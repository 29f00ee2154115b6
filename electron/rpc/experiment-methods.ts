import { z } from 'zod'
import { method } from './method.ts'
import {
  experimentFileSchema,
  experimentResultSchema,
  experimentSchema,
} from './schemas/experiments.ts'
import { sampleFilterSchema } from './schemas/project.ts'
import { emptySchema, idSchema } from './schemas/shared.ts'

const started = z.object({ experiment: idSchema, job: idSchema })

/** Tables of settings over labelled samples: part of the contract. */
export const experimentMethods = {
  /**
   * Runs every row over the samples under the filter that have a saved truth, as a job that can be paused and gone on
   * with. Its runs are no sample's last run.
   */
  'experiments.start': method(
    z.object({ file: experimentFileSchema, filter: sampleFilterSchema.prefault({}) }),
    started,
  ),
  /** As `jobs.resume`, by the experiment. */
  'experiments.resume': method(
    z.object({
      experiment: idSchema,
      retry: z.boolean().default(false),
      costPerProject: z.number().min(0).nullable().optional(),
    }),
    started,
  ),
  /** Latest first. */
  'experiments.list': method(emptySchema, z.array(experimentSchema)),
  /** The table of what is settled so far, each row against the first. */
  'experiments.result': method(z.object({ experiment: idSchema }), experimentResultSchema),
} as const
