import { z } from 'zod'
import type { GridSettings } from '#core/grid/grid'
import type { Reasoning, RegionSettings } from '#core/prompt/reasoning'
import { imageBoxSchema, textSchema } from './shared.ts'

const share = z.number().min(0).max(1)

export const gridSettingsSchema = z.object({
  n: z.int().min(2).max(20).default(9),
  style: z.enum(['split', 'grid', 'none']).default('split'),
  shift: z.boolean().default(false),
}) satisfies z.ZodType<GridSettings>

export const regionSettingsSchema = z.object({
  padding: share.default(0.2),
  paddingOf: z.enum(['strip', 'box']).default('strip'),
}) satisfies z.ZodType<RegionSettings>

const ids = z.array(z.int().positive()).min(1).max(441)

export const regionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('strips'), rows: ids, columns: ids }),
  z.object({ kind: z.literal('cells'), cells: ids }),
  z.object({ kind: z.literal('box'), box: imageBoxSchema }),
])

export const reasoningSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('regions'),
    target: textSchema,
    attributes: z.array(textSchema).max(100),
    regions: z.array(regionSchema).min(1).max(50),
    rationale: textSchema,
  }),
  z.object({ kind: z.literal('absent'), rationale: textSchema }),
]) satisfies z.ZodType<Reasoning>
