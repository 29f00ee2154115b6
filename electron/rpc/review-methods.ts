import { z } from 'zod'
import { method } from './method.ts'
import { effortSchema, feedbackSchema, sampleDetailSchema } from './schemas/annotation.ts'
import { sampleFilterSchema } from './schemas/project.ts'
import {
  annotatorNameSchema,
  annotatorSchema,
  assignmentSchema,
  commentSchema,
  consensusMethods,
  consensusSchema,
  goldSchema,
  historyEntrySchema,
  queuedSchema,
  ratersReportSchema,
  reviewListSchema,
  reviewSchema,
  reviewStateSchema,
  roles,
  verdicts,
} from './schemas/review.ts'
import { doneSchema, emptySchema, idSchema, textSchema } from './schemas/shared.ts'

const sampleParams = z.object({ sample: idSchema })
const annotatorParams = z.object({ name: annotatorNameSchema })
/** Who says so; null: the current annotator. */
const author = annotatorNameSchema.nullable().default(null)
const page = {
  offset: z.int().nonnegative().default(0),
  limit: z.int().min(1).max(1000).default(200),
}

/** Calls about who works on what, and what they think of one another's work. */
export const reviewMethods = {
  'annotators.list': method(emptySchema, z.array(annotatorSchema)),
  'annotators.add': method(annotatorParams, z.array(annotatorSchema)),
  /** Makes it who works at this computer; one that is not known is added. */
  'annotators.switch': method(annotatorParams, z.array(annotatorSchema)),
  /** A retired one gets no more work; what it did stays. */
  'annotators.retire': method(
    annotatorParams.extend({ isRetired: z.boolean().default(true) }),
    z.array(annotatorSchema),
  ),

  /** Those under the filter (or listed), at most so many of them, evenly spaced; known assignments stay as they are. */
  'assignments.assign': method(
    z.object({
      samples: z.array(idSchema).max(100_000).nullable().default(null),
      filter: sampleFilterSchema.prefault({}),
      annotator: annotatorNameSchema,
      role: z.enum(roles),
      most: z.int().positive().nullable().default(null),
    }),
    z.object({ assigned: z.int(), known: z.int() }),
  ),
  'assignments.list': method(
    z.object({
      annotator: author,
      role: z.enum(roles).nullable().default(null),
      isOpen: z.boolean().default(true),
      ...page,
    }),
    z.object({ total: z.int(), rows: z.array(assignmentSchema) }),
  ),
  'assignments.withdraw': method(
    z.object({ sample: idSchema, annotator: annotatorNameSchema, role: z.enum(roles) }),
    doneSchema,
  ),

  /** Sets draft and edits aside for an empty draft; the accepted mask is hidden until the opinion is given. */
  'opinions.start': method(sampleParams, sampleDetailSchema),
  /** The draft (or candidates, joined) becomes the annotator's opinion; draft and edits come back. */
  'opinions.give': method(
    z.object({
      sample: idSchema,
      runId: idSchema.nullable().default(null),
      candidateIds: z.array(z.string()).max(100).default([]),
      noTarget: z.boolean().default(false),
      /** What the annotator takes the query for; null: not said. */
      category: z.string().max(60).nullable().default(null),
      effort: effortSchema,
    }),
    z.object({ detail: sampleDetailSchema, feedback: feedbackSchema.nullable() }),
  ),
  /** Nothing is kept of what was drawn; draft and edits come back. */
  'opinions.giveUp': method(sampleParams, sampleDetailSchema),

  /** Accepted samples that wait for a verdict. */
  'review.queue': method(
    reviewListSchema.extend(page),
    z.object({ total: z.int(), reviewed: z.int(), rows: z.array(queuedSchema) }),
  ),
  /** The one behind `after`, else the first; null where none waits. `position` from 0. */
  'review.next': method(
    reviewListSchema.extend({ after: idSchema.nullable().default(null) }),
    z.object({ sample: idSchema.nullable(), position: z.int().nullable(), total: z.int() }),
  ),
  /** `fix` makes the sample a draft that is assigned to its annotator again, `reject` a rejected one. */
  'review.verdict': method(
    z.object({
      sample: idSchema,
      verdict: z.enum(verdicts),
      comment: textSchema.default(''),
      isBlind: z.boolean().default(false),
      seconds: z.number().nonnegative().nullable().default(null),
      reviewer: author,
    }),
    reviewSchema,
  ),
  /** The latest verdict of its sample is forgotten, and the sample waits again. */
  'review.takeBack': method(z.object({ review: idSchema }), doneSchema),
  'review.state': method(sampleParams, reviewStateSchema),
  'review.history': method(sampleParams, z.array(historyEntrySchema)),
  /** Between annotators. Of more samples than `limit` evenly spaced ones. */
  'review.agreement': method(
    z.object({ limit: z.int().min(1).max(20_000).default(2000) }),
    ratersReportSchema,
  ),
  /** What the sample's mask and its opinions come to together; throws `bad_input` where fewer than two are there. */
  'review.consensus': method(sampleParams, consensusSchema),
  /** Makes it the sample's mask: an edit that can be undone, saved as accepted. */
  'review.takeConsensus': method(
    z.object({ sample: idSchema, method: z.enum(consensusMethods) }),
    sampleDetailSchema,
  ),

  'comments.add': method(
    z.object({ sample: idSchema, text: textSchema.min(1), author }),
    commentSchema,
  ),
  'comments.resolve': method(
    z.object({ comment: idSchema, isResolved: z.boolean().default(true) }),
    commentSchema,
  ),

  /** The sample's accepted mask becomes the truth that tries are held against. */
  'gold.set': method(
    z.object({ sample: idSchema, leastIou: z.number().min(0).max(1).default(0.8) }),
    doneSchema,
  ),
  'gold.forget': method(sampleParams, doneSchema),
  'gold.list': method(emptySchema, z.array(goldSchema)),
} as const
