import { z } from 'zod'
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
  z.object({ kind: z.literal('job.changed'), sequence: z.int(), job: jobSchema }),
  z.object({
    kind: z.literal('run.progress'),
    sequence: z.int(),
    sample: idSchema,
    stage: z.string(),
  }),
  /** The registry changed, or which model is tested: ask for `models.state` again. */
  z.object({ kind: z.literal('models.changed'), sequence: z.int() }),
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
