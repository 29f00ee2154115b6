import { z } from 'zod'
import { priorSources } from '#core/prior/prior'
import { gridSettingsSchema, regionSchema } from './reasoning.ts'
import { imagePointSchema, rleSchema } from './shared.ts'

const span = { from: z.int(), to: z.int() }

/** What one MLLM concluded, with everything it said. */
export const reasonRecordSchema = z.object({
  prompts: z.object({
    id: z.string(),
    version: z.int(),
    /** The project's own wording. */
    isOwn: z.boolean(),
    variant: z.string(),
  }),
  grid: gridSettingsSchema,
  replies: z.array(
    z.object({
      turn: z.string(),
      /** Id of the call. */
      call: z.int(),
      text: z.string(),
      /** Stretches of the text with a title, UTF-16 offsets. */
      steps: z.array(z.object({ title: z.string(), ...span })),
      /** Where the text names rows, columns, cells or a box. */
      mentions: z.array(z.object({ region: regionSchema, ...span })),
      /** What was taken although it was not quite as asked for. */
      repairs: z.array(z.string()),
    }),
  ),
  /** CoPRS's format score by the paper's rule and by its code's; null for other formats. */
  format: z.object({ paper: z.number(), code: z.number() }).nullable(),
  /** The heat map that the place was read from, 32×32 row-major, or looked for in vain; not there where none was asked. */
  place: z
    .object({
      /** The words. */
      text: z.string(),
      model: z.object({ id: z.string(), digest: z.string() }),
      weights: z.array(z.number()).length(1024),
      peak: z.number(),
    })
    .optional(),
})
export type ReasonRecord = z.infer<typeof reasonRecordSchema>

const usedPromptsSchema = z.object({
  id: z.string(),
  version: z.int(),
  /** The project's own wording. */
  isOwn: z.boolean(),
  turn: z.string(),
})

/** Which call was read; null where none was. `problem`: why there is no answer. */
const toldSchema = {
  call: z.int().nullable(),
  isRepaired: z.boolean(),
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
}

/** How candidates were judged: with their masks it decides the same again. */
export const judgeRecordSchema = z.object({
  prompts: usedPromptsSchema,
  seed: z.int(),
  groupSize: z.int(),
  /** The judge's share of the score. */
  weight: z.number(),
  alikeIou: z.number(),
  rounds: z.array(
    z.object({
      round: z.int(),
      groups: z.array(
        z.object({
          ids: z.array(z.string()),
          /** Null where the group has no readable reply. */
          scores: z.array(z.number()).nullable(),
          reasons: z.array(z.string()),
          noneFits: z.boolean(),
          repairs: z.array(z.string()),
          ...toldSchema,
        }),
      ),
    }),
  ),
  /** No more rounds were asked, for the ranking was settled. */
  isSettled: z.boolean(),
  /** In the order ranked; null as judge's score: nobody judged it. */
  scores: z.array(
    z.object({
      id: z.string(),
      geometric: z.number(),
      judge: z.number().nullable(),
      rounds: z.int(),
    }),
  ),
})

/** How well the reasoning hangs together (CoPRS §4.3); null: no readable reply. */
export const consistencyRecordSchema = z.object({
  prompts: usedPromptsSchema,
  score: z.number().nullable(),
  parts: z
    .object({
      logic: z.number(),
      relevance: z.number(),
      visual: z.number(),
      localisation: z.number(),
    })
    .nullable(),
  reason: z.string(),
  ...toldSchema,
})

export const refinementRecordSchema = z.object({
  prompts: usedPromptsSchema,
  candidate: z.string(),
  outcome: z.enum(['kept', 'right', 'no-points', 'not-better', 'not-asked']),
  missing: z.array(regionSchema),
  surplus: z.array(regionSchema),
  reason: z.string(),
  points: z.array(
    z.object({
      point: imagePointSchema,
      label: z.union([z.literal(0), z.literal(1)]),
      depth: z.number(),
    }),
  ),
  anchor: imagePointSchema.nullable(),
  /** Predicted IoU before and after; null: nothing was decoded again. */
  before: z.number(),
  after: z.number().nullable(),
  /** The mask that was replaced. */
  original: rleSchema.optional(),
  ...toldSchema,
})

/** What a run was decided from beside the host's numbers. Parts that were not asked for are not there. */
export const runRecordSchema = z.object({
  reason: reasonRecordSchema.optional(),
  vote: z
    .object({
      replies: z.array(reasonRecordSchema),
      /** Mean pairwise soft IoU of the replies' priors. */
      agreement: z.number(),
      /** Share of replies that found nothing. */
      absent: z.number(),
    })
    .optional(),
  /** Beside the region's and the words': 32×32, row-major, each by itself. */
  priors: z
    .array(z.object({ source: z.enum(priorSources), weights: z.array(z.number()).length(1024) }))
    .optional(),
  judge: judgeRecordSchema.optional(),
  consistency: consistencyRecordSchema.optional(),
  refinement: refinementRecordSchema.optional(),
  /** Of all calls together. */
  spent: z
    .object({
      calls: z.int(),
      cached: z.int(),
      input: z.int(),
      output: z.int(),
      cost: z.number(),
    })
    .optional(),
})
export type RunRecord = z.infer<typeof runRecordSchema>
