import { z } from 'zod'
import { leftOutSchema } from './project.ts'
import { idSchema } from './shared.ts'

export const conflictChoices = ['both', 'mine', 'theirs'] as const
export type ConflictChoice = (typeof conflictChoices)[number]

export const mergeConflictSchema = z.object({
  /** The sample that is here, and what its twin became; null: it was not taken, or nothing is done yet. */
  sample: idSchema,
  added: idSchema.nullable(),
  image: z.string(),
  query: z.string(),
  /** In what they differ. */
  differs: z.array(z.string()),
})
export type MergeConflict = z.infer<typeof mergeConflictSchema>

export const mergeResultSchema = z.object({
  dryRun: z.boolean(),
  images: z.object({ added: z.int(), same: z.int(), copied: z.int() }),
  samples: z.object({ added: z.int(), same: z.int(), conflicts: z.int() }),
  /** Saved masks and runs that came along. */
  versions: z.int(),
  runs: z.int(),
  kept: z.enum(conflictChoices),
  /** The first ones of `samples.conflicts`. */
  conflicts: z.array(mergeConflictSchema),
  leftOut: z.array(leftOutSchema),
})
export type MergeResult = z.infer<typeof mergeResultSchema>
