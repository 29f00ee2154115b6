import { z } from 'zod'
import { idSchema, pathSchema, sizeSchema, textSchema } from './shared.ts'

export const sampleStatuses = ['todo', 'draft', 'accepted', 'rejected'] as const
export const splits = ['train', 'val', 'test'] as const

export const imageRowSchema = z.object({
  id: idSchema,
  /** File name for people; unique within a project only together with the path. */
  name: z.string(),
  /** Relative to the project file where possible. */
  path: z.string(),
  digest: z.string(),
  size: sizeSchema,
  isMissing: z.boolean(),
})
export type ImageRow = z.infer<typeof imageRowSchema>

/** What the annotator says about a sample; all of it is exported. */
export const sampleFieldsSchema = z.object({
  query: textSchema,
  variants: z.array(textSchema).max(50).default([]),
  isSentence: z.boolean().default(true),
  target: textSchema.default(''),
  synonyms: z.array(textSchema).max(50).default([]),
  attributes: z.array(textSchema).max(50).default([]),
  category: z.string().max(60).nullable().default(null),
  components: z.array(z.string().max(60)).max(20).default([]),
  split: z.enum(splits).nullable().default(null),
  answer: textSchema.default(''),
  rationale: textSchema.default(''),
})
export type SampleFields = z.infer<typeof sampleFieldsSchema>

export const sampleRowSchema = z.object({
  id: idSchema,
  imageId: idSchema,
  imageName: z.string(),
  query: z.string(),
  target: z.string(),
  category: z.string().nullable(),
  split: z.enum(splits).nullable(),
  status: z.enum(sampleStatuses),
  noTarget: z.boolean(),
  isMissing: z.boolean(),
})
export type SampleRow = z.infer<typeof sampleRowSchema>

export const sampleFilterSchema = z.object({
  status: z.enum(sampleStatuses).nullable().default(null),
  category: z.string().nullable().default(null),
  split: z.enum(splits).nullable().default(null),
  imageId: idSchema.nullable().default(null),
  search: z.string().max(500).default(''),
  /** These alone, as those behind a bar of a plot; null: all. */
  ids: z.array(idSchema).max(1_000_000).nullable().default(null),
})
export type SampleFilter = z.infer<typeof sampleFilterSchema>

export const projectInfoSchema = z.object({
  path: pathSchema,
  name: z.string(),
  schemaVersion: z.int(),
  isReadOnly: z.boolean(),
  images: z.int(),
  missingImages: z.int(),
  samples: z.int(),
  accepted: z.int(),
  byStatus: z.record(z.enum(sampleStatuses), z.int()),
  byCategory: z.record(z.string(), z.int()),
  /** `ok`, or what SQLite's quick_check says. */
  integrity: z.string(),
})
export type ProjectInfo = z.infer<typeof projectInfoSchema>

export const recentProjectSchema = z.object({
  path: z.string(),
  name: z.string(),
  openedAt: z.string(),
  exists: z.boolean(),
})

export const leftOutSchema = z.object({
  file: z.string(),
  line: z.int().nullable().default(null),
  reason: z.string(),
})
export type LeftOut = z.infer<typeof leftOutSchema>

export const importResultSchema = z.object({
  images: z.int(),
  samples: z.int(),
  /** Files that were already in the project. */
  known: z.int(),
  leftOut: z.array(leftOutSchema),
})
export type ImportResult = z.infer<typeof importResultSchema>

export const exportResultSchema = z.object({
  written: z.array(z.string()),
  samples: z.int(),
  losses: z.array(z.object({ sample: idSchema, what: z.string(), iou: z.number().nullable() })),
})
export type ExportResult = z.infer<typeof exportResultSchema>
