import { z } from 'zod'
import { idSchema, imageBoxSchema } from './shared.ts'

const shortText = z.string().max(500)

/** How to reach one MLLM; the keys lie elsewhere. */
export const mllmProfileSchema = z.object({
  name: z
    .string()
    .min(1)
    .max(60)
    .regex(/^[^@:\s][^@:]*$/, 'must hold neither @ nor :'),
  dialect: z.enum(['openai', 'anthropic', 'gemini']),
  url: z
    .string()
    .max(2000)
    .regex(
      /^https?:\/\/[^\s/@?#]+(\/[^\s@?#]*)?$/i,
      'must be like https://host/v1, without name, password and question mark',
    ),
  model: z.string().min(1).max(300),
  imageSide: z.int().min(200).max(4096).default(1000),
  imageDetail: z.enum(['auto', 'low', 'high']).default('auto'),
  temperature: z.number().min(0).max(2).default(0),
  maxTokens: z.int().min(16).max(200_000).default(4096),
  timeoutSeconds: z.number().min(1).max(3600).default(120),
  retries: z.int().min(0).max(10).default(3),
  concurrency: z.int().min(1).max(64).default(2),
  perMinute: z.number().positive().max(100_000).nullable().default(null),
  cost: z
    .object({ input: z.number().min(0).default(0), output: z.number().min(0).default(0) })
    .prefault({}),
  /** Name of the environment variable that holds the key; null: the key store, or no key. */
  keyVariable: z
    .string()
    .max(200)
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
    .nullable()
    .default(null),
})
export type MllmProfileSettings = z.infer<typeof mllmProfileSchema>

export const mllmStateSchema = z.object({
  profile: mllmProfileSchema,
  /** It is on another machine: pictures and queries leave this one. */
  isRemote: z.boolean(),
  /** The user agreed to that, for this address. */
  isAllowed: z.boolean(),
  /** Where a key was found; null: none. */
  key: z.enum(['variable', 'store', 'memory']).nullable(),
})
export type MllmState = z.infer<typeof mllmStateSchema>

/** Where the attention of an MLLM is asked for: resources/attention-server/README.md. */
export const attentionProfileSchema = z.object({
  name: z.string().min(1).max(60).default('attention'),
  url: mllmProfileSchema.shape.url,
  timeoutSeconds: z.number().min(1).max(3600).default(120),
  retries: z.int().min(0).max(10).default(2),
})
export const attentionStateSchema = z.object({
  profile: attentionProfileSchema,
  isRemote: z.boolean(),
  isAllowed: z.boolean(),
})
export type AttentionState = z.infer<typeof attentionStateSchema>

export const mllmTestSchema = z.object({
  /** What it said. */
  text: z.string(),
  /** Whether that names what the picture shows. */
  isRight: z.boolean(),
  milliseconds: z.number(),
  tokens: z.object({ input: z.int().nullable(), output: z.int().nullable() }),
})
export type MllmTest = z.infer<typeof mllmTestSchema>

/** A picture that was sent, and how to make it again. */
export const sentPictureSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('grid'),
    image: idSchema,
    picture: z.enum(['rows', 'columns', 'cells', 'bare']),
    n: z.int(),
    shift: z.boolean(),
    side: z.int(),
    sha256: z.string(),
  }),
  z.object({
    kind: z.literal('mask'),
    image: idSchema,
    /** Of the run. */
    candidate: z.string(),
    side: z.int(),
    sha256: z.string(),
  }),
  z.object({
    /** A picture of the grid with one mask outlined. */
    kind: z.literal('grid-mask'),
    image: idSchema,
    picture: z.enum(['rows', 'columns', 'cells', 'bare']),
    n: z.int(),
    shift: z.boolean(),
    candidate: z.string(),
    side: z.int(),
    sha256: z.string(),
  }),
  z.object({
    /** The image with red boxes around the target and blue ones around the others of its kind. */
    kind: z.literal('boxes'),
    image: idSchema,
    red: z.array(imageBoxSchema),
    blue: z.array(imageBoxSchema),
    side: z.int(),
    sha256: z.string(),
  }),
  z.object({
    kind: z.literal('outlines'),
    image: idSchema,
    candidates: z.array(z.string()),
    side: z.int(),
    sha256: z.string(),
  }),
])
export type SentPicture = z.infer<typeof sentPictureSchema>

export const callStages = [
  'reason',
  'region',
  'repair',
  'vote',
  'judge',
  'consistency',
  'refine',
  'attention',
  'write',
  'verify',
  'check',
] as const

export const mllmCallSchema = z.object({
  id: idSchema,
  sample: idSchema,
  run: idSchema.nullable(),
  stage: z.enum(callStages),
  profile: z.string(),
  model: z.string(),
  request: z.object({
    system: z.string(),
    turns: z.array(
      z.object({
        role: z.enum(['user', 'assistant']),
        text: z.string(),
        pictures: z.array(sentPictureSchema),
      }),
    ),
    temperature: z.number(),
    /** Which of several samples of the same question. */
    sampleIndex: z.int(),
  }),
  /** As it came; null where none came. */
  reply: z.string().nullable(),
  /** `read`, or what was wrong with it. */
  outcome: shortText,
  isCached: z.boolean(),
  tokens: z.object({ input: z.int().nullable(), output: z.int().nullable() }),
  /** By the profile's prices; 0 for one that was replayed. */
  cost: z.number(),
  milliseconds: z.number(),
  tries: z.int(),
  createdAt: z.string(),
})
export type MllmCall = z.infer<typeof mllmCallSchema>

export const spendingSchema = z.object({
  calls: z.int(),
  /** Answered without asking anybody. */
  cached: z.int(),
  input: z.int(),
  output: z.int(),
  cost: z.number(),
})
export type Spending = z.infer<typeof spendingSchema>
