import { z } from 'zod'
import { datasetMethods } from './dataset-methods.ts'
import { authoringMethods } from './authoring-methods.ts'
import { experimentMethods } from './experiment-methods.ts'
import { method } from './method.ts'
import { modelMethods } from './model-methods.ts'
import { predictionMethods } from './prediction-methods.ts'
import { reviewMethods } from './review-methods.ts'
import { transferMethods } from './transfer-methods.ts'
import { agreementSchema } from './schemas/agreement.ts'
import {
  draftSchema,
  editSchema,
  effortSchema,
  sampleDetailSchema,
  versionSchema,
} from './schemas/annotation.ts'
import {
  pipelineSettingsSchema,
  runSchema,
  segmentParams,
  segmentResult,
} from './schemas/pipeline.ts'
import { reasoningSchema } from './schemas/reasoning.ts'
import {
  imageRowSchema,
  projectInfoSchema,
  recentProjectSchema,
  sampleFieldsSchema,
  sampleFilterSchema,
  sampleRowSchema,
  sampleStatuses,
} from './schemas/project.ts'
import {
  doneSchema,
  emptySchema,
  idSchema,
  patchOf,
  pathSchema,
  textSchema,
} from './schemas/shared.ts'
import {
  appInfoSchema,
  folderListingSchema,
  jobSchema,
  userSettingsSchema,
} from './schemas/system.ts'

const sampleParams = z.object({ sample: idSchema })
const jobStarted = z.object({ job: idSchema })
/** Writes carry the revision they were made on; an older one answers `stale_revision`. */
const revisionParams = z.object({ sample: idSchema, revision: z.int().nonnegative() })

/** Every call between a face and the application: the single contract of window, browser and command line. */
export const contract = {
  'app.info': method(emptySchema, appInfoSchema),
  'settings.save': method(patchOf(userSettingsSchema), userSettingsSchema),
  'files.list': method(
    z.object({ path: pathSchema.nullable(), kind: z.enum(['folder', 'project', 'json', 'any']) }),
    folderListingSchema,
  ),
  'errors.report': method(z.object({ message: textSchema, stack: textSchema }), doneSchema),

  'project.create': method(z.object({ path: pathSchema }), projectInfoSchema),
  'project.open': method(
    z.object({ path: pathSchema, readOnly: z.boolean().default(false) }),
    projectInfoSchema,
  ),
  /** Creates (or re-opens) the demo project in the application's home; the job fills it. */
  'project.demo': method(
    emptySchema,
    z.object({ info: projectInfoSchema, job: idSchema.nullable() }),
  ),
  'project.close': method(emptySchema, doneSchema),
  'project.info': method(emptySchema, projectInfoSchema.nullable()),
  'project.recent': method(emptySchema, z.array(recentProjectSchema)),
  'project.settings': method(emptySchema, pipelineSettingsSchema),
  'project.saveSettings': method(pipelineSettingsSchema, pipelineSettingsSchema),

  'images.import': method(
    z.object({
      folder: pathSchema.nullable().default(null),
      files: z.array(pathSchema).max(200_000).default([]),
      recursive: z.boolean().default(true),
      /** Make one sample with an empty query for each new image, so that it can be worked on at once. */
      addSamples: z.boolean().default(true),
      /** Refuse all of it where any file is bad. */
      strict: z.boolean().default(false),
    }),
    jobStarted,
  ),
  'images.list': method(
    z.object({
      search: z.string().max(500).default(''),
      offset: z.int().nonnegative().default(0),
      limit: z.int().min(1).max(1000).default(200),
    }),
    z.object({ total: z.int(), rows: z.array(imageRowSchema) }),
  ),
  /** Finds missing images again below `folder`, by digest then by name and size. */
  'images.relink': method(
    z.object({ folder: pathSchema }),
    z.object({ found: z.int(), missing: z.int() }),
  ),

  'samples.list': method(
    z.object({
      filter: sampleFilterSchema.prefault({}),
      offset: z.int().nonnegative().default(0),
      limit: z.int().min(1).max(1000).default(200),
    }),
    z.object({
      total: z.int(),
      rows: z.array(sampleRowSchema),
      counts: z.record(z.enum(['all', ...sampleStatuses]), z.int()),
    }),
  ),
  'samples.get': method(sampleParams, sampleDetailSchema),
  'samples.add': method(
    z.object({
      image: idSchema,
      fields: sampleFieldsSchema,
      /** Where the target is, stored for a later run. */
      hint: reasoningSchema.nullable().default(null),
    }),
    sampleRowSchema,
  ),
  /** Where the target is, kept until a run or another mark says otherwise; null forgets it. */
  'samples.setHint': method(
    z.object({ sample: idSchema, hint: reasoningSchema.nullable() }),
    doneSchema,
  ),
  'samples.duplicate': method(sampleParams, sampleRowSchema),
  /** Only the fields given change; a changed query marks runs and mask stale. */
  'samples.edit': method(
    z.object({ sample: idSchema, fields: patchOf(sampleFieldsSchema) }),
    sampleDetailSchema,
  ),
  /** Removed samples are kept until the project is compacted: `samples.restore` brings them back. */
  'samples.remove': method(z.object({ samples: z.array(idSchema).min(1) }), doneSchema),
  'samples.restore': method(z.object({ samples: z.array(idSchema).min(1) }), doneSchema),
  /** The nearest one after (before) the given sample under the filter; null at the end. */
  'samples.neighbour': method(
    z.object({
      sample: idSchema.nullable(),
      filter: sampleFilterSchema.prefault({}),
      step: z.enum(['next', 'previous', 'next-todo']),
    }),
    z.object({ sample: idSchema.nullable(), position: z.int().nullable(), total: z.int() }),
  ),

  'runs.propose': method(
    z.object({
      sample: idSchema,
      /** null: an MLLM is to say where the target is. */
      reasoning: reasoningSchema.nullable(),
      settings: pipelineSettingsSchema.nullable().default(null),
      /** Weights of a drawn prior, 32×32 row-major. */
      drawnPrior: z.array(z.number().min(0).max(1)).length(1024).nullable().default(null),
    }),
    runSchema,
  ),
  /** Proposes for many samples as a job, each from its last reasoning or stored region hint. */
  'runs.proposeAll': method(
    z.object({
      /** null: all under the filter. */
      samples: z.array(idSchema).nullable(),
      filter: sampleFilterSchema.prefault({}),
      settings: pipelineSettingsSchema.nullable(),
    }),
    jobStarted,
  ),
  'runs.list': method(sampleParams, z.array(runSchema)),
  'runs.get': method(z.object({ run: idSchema }), runSchema),
  /** Another run from the record of one: what comes before the stage is taken as it was. `reason` asks MLLMs anew. */
  'runs.rerun': method(
    z.object({
      run: idSchema,
      stage: z.enum(['reason', 'candidates', 'judge']),
      settings: pipelineSettingsSchema.nullable().default(null),
    }),
    runSchema,
  ),
  /** The same run from recorded replies alone, without a network, and in what it differs. */
  'runs.replay': method(
    z.object({ run: idSchema }),
    z.object({ run: runSchema, differences: z.array(z.string()) }),
  ),
  /** How the rankings stand to the masks that were accepted; of more than `limit` masks evenly spaced ones. */
  'runs.agreement': method(
    z.object({ limit: z.int().min(1).max(5000).default(1000) }),
    agreementSchema,
  ),
  'runs.cancel': method(sampleParams, doneSchema),
  /** Puts the embedding of a sample's image into the cache ahead of time, behind everything else. */
  'runs.prefetch': method(sampleParams, doneSchema),

  'segment.image': method(z.object({ sample: idSchema, prompt: segmentParams }), segmentResult),

  /** The same without a project; the prompt's mask must have the image's size. */
  'segment.file': method(
    z.object({
      path: pathSchema,
      prompt: segmentParams,
      segmenter: z.string().min(1).max(200).default('embedded-2'),
    }),
    segmentResult,
  ),

  'edits.push': method(
    revisionParams.extend({ edits: z.array(editSchema).min(1).max(1000) }),
    draftSchema,
  ),
  'edits.undo': method(revisionParams, draftSchema),
  'edits.redo': method(revisionParams, draftSchema),

  /** Saves the draft as a new version; `accepted` counts as labelled, `draft` keeps it open. */
  'annotations.save': method(
    revisionParams.extend({
      status: z.enum(sampleStatuses),
      runId: idSchema.nullable().default(null),
      candidateIds: z.array(z.string()).max(100).default([]),
      effort: effortSchema,
    }),
    sampleDetailSchema,
  ),
  /** Takes candidates (several are joined) as the mask, saves and accepts, in one transaction. */
  'annotations.accept': method(
    z.object({
      sample: idSchema,
      runId: idSchema,
      candidateIds: z.array(z.string()).min(1).max(100),
      effort: effortSchema,
    }),
    sampleDetailSchema,
  ),
  'annotations.noTarget': method(sampleParams.extend({ effort: effortSchema }), sampleDetailSchema),
  'annotations.versions': method(sampleParams, z.array(versionSchema)),

  'jobs.list': method(emptySchema, z.array(jobSchema)),
  'jobs.cancel': method(z.object({ job: idSchema }), doneSchema),
  /** Stops a job that can be gone on with. */
  'jobs.pause': method(z.object({ job: idSchema }), doneSchema),
  /**
   * Goes on with one that is paused, cancelled or interrupted; `retry`: with the samples that failed, too. `costPerProject`
   * takes the place of the limit that it has; else one that began with the project's limit goes on with what that is now.
   */
  'jobs.resume': method(
    z.object({
      job: idSchema,
      retry: z.boolean().default(false),
      costPerProject: z.number().min(0).nullable().optional(),
    }),
    doneSchema,
  ),
  /** What became of the samples of a batch. */
  'jobs.settled': method(
    z.object({ job: idSchema }),
    z.object({
      runs: z.array(z.object({ sample: idSchema, run: idSchema })),
      failed: z.array(z.object({ sample: idSchema, code: z.string(), message: z.string() })),
    }),
  ),
  ...modelMethods,
  ...transferMethods,
  ...datasetMethods,
  ...reviewMethods,
  ...authoringMethods,
  ...predictionMethods,
  ...experimentMethods,
} as const

export type Contract = typeof contract
export type MethodName = keyof Contract
/** What a caller passes: defaults may be left out. */
export type Params<M extends MethodName> = z.input<Contract[M]['params']>
/** What a handler receives: parsed, defaults filled in. */
export type ParsedParams<M extends MethodName> = z.output<Contract[M]['params']>
export type Answer<M extends MethodName> = z.output<Contract[M]['result']>
