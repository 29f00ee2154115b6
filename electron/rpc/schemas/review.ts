import { z } from 'zod'
import { reviewOrders } from '#core/dataset/review-order'
import { feedbackSchema, versionSchema } from './annotation.ts'
import { sampleFilterSchema, sampleRowSchema } from './project.ts'
import { idSchema, rleSchema, textSchema } from './shared.ts'

const share = z.number().min(0).max(1)

/** Right: as it should be. Fix: back to the annotator. Reject: not to be used. Later: to the end of the queue. */
export const verdicts = ['right', 'fix', 'reject', 'later'] as const
export const roles = ['annotate', 'opinion', 'review'] as const
export type Verdict = (typeof verdicts)[number]
export type Role = (typeof roles)[number]

export const annotatorNameSchema = z.string().trim().min(1).max(200)

/** A local profile: nothing but a name, for who did what. */
export const annotatorSchema = z.object({
  name: z.string(),
  createdAt: z.string(),
  isRetired: z.boolean(),
  /** Who works at this computer now. */
  isCurrent: z.boolean(),
  /** Assignments that are not done yet. */
  open: z.record(z.enum(roles), z.int()),
  versions: z.int(),
  opinions: z.int(),
  reviews: z.int(),
})
export type Annotator = z.infer<typeof annotatorSchema>

export const assignmentSchema = z.object({
  row: sampleRowSchema,
  annotator: z.string(),
  role: z.enum(roles),
  createdAt: z.string(),
  doneAt: z.string().nullable(),
})
export type Assignment = z.infer<typeof assignmentSchema>

/** Which samples wait, and in what order. */
export const reviewListSchema = z.object({
  order: z.enum(reviewOrders).default('uncertain'),
  /** Of the random order. */
  seed: z.int().nonnegative().default(1),
  filter: sampleFilterSchema.prefault({}),
  /** `others`: what other annotators made; `assigned`: what was assigned to the reviewer. */
  scope: z.enum(['all', 'others', 'assigned']).default('all'),
  /** null: the current annotator. */
  reviewer: annotatorNameSchema.nullable().default(null),
})
export type ReviewList = z.infer<typeof reviewListSchema>

export const queuedSchema = z.object({
  row: sampleRowSchema,
  annotator: z.string(),
  savedAt: z.string(),
  isPutOff: z.boolean(),
  /** Lead of the best candidate's score over the next unlike one; null where the mask came without a ranking. */
  lead: z.number().nullable(),
  firstRankIou: share.nullable(),
  clicks: z.int().nullable(),
})
export type Queued = z.infer<typeof queuedSchema>

export const reviewSchema = z.object({
  id: idSchema,
  sample: idSchema,
  /** Of the mask that was judged. */
  version: z.int(),
  reviewer: z.string(),
  verdict: z.enum(verdicts),
  /** The ranking and other verdicts were hidden. */
  isBlind: z.boolean(),
  seconds: z.number().nullable(),
  createdAt: z.string(),
})
export type Review = z.infer<typeof reviewSchema>

export const commentSchema = z.object({
  id: idSchema,
  sample: idSchema,
  author: z.string(),
  text: textSchema,
  createdAt: z.string(),
  resolvedAt: z.string().nullable(),
})
export type Comment = z.infer<typeof commentSchema>

const maskSchema = z.object({ target: rleSchema, ignore: rleSchema, noTarget: z.boolean() })

export const opinionSchema = maskSchema.extend({
  id: idSchema,
  sample: idSchema,
  annotator: z.string(),
  category: z.string().nullable(),
  seconds: z.number().nullable(),
  clicks: z.int().nullable(),
  createdAt: z.string(),
})
export type Opinion = z.infer<typeof opinionSchema>

export const goldSchema = z.object({
  row: sampleRowSchema,
  leastIou: share,
  createdAt: z.string(),
  /** Everyone's last try on it. */
  tries: z.array(feedbackSchema.extend({ annotator: z.string(), at: z.string() })),
})
export type Gold = z.infer<typeof goldSchema>

/** What people said of a sample, for who reviews it. */
export const reviewStateSchema = z.object({
  sample: idSchema,
  reviews: z.array(reviewSchema),
  comments: z.array(commentSchema),
  opinions: z.array(opinionSchema),
  assignments: z.array(assignmentSchema.omit({ row: true })),
  gold: goldSchema.omit({ row: true }).nullable(),
})
export type ReviewState = z.infer<typeof reviewStateSchema>

const event = { at: z.string(), author: z.string() }

/** How one mask differs from the one before: pixels that came and that went, target only. */
export const maskDiffSchema = z.object({ added: rleSchema, removed: rleSchema, iou: share })

/** Everything that happened to a sample, oldest first. */
export const historyEntrySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('version'),
    ...event,
    version: versionSchema,
    /** null: the first one. */
    diff: maskDiffSchema.nullable(),
  }),
  z.object({
    kind: z.literal('text'),
    ...event,
    changes: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
  }),
  z.object({ kind: z.literal('verdict'), ...event, review: reviewSchema }),
  z.object({ kind: z.literal('comment'), ...event, comment: commentSchema }),
  /** Held against the newest version of its time. */
  z.object({
    kind: z.literal('opinion'),
    ...event,
    opinion: opinionSchema,
    diff: maskDiffSchema.nullable(),
  }),
])
export type HistoryEntry = z.infer<typeof historyEntrySchema>

const agreedSchema = z.object({
  pairs: z.int(),
  iou: share,
  leastIou: share,
  dice: share,
  boundaryIou: share,
  leastBoundaryIou: share,
  sameTarget: share,
})

/** How far annotators agree; every sample with the masks of two or more. */
export const ratersReportSchema = z.object({
  /** Samples with two masks or more, and how many of them were compared, evenly spaced. */
  total: z.int(),
  overall: agreedSchema.nullable(),
  /** Worst IoU first. */
  pairs: z.array(agreedSchema.extend({ raters: z.tuple([z.string(), z.string()]).readonly() })),
  samples: z.array(agreedSchema.extend({ row: sampleRowSchema, raters: z.array(z.string()) })),
  /** Krippendorff's alpha for names; `units`: samples that two or more people named. */
  categories: z.object({ alpha: z.number().nullable(), units: z.int() }),
  verdicts: z.object({ alpha: z.number().nullable(), units: z.int() }),
})
export type RatersReport = z.infer<typeof ratersReportSchema>

export const consensusMethods = ['majority', 'staple'] as const

export const consensusSchema = z.object({
  raters: z.array(z.string()),
  majority: rleSchema,
  staple: rleSchema,
  /** One a rater, as STAPLE estimates them; null where it cannot tell. */
  sensitivity: z.array(z.number().nullable()),
  specificity: z.array(z.number().nullable()),
  iterations: z.int(),
})
export type Consensus = z.infer<typeof consensusSchema>
