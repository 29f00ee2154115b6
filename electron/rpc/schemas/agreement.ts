import { z } from 'zod'
import { versionSchema } from './annotation.ts'
import { pipelineSettingsSchema } from './pipeline.ts'
import { idSchema } from './shared.ts'

const share = z.number().min(0).max(1)

/** One accepted mask beside the run that goes with it; every IoU is with that mask, ignored pixels left out. */
export const agreementPointSchema = z.object({
  sample: idSchema,
  run: idSchema,
  /** When the mask was accepted. */
  at: z.string(),
  source: versionSchema.shape.source,
  judge: pipelineSettingsSchema.shape.judge.unwrap(),
  /** The annotator could see the run; not so for imported masks and later runs. */
  wasShown: z.boolean(),
  /** Rank of what was accepted or taken into correction, the best of several; null: drawn without. */
  acceptedRank: z.int().nullable(),
  /** Of the first-ranked candidate, 0 where none was found; of the best of the first three. */
  rankOneIou: share,
  topThreeIou: share,
  /** What the first-ranked candidate was scored by the judge, by our own terms, and by its segmenter. */
  judged: z.number().nullable(),
  geometric: z.number().nullable(),
  predictedIou: z.number().nullable(),
  priorIou: share.nullable(),
  softPriorIou: share.nullable(),
  /** Of all stages and replies, one after the other. */
  milliseconds: z.number(),
})
export type AgreementPoint = z.infer<typeof agreementPointSchema>

const agreedSchema = z.object({
  samples: z.int(),
  rankOne: z.number().nullable(),
  topThree: z.number().nullable(),
  rankOneIou: z.number().nullable(),
  topThreeIou: z.number().nullable(),
  tau: z.number().nullable(),
  tauSamples: z.int(),
})

/** By whom candidates were ranked: an MLLM (alone or blended), or our own terms. */
export const rankers = ['judge', 'geometric'] as const

/** Whose estimate of a mask's IoU it is. */
export const estimators = ['judge', 'geometric', 'predicted'] as const

export const agreementSchema = z.object({
  /** Accepted masks with a run on the same query; how many of them were looked at, evenly spaced. */
  total: z.int(),
  points: z.array(agreementPointSchema),
  /** Samples that were shown, ranked by each; `over`: over the last `window` of them, in the order accepted. */
  window: z.int(),
  agreement: z.record(
    z.enum(rankers),
    z.object({ all: agreedSchema, over: z.array(agreedSchema.extend({ at: z.string() })) }),
  ),
  /** Over all candidates of all points; null without any. */
  calibration: z.record(
    z.enum(estimators),
    z
      .object({
        n: z.int(),
        meanPredicted: z.number(),
        meanIou: z.number(),
        error: z.number(),
        correlation: z.number().nullable(),
        bins: z.array(
          z.object({
            from: z.number(),
            to: z.number(),
            n: z.int(),
            meanPredicted: z.number(),
            meanIou: z.number(),
          }),
        ),
      })
      .nullable(),
  ),
})
export type AgreementReport = z.infer<typeof agreementSchema>
