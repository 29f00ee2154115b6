import { z } from 'zod'
import { splits } from './project.ts'
import { idSchema } from './shared.ts'

/** What keeps samples together; each means those before it, too. */
export const splitTies = ['image', 'source', 'near-duplicate'] as const

export const splitParamsSchema = z.object({
  /** Shares; they need not add up to 1. A split with 0 gets no samples. */
  ratios: z
    .object(
      Object.fromEntries(splits.map((name) => [name, z.number().min(0).max(1e6)])) as Record<
        (typeof splits)[number],
        z.ZodNumber
      >,
    )
    .default({ train: 80, val: 10, test: 10 }),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(0),
  by: z.enum(splitTies).default('source'),
  /** The accepted samples alone; others stay as they are. */
  acceptedOnly: z.boolean().default(true),
  /** Samples that are in a split stay there. */
  keep: z.boolean().default(false),
})
export type SplitParams = z.infer<typeof splitParamsSchema>

const countsSchema = z.object({
  /** null: no category, or all together. */
  stratum: z.string().nullable(),
  title: z.string(),
  samples: z.int(),
  splits: z.array(z.object({ name: z.string(), wished: z.number(), got: z.int() })),
})

export const splitLeakSchema = z.object({
  by: z.enum(splitTies),
  splits: z.array(z.string()),
  samples: z.array(idSchema),
  /** Names of their images. */
  images: z.array(z.string()),
})
export type SplitLeakRow = z.infer<typeof splitLeakSchema>

export const splitPlanSchema = z.object({
  samples: z.int(),
  /** Sets that stay together. */
  groups: z.int(),
  /** Samples whose split would be another one. */
  changes: z.int(),
  /** Largest distance of a split's share from the one wished for, 0..1. */
  off: z.number(),
  total: countsSchema,
  strata: z.array(countsSchema),
  /** What would be on both sides; the first ones of `leaks`. */
  leaks: z.int(),
  listed: z.array(splitLeakSchema),
  /** Images whose look is not known, so that near-duplicates may be missed. */
  unhashed: z.int(),
})
export type SplitPlanReport = z.infer<typeof splitPlanSchema>

export const splitStateSchema = z.object({
  images: z.int(),
  /** Images with a known source, and how many sources there are. */
  sourced: z.int(),
  sources: z.int(),
  unhashed: z.int(),
  /** What putting back would change, and when it was changed. */
  former: z.object({ at: z.string(), samples: z.int() }).nullable(),
})
export type SplitState = z.infer<typeof splitStateSchema>

export const sourcePlanSchema = z.object({
  images: z.int(),
  matched: z.int(),
  sources: z.int(),
  examples: z.array(z.object({ name: z.string(), source: z.string().nullable() })),
})
export type SourcePlan = z.infer<typeof sourcePlanSchema>
