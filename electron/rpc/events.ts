import { z } from 'zod'
import { callStages } from './schemas/mllm.ts'
import { idSchema } from './schemas/shared.ts'
import { fetchSchema } from './schemas/models.ts'
import { jobSchema } from './schemas/system.ts'

/** What the backend tells its windows; `sequence` rises by one, so that a gap after a reconnect is noticed. */
export const eventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hello'), sequence: z.int(), instance: z.string() }),
  z.object({ kind: z.literal('project.changed'), sequence: z.int() }),
  z.object({
    kind: z.literal('samples.changed'),
    sequence: z.int(),
    samples: z.array(idSchema).nullable(),
  }),
  /** Predictions, or what reviewers say of them. */
  z.object({ kind: z.literal('predictions.changed'), sequence: z.int() }),
  z.object({ kind: z.literal('job.changed'), sequence: z.int(), job: jobSchema }),
  z.object({
    kind: z.literal('run.progress'),
    sequence: z.int(),
    sample: idSchema,
    stage: z.string(),
  }),
  /** The registry changed, or which model is tested: ask for `models.state` again. */
  z.object({ kind: z.literal('models.changed'), sequence: z.int() }),
  /** Profiles, keys or consents of MLLMs changed. */
  z.object({ kind: z.literal('mllm.changed'), sequence: z.int() }),
  /** What an MLLM says about a sample, as it comes. */
  z.object({
    kind: z.literal('reply.text'),
    sequence: z.int(),
    sample: idSchema,
    stage: z.enum(callStages),
    /** Which of the stage's replies, from 1: several may be under way at once. */
    reply: z.int().positive(),
    /** What came since the last event; null: it begins anew. */
    more: z.string().nullable(),
  }),
  /** Why nothing happens for so long. */
  z.object({
    kind: z.literal('reply.wait'),
    sequence: z.int(),
    sample: idSchema,
    reason: z.string(),
    milliseconds: z.number(),
  }),
  /** All of them, as they stand. */
  z.object({
    kind: z.literal('fetches.changed'),
    sequence: z.int(),
    fetches: z.array(fetchSchema),
  }),
  z.object({
    kind: z.literal('notice'),
    sequence: z.int(),
    level: z.enum(['info', 'warning', 'error']),
    message: z.string(),
    hint: z.string(),
  }),
])
export type AppEvent = z.infer<typeof eventSchema>

type WithoutSequence<E> = E extends unknown ? Omit<E, 'sequence'> : never
export type EventBody = WithoutSequence<AppEvent>
