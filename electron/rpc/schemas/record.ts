import { z } from 'zod'
import { gridSettingsSchema, regionSchema } from './reasoning.ts'

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
})
export type ReasonRecord = z.infer<typeof reasonRecordSchema>

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
  judge: z.unknown().optional(),
  consistency: z.unknown().optional(),
  refinement: z.unknown().optional(),
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
