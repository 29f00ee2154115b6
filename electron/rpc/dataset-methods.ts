import { z } from 'zod'
import { figureIds } from '#core/dataset/figures'
import { method } from './method.ts'
import { datasetSummarySchema } from './schemas/dataset.ts'
import { unpackResultSchema } from './schemas/bundle.ts'
import { conflictChoices } from './schemas/merge.ts'
import { emptySchema, idSchema, pathSchema } from './schemas/shared.ts'
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

  /**
   * Takes in what another project holds, all of it or nothing: images, samples, masks with their versions, runs, reviews.
   * The same picture is known by its digest. Samples of the same picture and query that differ are listed, and kept as
   * said: both (the other one with a comment), mine, or theirs. The job's result is a MergeResult.
   */
  'project.merge': method(
    z.object({
      path: pathSchema,
      copyImages: z.boolean().default(false),
      conflicts: z.enum(conflictChoices).default('both'),
      /** Says what would be done. */
      dryRun: z.boolean().default(false),
    }),
    z.object({ job: idSchema }),
  ),

  /** One .zip to hand over, with its pictures where asked for; the job's result is a BundleResult. */
  'project.bundle': method(
    z.object({
      out: pathSchema,
      images: z.boolean().default(true),
      overwrite: z.boolean().default(false),
    }),
    z.object({ job: idSchema }),
  ),
  /** Unpacks a bundle into a new or empty folder; needs no open project, and opens none. */
  'project.unpack': method(z.object({ path: pathSchema, folder: pathSchema }), unpackResultSchema),
} as const
