import { z } from 'zod'
import { segmenterCardSchema } from './models.ts'
import { errorSchema } from './shared.ts'

/** An address without name and password, which would end up in files. */
export const webAddressSchema = z
  .string()
  .max(2000)
  .regex(
    /^https?:\/\/[^\s/@?#]+(\/[^\s@?#]*)?$/i,
    'must be like https://host/path, without name and password; name a proxy that needs them in HTTPS_PROXY',
  )

export const userSettingsSchema = z.object({
  version: z.literal(1).default(1),
  theme: z.enum(['system', 'dark', 'light']).default('system'),
  annotator: z.string().max(200).default(''),
  /** Rankings and earlier verdicts are hidden until the annotator or reviewer has decided. */
  isBlind: z.boolean().default(false),
  brushRadius: z.number().min(0.5).max(500).default(12),
  overlays: z
    .object({
      grid: z.boolean().default(true),
      prior: z.boolean().default(false),
      candidates: z.boolean().default(true),
      mask: z.boolean().default(true),
    })
    .prefault({}),
  /** Where the prior weighs less, its heat map is not drawn. */
  priorThreshold: z.number().min(0).max(1).default(0),
  panels: z
    .object({ samples: z.boolean().default(true), inspector: z.boolean().default(true) })
    .prefault({}),
  lastFolder: z.string().nullable().default(null),
  isTourDone: z.boolean().default(false),
  autoPropose: z.boolean().default(true),
  embeddingCacheBytes: z.int().positive().default(2_147_483_648),
  /** Encoders may run on what their self-test called good and fast; else on the CPU alone. */
  useGpu: z.boolean().default(true),
  /** Segmenter of new projects; null: the embedded one. */
  newProjectSegmenter: z.string().max(200).nullable().default(null),
  /** The offer of the default model was taken or declined. */
  isModelOfferDone: z.boolean().default(false),
  /** Another host with the same paths, for models; null: the models' own hosts. */
  modelMirror: webAddressSchema.nullable().default(null),
  /** null: what the environment names. */
  modelProxy: webAddressSchema.nullable().default(null),
})
export type UserSettings = z.infer<typeof userSettingsSchema>

/** `paused`: it stopped half-way and can be gone on with, also after a restart. */
export const jobStates = ['queued', 'running', 'paused', 'done', 'failed', 'cancelled'] as const

export const jobSchema = z.object({
  id: z.int().positive(),
  kind: z.enum([
    'import-images',
    'import',
    'export',
    'propose',
    'benchmark',
    'generate',
    'embed',
    'demo',
    'look',
    'merge',
    'bundle',
  ]),
  title: z.string(),
  state: z.enum(jobStates),
  done: z.number(),
  total: z.number().nullable(),
  note: z.string(),
  error: errorSchema.nullable(),
  /** The use case's own result when done: same shape as the command line prints. */
  result: z.unknown(),
})
export type Job = z.infer<typeof jobSchema>

export const folderListingSchema = z.object({
  path: z.string(),
  parent: z.string().nullable(),
  folders: z.array(z.string()),
  /** Names of the files of the kind asked for. */
  files: z.array(z.string()),
  shortcuts: z.array(z.object({ title: z.string(), path: z.string() })),
})

export const appInfoSchema = z.object({
  version: z.string(),
  platform: z.string(),
  mode: z.enum(['desktop', 'browser']),
  home: z.string(),
  docs: z.string(),
  settings: userSettingsSchema,
  segmenters: z.array(segmenterCardSchema),
})
export type AppInfo = z.infer<typeof appInfoSchema>
