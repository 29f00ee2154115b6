import { z } from 'zod'
import { errorSchema } from './shared.ts'

export const capabilitiesSchema = z.object({
  box: z.boolean(),
  negativePoints: z.boolean(),
  maskPrompt: z.boolean(),
  promptBatch: z.boolean(),
  embeddingMap: z.boolean(),
  mostPoints: z.int().nullable(),
})

export const thresholdsSchema = z.object({ predictedIou: z.number(), stability: z.number() })

export const segmenterCardSchema = z.object({
  id: z.string(),
  title: z.string(),
  dialect: z.string(),
  digest: z.string(),
  licence: z.string(),
  files: z.array(
    z.object({
      role: z.enum(['encoder', 'decoder', 'data']),
      path: z.string(),
      bytes: z.int(),
      sha256: z.string(),
    }),
  ),
  capabilities: capabilitiesSchema,
  thresholds: thresholdsSchema,
})

/** What a self-test found of one model on one provider. */
export const verdictSchema = z.object({
  /** By ONNX Runtime's name: `cpu`, `webgpu`, `cuda`, `dml`, `coreml`. */
  provider: z.string(),
  isGood: z.boolean(),
  /** Why not, for people; null where it is good. */
  reason: z.string().nullable(),
  /** Lowest IoU of its masks with those of the CPU. */
  iou: z.number().nullable(),
  /** Milliseconds of one picture's encoding. */
  encode: z.number().nullable(),
  /** Milliseconds of one prompt's decoding on the CPU. */
  decode: z.number().nullable(),
  /** Bytes that the host's process holds with the model open. */
  memory: z.number().nullable(),
})
export type ProviderVerdict = z.infer<typeof verdictSchema>

export const modelTestSchema = z.object({
  verdicts: z.array(verdictSchema),
  /** ISO 8601. */
  testedAt: z.string(),
  /** False: the model's files, the driver or the runtime changed since, so that it counts no more. */
  isCurrent: z.boolean(),
})

export const modelEntrySchema = z.object({
  id: z.string(),
  title: z.string(),
  /** `text-prior`: text to a heat map; `text-boxes`: text to boxes; `text-masks`: text to masks. */
  kind: z.enum(['segmenter', 'text-prior', 'text-boxes', 'text-masks']),
  /** `own`: files that the user brought. */
  origin: z.enum(['embedded', 'manifest', 'own']),
  dialect: z.string(),
  /** One sentence: when to choose it. */
  goodFor: z.string(),
  licence: z.object({
    id: z.string(),
    /** null where nobody knows it. */
    url: z.string().nullable(),
    /** The user has to agree before a download or an import. */
    needsAcknowledgement: z.boolean(),
    note: z.string().nullable(),
  }),
  /** The page to fetch the files from by hand; null for the embedded and the user's own. */
  page: z.string().nullable(),
  /** On disk where it is here, else to download; null where the host alone knows. */
  bytes: z.int().nullable(),
  /** Bytes of an unfinished download that lie here. */
  received: z.int(),
  /** The one that is offered first. */
  isDefault: z.boolean(),
  state: z.enum(['installed', 'available', 'damaged']),
  /** What is damaged; null otherwise. */
  problem: z.string().nullable(),
  files: z.array(
    z.object({
      role: z.string(),
      name: z.string(),
      bytes: z.int().nullable(),
      /** null: unpinned, the first download pins it. */
      sha256: z.string().nullable(),
      /** Who vouches for the digest; `nobody`: it was computed at the first download or import. */
      vouchedBy: z.enum(['manifest', 'host', 'nobody']).nullable(),
    }),
  ),
  /** Of the files together; null where they are not here. */
  digest: z.string().nullable(),
  /** null for models that take no clicks and boxes. */
  capabilities: capabilitiesSchema.nullable(),
  thresholds: thresholdsSchema.nullable(),
  /** What its encoder runs on when it is opened now. */
  provider: z.string(),
  /** The last self-test; null: never tested here. */
  test: modelTestSchema.nullable(),
})
export type ModelEntry = z.infer<typeof modelEntrySchema>

export const fetchSchema = z.object({
  /** Of the model; of the user's own files, a name made from theirs. */
  id: z.string(),
  title: z.string(),
  /** An import cannot be paused: it begins anew. */
  kind: z.enum(['download', 'import']),
  state: z.enum(['queued', 'running', 'paused', 'failed', 'done']),
  received: z.number(),
  total: z.number().nullable(),
  bytesPerSecond: z.number(),
  error: errorSchema.nullable(),
})
/** A model on its way here. */
export type ModelFetch = z.infer<typeof fetchSchema>

export const modelsStateSchema = z.object({
  /** Embedded, installed, user's own, then those that can be fetched. */
  models: z.array(modelEntrySchema),
  fetches: z.array(fetchSchema),
  /** The model whose self-test runs. */
  testing: z.string().nullable(),
})
export type ModelsState = z.infer<typeof modelsStateSchema>
