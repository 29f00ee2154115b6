import { z } from 'zod'
import { runSchema } from './pipeline.ts'
import { reasoningSchema } from './reasoning.ts'
import { imageRowSchema, sampleFieldsSchema, sampleRowSchema } from './project.ts'
import { idSchema, rleSchema } from './shared.ts'

export const editTools = [
  'brush',
  'eraser',
  'lasso',
  'polygon',
  'click',
  'box',
  'fill-holes',
  'drop-specks',
  'keep-largest',
  'grow',
  'shrink',
  'smooth',
  'unite',
  'subtract',
  'intersect',
  'candidate',
  'clear',
] as const

/** One gesture as data: `delta` is the exclusive-or with what was there, hence its own inverse. */
export const editSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('mask'),
    layer: z.enum(['target', 'ignore']),
    tool: z.enum(editTools),
    delta: rleSchema,
    params: z
      .record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.array(z.number())]))
      .default({}),
  }),
  z.object({ kind: z.literal('no-target'), value: z.boolean() }),
])
export type EditData = z.infer<typeof editSchema>

/** What is being edited, as of `revision`; a new sample is at revision 0 with empty masks. */
export const draftSchema = z.object({
  sampleId: idSchema,
  revision: z.int().nonnegative(),
  target: rleSchema,
  ignore: rleSchema,
  noTarget: z.boolean(),
  /** Edits that can be undone and redone, and how many of them are applied. */
  edits: z.array(
    z.object({ id: idSchema, label: z.string(), tool: z.string(), createdAt: z.string() }),
  ),
  cursor: z.int().nonnegative(),
})
export type Draft = z.infer<typeof draftSchema>

/** Active seconds at the sample and how many prompts and strokes it took; null where nobody counted. */
export const effortSchema = z
  .object({ seconds: z.number().nonnegative(), clicks: z.int().nonnegative() })
  .nullable()
  .default(null)
export type Effort = z.infer<typeof effortSchema>

/** An acknowledged save; the highest version of a sample is its annotation. */
export const versionSchema = z.object({
  id: idSchema,
  sampleId: idSchema,
  version: z.int().positive(),
  target: rleSchema,
  ignore: rleSchema,
  noTarget: z.boolean(),
  source: z.enum([
    'candidate',
    'corrected',
    'drawn',
    'import',
    'generated',
    'no-target',
    'consensus',
  ]),
  runId: idSchema.nullable(),
  candidateIds: z.array(z.string()),
  annotator: z.string(),
  createdAt: z.string(),
  isStale: z.boolean(),
  seconds: z.number().nullable(),
  clicks: z.int().nullable(),
})
export type AnnotationVersion = z.infer<typeof versionSchema>

const share = z.number().min(0).max(1)

/** A mask held against the known truth; pixels that the truth ignores do not count. */
export const feedbackSchema = z.object({
  iou: share,
  boundaryIou: share,
  leastIou: share,
  isPassed: z.boolean(),
})
export type Feedback = z.infer<typeof feedbackSchema>

/** Everything the annotate screen needs of one sample, in one answer. */
export const sampleDetailSchema = z.object({
  row: sampleRowSchema,
  fields: sampleFieldsSchema,
  image: imageRowSchema,
  draft: draftSchema,
  saved: versionSchema.nullable(),
  run: runSchema.nullable(),
  /** Where the target is, as stored for a later run (demo, command line, import). */
  hint: reasoningSchema.nullable(),
  siblings: z.array(sampleRowSchema),
  /** Who gives a second opinion on it at present: the draft is theirs alone, and `saved` is hidden. */
  opinion: z.object({ annotator: z.string(), startedAt: z.string() }).nullable(),
  /** How `saved` stands to the known truth; null where there is none, or it is that itself. */
  feedback: feedbackSchema.nullable(),
})
export type SampleDetail = z.infer<typeof sampleDetailSchema>
