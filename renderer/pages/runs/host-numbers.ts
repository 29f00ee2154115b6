import { z } from 'zod'
import { priorSide } from '#core/prior/prior'
import { regionPrior } from '#core/prior/region'
import type { PriorPart } from '#core/prior/combine'
import type { Size } from '#core/geometry/size'
import { imagePointSchema } from '#rpc/schemas/shared'
import type { Run } from '#rpc/schemas/pipeline'

const seedSchema = z.object({ point: imagePointSchema, strength: z.number(), cell: z.int() })

/** The part of a run's numbers that can be looked at. */
const numbersSchema = z.object({
  regions: z.array(
    z.object({
      seeds: z.array(seedSchema),
      /** Indices of the seeds that became foreground points. */
      foreground: z.array(z.int()),
      background: z.object({ point: imagePointSchema }).nullable(),
    }),
  ),
  text: z
    .object({
      text: z.string(),
      prior: z
        .object({ weights: z.array(z.number()).length(priorSide * priorSide), peak: z.number() })
        .nullable(),
    })
    .nullable(),
})

export type RecordedNumbers = z.infer<typeof numbersSchema>

/** null for runs whose numbers are of another make. */
export function numbersOf({ numbers }: Pick<Run, 'numbers'>): RecordedNumbers | null {
  const parsed = numbersSchema.safeParse(numbers)
  return parsed.success ? parsed.data : null
}

/** Every prior of a run by itself, in the order in which they are multiplied; those made from what is on record anew. */
export function priorsOf(run: Run, size: Size): readonly PriorPart[] {
  if (run.prior === null) return []
  const { sources } = run.prior
  const text = numbersOf(run)?.text?.prior
  const known: PriorPart[] = [
    ...(run.boxes.length > 0
      ? [{ source: 'region' as const, weights: regionPrior(run.boxes, size) }]
      : []),
    ...(run.record.priors ?? []),
    ...(text === null || text === undefined
      ? []
      : [{ source: 'text' as const, weights: text.weights }]),
  ]
  return known.filter(({ source }) => sources.includes(source))
}
