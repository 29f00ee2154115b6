import { z } from 'zod'
import { evaluationGroups } from '#core/metrics/evaluation'
import { funnelStages } from '#core/metrics/failure-funnel'
import { failureKinds } from '#core/metrics/failure-kinds'
import { leftOutSchema, sampleFilterSchema, splits } from './project.ts'
import { idSchema, imageBoxSchema, rleSchema, sizeSchema, textSchema } from './shared.ts'

/** `runs`: of the project's own pipeline. */
export const predictionSources = ['coco-results', 'masks', 'jsonl', 'reasonseg', 'runs'] as const
export type PredictionSource = (typeof predictionSources)[number]

export const predictionNameSchema = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}]+$/u, 'a name has no control characters')
  .refine((name) => name.trim() === name, 'a name neither begins nor ends with a space')

/** What one model predicts. */
export const predictionSetSchema = z.object({
  id: idSchema,
  name: z.string(),
  source: z.enum(predictionSources),
  /** File or folder it was read from; empty for runs. */
  path: z.string(),
  addedAt: z.string(),
  /** Samples it has a prediction of. */
  matched: z.int(),
  /** Records that were left out; `predictions.leftOut` lists them. */
  leftOut: z.int(),
  /** Figures on record that are of an older version of the truth. */
  stale: z.int(),
})
export type PredictionSet = z.infer<typeof predictionSetSchema>

/** Result of the job of `predictions.add`. */
export const predictionsAddedSchema = z.object({
  set: idSchema,
  name: z.string(),
  matched: z.int(),
  leftOut: z.array(leftOutSchema),
})
export type PredictionsAdded = z.infer<typeof predictionsAddedSchema>

/** Whom figures are about: accepted samples under the filter; those without a prediction count as empty masks. */
const scopeFields = {
  filter: sampleFilterSchema.prefault({}),
  dropMissing: z.boolean().default(false),
}
export const predictionScopeSchema = z.object({ set: idSchema, ...scopeFields })

const share = z.number()
const iousSchema = z.object({ gIoU: share, cIoU: share })
const intervalSchema = z.object({
  value: z.number(),
  low: z.number(),
  high: z.number(),
  n: z.int(),
})

export const corpusMetricsSchema = z.object({
  n: z.int(),
  nMissing: z.int(),
  nEmpty: z.int(),
  exact: iousSchema,
  lisa: iousSchema,
  dice: share,
  /** At IoU 0.5, 0.6, 0.7, 0.8 and 0.9. */
  precision: z.array(share).readonly(),
})

/** null: there are no samples, or no pixels to divide by. */
const intervalsSchema = z.object({
  gIoU: intervalSchema.nullable(),
  cIoU: intervalSchema.nullable(),
})

export const evaluationSchema = z.object({
  set: predictionSetSchema,
  /** Samples under the filter that have a prediction and no accepted mask to hold it against. */
  unlabelled: z.int(),
  /** Samples without a prediction: counted as empty masks, or dropped. */
  missing: z.int(),
  /** null: no sample counts. */
  metrics: corpusMetricsSchema.nullable(),
  /** null where they were not asked for. */
  intervals: intervalsSchema.nullable(),
  /** Of the bootstrap; fewer rounds for many samples. */
  rounds: z.int(),
  level: share,
  /**
   * By category, component, length of the query (`short`: a phrase, `long`: a sentence) and area of the truth (`none`,
   * `small` below 32², `medium` to 96², `large`, in pixels). A sample with several components counts for each.
   */
  groups: z.array(
    z.object({
      by: z.enum(evaluationGroups),
      tag: z.string(),
      metrics: corpusMetricsSchema,
      intervals: intervalsSchema.nullable(),
    }),
  ),
  /** Unweighted, as ReasonSeg-SGDR prints it. */
  categoryMean: iousSchema.extend({ categories: z.int() }).nullable(),
  /** gRefCOCO's set. */
  noTarget: iousSchema
    .extend({
      noTargetAccuracy: share.nullable(),
      targetAccuracy: share.nullable(),
      precision: z.array(z.object({ level: share, share: share.nullable() })).readonly(),
    })
    .nullable(),
})
export type Evaluation = z.infer<typeof evaluationSchema>

export const failureCauses = [...funnelStages, 'undecided', 'unknown', 'right'] as const
export type FailureCause = (typeof failureCauses)[number]

const stageVerdictsSchema = z
  .partialRecord(z.enum(funnelStages), z.enum(['ok', 'failed']))
  .default({})

/** What a reviewer says of a failure: verdicts stand above the rules, kinds are added to theirs. */
export const failureTagSchema = z.object({
  stages: stageVerdictsSchema,
  kinds: z.array(z.string().min(1).max(60)).max(30).default([]),
  note: textSchema.default(''),
})
export type FailureTag = z.infer<typeof failureTagSchema>

/** What takes longer to measure; see `core/metrics/prediction-measures.ts`. */
const measuredSchema = z.object({
  boundaryIou: share,
  boundaryF: share,
  hd95: z.number().nullable(),
  priorIou: share.nullable(),
  bestIou: share.nullable(),
  top1Iou: share.nullable(),
  top3Iou: share.nullable(),
  cause: z.enum(failureCauses),
  kinds: z.array(z.enum(failureKinds)),
})

export const evaluatedRowSchema = z.object({
  sample: idSchema,
  imageId: idSchema,
  imageName: z.string(),
  query: z.string(),
  target: z.string(),
  category: z.string().nullable(),
  components: z.array(z.string()),
  isSentence: z.boolean(),
  split: z.enum(splits).nullable(),
  size: sizeSchema,
  /** Id of the version of the truth that it was held against. */
  annotation: idSchema,
  isNoTarget: z.boolean(),
  isMissing: z.boolean(),
  score: z.number().nullable(),
  iou: share,
  /** Pixels, those of the ignore mask left out. */
  intersection: z.int(),
  union: z.int(),
  prediction: z.int(),
  truth: z.int(),
  /** null: not measured yet; `predictions.funnel` measures. */
  measured: measuredSchema.nullable(),
  tag: failureTagSchema.nullable(),
})
export type EvaluatedRow = z.infer<typeof evaluatedRowSchema>

export const rowOrders = ['iou', 'sample', 'score', 'truth', 'category', 'cause'] as const

export const rowChoiceSchema = z.object({
  causes: z.array(z.enum(failureCauses)).default([]),
  /** By rule or by a reviewer. */
  kinds: z.array(z.string().max(60)).default([]),
  group: z
    .object({ by: z.enum(evaluationGroups), tag: z.string() })
    .nullable()
    .default(null),
  isMissing: z.boolean().nullable().default(null),
  isTagged: z.boolean().nullable().default(null),
  iouFrom: share.default(0),
  iouTo: share.default(1),
})
export type RowChoice = z.infer<typeof rowChoiceSchema>

export const rowsParamsSchema = predictionScopeSchema.extend({
  choice: rowChoiceSchema.prefault({}),
  order: z.enum(rowOrders).default('iou'),
  isDescending: z.boolean().default(false),
  offset: z.int().nonnegative().default(0),
  limit: z.int().min(1).max(10_000).default(200),
})

export const funnelReportSchema = z.object({
  /** Samples that wait to be measured: ask again. */
  pending: z.int(),
  /** Of those that are measured. */
  samples: z.int(),
  right: z.int(),
  undecided: z.int(),
  unknown: z.int(),
  stages: z.array(z.object({ stage: z.enum(funnelStages), blamed: z.int(), unknown: z.int() })),
  kinds: z.array(z.object({ kind: z.string(), samples: z.int() })),
  /** Means over the measured samples that have the figure, with how many these are. */
  means: z.array(z.object({ metric: z.string(), mean: z.number(), n: z.int() })),
})
export type FunnelReport = z.infer<typeof funnelReportSchema>

const pairedSchema = z
  .object({
    a: share,
    b: share,
    /** a less b. */
    difference: intervalSchema,
    p: share,
    isSignificant: z.boolean(),
  })
  .nullable()

export const comparisonSchema = z.object({
  a: predictionSetSchema,
  b: predictionSetSchema,
  /** Samples that count for both. */
  n: z.int(),
  rounds: z.int(),
  level: share,
  gIoU: pairedSchema,
  cIoU: pairedSchema,
  /** Samples with the higher IoU in a, in b, and the same. */
  better: z.object({ a: z.int(), b: z.int(), same: z.int() }),
  /** By category, over those with both. */
  categories: z.array(z.object({ tag: z.string(), n: z.int(), gIoU: pairedSchema })),
})
export type Comparison = z.infer<typeof comparisonSchema>

export const compareParamsSchema = z.object({ a: idSchema, b: idSchema, ...scopeFields })

const stageResultSchema = z.object({
  stage: z.enum(funnelStages),
  state: z.enum(['ok', 'failed', 'undecided', 'unknown']),
  why: z.string(),
  isByReviewer: z.boolean(),
})

/** One sample in one set, with all it was judged by. */
export const predictionCaseSchema = z.object({
  row: evaluatedRowSchema,
  prediction: rleSchema,
  truth: rleSchema,
  ignore: rleSchema,
  /** Predicted and true; true alone; predicted alone. Ignored pixels are in none. */
  shared: rleSchema,
  missed: rleSchema,
  extra: rleSchema,
  text: z.string(),
  saysAbsent: z.boolean().nullable(),
  boxes: z.array(imageBoxSchema).nullable(),
  prior: z.array(share).nullable(),
  /** Highest score first. */
  candidates: z
    .array(z.object({ rle: rleSchema, score: z.number(), iou: share, isChosen: z.boolean() }))
    .nullable(),
  /** Of the project's own pipeline. */
  run: idSchema.nullable(),
  stages: z.array(stageResultSchema),
  /** What the stages were told by. */
  inputs: z.object({
    isSameName: z.boolean().nullable(),
    regionCover: share.nullable(),
    priorCover: share.nullable(),
    bestIou: share.nullable(),
    boundaryIou: share,
    holes: share,
    islands: share,
    missedParts: z.int(),
    parts: z.int(),
  }),
  taggedBy: z.string().nullable(),
})
export type PredictionCase = z.infer<typeof predictionCaseSchema>
