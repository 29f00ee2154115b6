import { z } from 'zod'
import { candidateSources, scoreTermNames, type CandidateSettings } from '#core/candidate/candidate'
import { defaultCandidateSettings as candidateDefaults } from '#core/candidate/defaults'
import { priorSources } from '#core/prior/prior'
import { textForms } from '#core/prompt/text-of'
import { gridSettingsSchema, reasoningSchema, regionSettingsSchema } from './reasoning.ts'
import { runRecordSchema } from './record.ts'
import { idSchema, imageBoxSchema, imagePointSchema, rleSchema } from './shared.ts'

const share = z.number().min(0).max(1)

export const candidateSettingsSchema = z.object({
  limit: z.int().min(1).max(60).default(candidateDefaults.limit),
  useMultimask: z.boolean().default(candidateDefaults.useMultimask),
  useSemantic: z.boolean().default(candidateDefaults.useSemantic),
  useSeeds: z.boolean().default(candidateDefaults.useSeeds),
  useBoxes: z.boolean().default(candidateDefaults.useBoxes),
  view: z.enum(['whole', 'crop', 'auto', 'both']).default(candidateDefaults.view),
  cropBelow: share.default(candidateDefaults.cropBelow),
  priorCells: z.int().min(1).max(1024).default(candidateDefaults.priorCells),
  seedCells: z.int().min(1).max(1024).default(candidateDefaults.seedCells),
  seedPoints: z.int().min(1).max(1024).default(candidateDefaults.seedPoints),
  seedLimit: z.int().min(0).max(60).default(candidateDefaults.seedLimit),
  boxLimit: z.int().min(0).max(60).default(candidateDefaults.boxLimit),
  similarity: z.number().min(-1).max(1).default(candidateDefaults.similarity),
  backgroundLogit: z.number().min(-32).max(32).default(candidateDefaults.backgroundLogit),
  nmsIou: share.default(candidateDefaults.nmsIou),
  alikeIou: share.default(candidateDefaults.alikeIou),
  minPredictedIou: z.number().min(0).max(1).nullable().default(candidateDefaults.minPredictedIou),
  minStability: z.number().min(0).max(1).nullable().default(candidateDefaults.minStability),
}) satisfies z.ZodType<CandidateSettings>

const modelIdSchema = z.string().min(1).max(200)

/** What models that read words add; null: none is asked. */
const textSettingsSchema = z.object({
  form: z.enum(textForms).default('target-attributes'),
  /** Asked where `prior.sources` holds `text`. */
  priorModel: modelIdSchema.nullable().default(null),
  boxModel: modelIdSchema.nullable().default(null),
  maskModel: modelIdSchema.nullable().default(null),
  /** Candidates of a picture from boxes, and from masks, at most. */
  boxLimit: z.int().min(0).max(60).default(3),
  maskLimit: z.int().min(0).max(60).default(3),
})

const profileNameSchema = z.string().min(1).max(60)

/** How an MLLM reasons; used where `reasoner` is `mllm`. */
const reasonSettingsSchema = z.object({
  /** null: none is chosen yet. */
  profile: profileNameSchema.nullable().default(null),
  /** Prompt set: a file of resources/prompts, or the project's own wording of it. */
  prompts: z.string().min(1).max(60).default('rsvp-a'),
  /** Which of the set's turns are asked; null: its first variant. */
  variant: z.string().max(60).nullable().default(null),
  /**
   * What of the reasoning goes on to the segmenter (RSVP table 5): its words, to the models that read them; its region;
   * or both.
   */
  distil: z.enum(['text', 'visual', 'both']).default('both'),
})

/** The reasoning repeated over grids (design: `vote`); used where `prior.sources` holds `vote`. */
const voteSettingsSchema = z.object({
  densities: z.array(z.int().min(2).max(20)).min(1).max(10).default([5, 9, 13]),
  /** Each density also with its lines moved by half a strip. */
  withShift: z.boolean().default(true),
  /** Replies to each grid; more than one are asked at `temperature`. */
  samples: z.int().min(1).max(20).default(1),
  temperature: z.number().min(0).max(2).default(0.7),
})

/** Used where `prior.sources` holds `attention`. */
const attentionSettingsSchema = z.object({
  /** Below 1 it lifts what is not at the peak; 1 keeps the weights as they come. */
  exponent: z.number().min(0.05).max(1).default(1),
})

/** How an MLLM judges masks; used where `judge` is `mllm` or `blend`. */
export const judgingSettingsSchema = z.object({
  profile: profileNameSchema.nullable().default(null),
  /** A black and white picture a mask, or numbered outlines in one picture. */
  view: z.enum(['masks', 'outlines']).default('masks'),
  /** Whether it thinks aloud before it scores. */
  cot: z.boolean().default(true),
  /** Shuffles that are averaged, at most. */
  rounds: z.int().min(1).max(20).default(1),
  /** Of the shuffles. */
  seed: z.int().min(0).max(2_147_483_647).default(1),
  groupSize: z.int().min(2).max(9).default(5),
  /** Share of the judge in a blended score. */
  blend: share.default(0.5),
  /** It may also say that none fits. */
  askNone: z.boolean().default(false),
  /** No further round once the ranking is settled. */
  stopEarly: z.boolean().default(true),
})
export type JudgingSettings = z.infer<typeof judgingSettingsSchema>

/** Hard limits of what is asked of MLLMs; null: none. Costs are in the currency of the profiles' prices. */
const limitSettingsSchema = z.object({
  costPerRun: z.number().min(0).nullable().default(null),
  tokensPerRun: z.int().min(0).nullable().default(null),
  costPerProject: z.number().min(0).nullable().default(null),
})

/** Every setting of the pipeline, once: the window, `--settings F.json` and the record share it. */
export const pipelineSettingsSchema = z.object({
  segmenter: modelIdSchema.default('embedded-2'),
  /** Who says where the target is: the annotator, or an MLLM. */
  reasoner: z.enum(['human', 'mllm']).default('human'),
  reason: reasonSettingsSchema.prefault({}),
  vote: voteSettingsSchema.prefault({}),
  attention: attentionSettingsSchema.prefault({}),
  /** Who scores the candidates: our own terms, an MLLM, or both together. */
  judge: z.enum(['geometric', 'mllm', 'blend']).default('geometric'),
  judging: judgingSettingsSchema.prefault({}),
  /** The judge also scores the reasoning itself (CoPRS). */
  checkConsistency: z.boolean().default(false),
  /** The judge sees the first candidate and says what is missing or too much, for one more decode. */
  refine: z.boolean().default(false),
  limits: limitSettingsSchema.prefault({}),
  grid: gridSettingsSchema.prefault({}),
  region: regionSettingsSchema.prefault({}),
  prior: z
    .object({ sources: z.array(z.enum(priorSources)).default(['region', 'drawn']) })
    .prefault({}),
  text: textSettingsSchema.prefault({}),
  candidates: candidateSettingsSchema.prefault({}),
})
export type PipelineSettings = z.infer<typeof pipelineSettingsSchema>

export const priorSchema = z.object({
  weights: z.array(share).length(1024),
  sources: z.array(z.enum(priorSources)),
})

const termsSchema = z.record(z.enum(scoreTermNames), z.number())

export const candidateSchema = z.object({
  id: z.string(),
  source: z.enum(candidateSources),
  region: z.int().nonnegative(),
  rle: rleSchema,
  predictedIou: z.number(),
  stability: z.number().nullable(),
  token: z.int(),
  seed: imagePointSchema.nullable(),
  flags: z.array(
    z.enum(['below-thresholds', 'no-box', 'no-mask-prompt', 'no-core', 'host-restarted']),
  ),
  rank: z.int().positive(),
  score: z.number(),
  terms: termsSchema,
  alikeOf: z.string().nullable(),
  reason: z.string().nullable(),
})

/** One pass of the pipeline over one sample, with everything it was decided from. */
export const runSchema = z.object({
  id: idSchema,
  sampleId: idSchema,
  createdAt: z.string(),
  settings: pipelineSettingsSchema,
  reasoning: reasoningSchema,
  boxes: z.array(imageBoxSchema),
  prior: priorSchema.nullable(),
  candidates: z.array(candidateSchema),
  /** Segmenter id and digest. */
  model: z.object({ id: z.string(), digest: z.string() }),
  /** Milliseconds of each stage. */
  timings: z.record(z.string(), z.number()),
  /** The host's numbers `core` decided from, per region; kept for replay. */
  numbers: z.unknown(),
  flags: z.array(z.string()),
  /** What MLLMs said and how it was read; empty where none was asked. */
  record: runRecordSchema,
  /** The sample's query was edited after this run. */
  isStale: z.boolean(),
})
export type Run = z.infer<typeof runSchema>

export const pointPromptSchema = z.object({
  point: imagePointSchema,
  label: z.union([z.literal(0), z.literal(1)]),
})

export const segmentParams = z.object({
  points: z.array(pointPromptSchema).max(1000).default([]),
  box: imageBoxSchema.nullable().default(null),
  /** The mask to refine; its logits are remembered where it came from a decode. */
  mask: rleSchema.nullable().default(null),
})

export const segmentResult = z.object({
  id: z.string(),
  model: z.string(),
  /** Best predicted IoU first. */
  masks: z.array(z.object({ rle: rleSchema, score: z.number() })),
  milliseconds: z.number(),
})
