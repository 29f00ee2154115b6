import { z } from 'zod'
import { ablationMetrics } from '#core/metrics/ablation'
import { idSchema } from './shared.ts'

const nameSchema = z.string().trim().min(1).max(120)

/** A row of an experiment as it is written: settings over the project’s. */
const experimentRowSchema = z.strictObject({
  name: nameSchema,
  settings: z.record(z.string(), z.unknown()).default({}),
})

/** What `benchmark --configs` reads: the first row is what the others are compared with. */
export const experimentFileSchema = z.strictObject({
  name: nameSchema.default('experiment'),
  /** Over the project’s settings, below those of every row. */
  base: z.record(z.string(), z.unknown()).default({}),
  rows: z
    .array(experimentRowSchema)
    .min(1)
    .max(100)
    .refine((rows) => new Set(rows.map(({ name }) => name)).size === rows.length, {
      message: 'two rows have the same name',
    }),
})
export type ExperimentFile = z.infer<typeof experimentFileSchema>

const share = z.number().min(0).max(1)

/** What one row's settings gave for one sample; ignored pixels count for nothing. */
const experimentFiguresSchema = z.object({
  intersection: z.int(),
  union: z.int(),
  prediction: z.int(),
  truth: z.int(),
  candidates: z.int(),
  /** True IoU of the first candidate, of the best of the first three, of the best; null without candidates. */
  rank1Iou: share.nullable(),
  top3Iou: share.nullable(),
  bestIou: share.nullable(),
  saysAbsent: z.boolean(),
  /** What its replies cost when they were given, also those that were kept from before. */
  cost: z.number(),
  /** Of the pipeline and of all replies, kept ones as when they were given. */
  milliseconds: z.number(),
})
export type ExperimentFigures = z.infer<typeof experimentFiguresSchema>

const countsSchema = z.object({ todo: z.int(), done: z.int(), failed: z.int() })

export const experimentSchema = z.object({
  id: idSchema,
  name: z.string(),
  createdAt: z.string(),
  appVersion: z.string(),
  job: idSchema.nullable(),
  rows: z.array(
    z.object({
      name: z.string(),
      /** As it was written, the file's base below it. */
      given: z.record(z.string(), z.unknown()),
    }),
  ),
  counts: countsSchema,
})
export type Experiment = z.infer<typeof experimentSchema>

const intervalSchema = z.object({
  value: z.number(),
  low: z.number(),
  high: z.number(),
  n: z.int(),
})

const comparisonSchema = z.object({
  /** This row less the first, on the samples that both have. */
  difference: intervalSchema,
  p: z.number(),
  /** By Holm over the rows. */
  correctedP: z.number(),
  isSignificant: z.boolean(),
})

/** A mean over the samples that have the figure, and how many have it. */
const meanSchema = z.object({ value: z.number(), n: z.int() }).nullable()

const experimentTableRowSchema = z.object({
  name: z.string(),
  given: z.record(z.string(), z.unknown()),
  /** Samples that are settled, also those that failed. */
  n: z.int(),
  /** Failed: each counts as an empty mask. */
  failed: z.int(),
  metrics: z.array(
    z.object({
      metric: z.enum(ablationMetrics),
      interval: intervalSchema.nullable(),
      against: comparisonSchema.nullable(),
    }),
  ),
  rank1Iou: meanSchema,
  top3Iou: meanSchema,
  bestIou: meanSchema,
  /** Of all samples together, in the currency of the profiles' prices. */
  cost: z.number(),
  /** Seconds a sample. */
  seconds: meanSchema,
})
export type ExperimentTableRow = z.infer<typeof experimentTableRowSchema>

export const experimentResultSchema = z.object({
  experiment: experimentSchema,
  samples: z.int(),
  /** Results whose truth was changed since they were measured. */
  stale: z.int(),
  table: z.array(experimentTableRowSchema),
  failed: z.array(
    z.object({ row: z.string(), sample: idSchema, code: z.string(), message: z.string() }),
  ),
})
export type ExperimentResult = z.infer<typeof experimentResultSchema>
