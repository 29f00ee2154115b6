import { z } from 'zod'
import {
  attentionProfileSchema,
  attentionStateSchema,
  mllmCallSchema,
  mllmProfileSchema,
  mllmStateSchema,
  mllmTestSchema,
  spendingSchema,
} from './schemas/mllm.ts'
import { modelsStateSchema, modelTestSchema, segmenterCardSchema } from './schemas/models.ts'
import { promptEntrySchema } from './schemas/prompts.ts'
import { leftOutSchema } from './schemas/project.ts'
import { doneSchema, emptySchema, idSchema, pathSchema } from './schemas/shared.ts'

import { method } from './method.ts'

const profileParams = z.object({ name: z.string().min(1).max(60) })
const modelIdSchema = z.string().min(1).max(200)
const modelParams = z.object({ id: modelIdSchema })
const sampleParams = z.object({ sample: idSchema })
const jobStarted = z.object({ job: idSchema })

/** The calls about models, MLLMs, prompt sets and priors: part of the contract. */
export const modelMethods = {
  'models.list': method(emptySchema, z.array(segmenterCardSchema)),
  /** Encodes every image ahead of time for the segmenter named, the project's unless given. */
  'models.embedAll': method(
    z.object({ segmenter: modelIdSchema.nullable().default(null) }),
    jobStarted,
  ),
  'models.state': method(emptySchema, modelsStateSchema),
  /** Queues a model, or goes on with one that was paused or has failed. `agree`: to its licence. */
  'models.download': method(modelParams.extend({ agree: z.boolean().default(false) }), doneSchema),
  /** Keeps what has come. */
  'models.pause': method(modelParams, doneSchema),
  /** Ends a download or an import and removes what has come. */
  'models.cancel': method(modelParams, doneSchema),
  /**
   * A model from folders and files of the user: that of the manifest with this id, or for null whatever the graphs are
   * recognised as. Answers the id that it gets; the fetch of that id tells how it goes.
   */
  'models.import': method(
    z.object({
      id: modelIdSchema.nullable().default(null),
      paths: z.array(pathSchema).min(1).max(100),
      agree: z.boolean().default(false),
    }),
    modelParams,
  ),
  /** Compares every file with its digest. */
  'models.verify': method(modelParams, z.object({ isIntact: z.boolean() })),
  'models.remove': method(modelParams, doneSchema),
  /** Tests a segmenter on the providers named (null: all of the runtime), against the CPU; remembered. */
  'models.test': method(
    modelParams.extend({ providers: z.array(z.string().max(40)).max(20).nullable().default(null) }),
    modelTestSchema,
  ),
  'models.cancelTest': method(emptySchema, doneSchema),

  'mllm.list': method(emptySchema, z.array(mllmStateSchema)),
  /** `was`: the name it had, null for a new one. */
  'mllm.save': method(
    z.object({ profile: mllmProfileSchema, was: z.string().max(60).nullable().default(null) }),
    z.array(mllmStateSchema),
  ),
  'mllm.remove': method(profileParams, z.array(mllmStateSchema)),
  /** Pictures and queries may go to this profile's host, or no more. */
  'mllm.allow': method(profileParams.extend({ isAllowed: z.boolean() }), z.array(mllmStateSchema)),
  /** Kept until the backend ends; null forgets it. The shell's key store is asked for elsewhere (native-bridge.ts). */
  'mllm.setKey': method(
    profileParams.extend({ key: z.string().min(1).max(10_000).nullable() }),
    z.array(mllmStateSchema),
  ),
  /** Asks it what a small picture shows. */
  'mllm.test': method(profileParams, mllmTestSchema),
  /** Names of the models that a server offers, for a profile saved or not; nothing but this question is sent. */
  'mllm.models': method(z.object({ profile: mllmProfileSchema }), z.array(z.string())),
  /** Where the attention endpoint is, and whether pictures may go there; null: none is set up. */
  'attention.get': method(emptySchema, attentionStateSchema.nullable()),
  'attention.save': method(
    z.object({ profile: attentionProfileSchema.nullable() }),
    attentionStateSchema.nullable(),
  ),
  'attention.allow': method(z.object({ isAllowed: z.boolean() }), attentionStateSchema.nullable()),
  /** What the server says of itself. */
  'attention.test': method(emptySchema, z.object({ model: z.string(), device: z.string() })),

  /**
   * A prior from a .npy or grey PNG file; for `sample` null a folder of them, named `<image stem>`,
   * `<image stem>__<sample id>` or `<sample id>`.
   */
  'priors.import': method(
    z.object({ sample: idSchema.nullable(), path: pathSchema }),
    z.object({ imported: z.int(), leftOut: z.array(leftOutSchema) }),
  ),
  'priors.get': method(
    sampleParams,
    z.object({ name: z.string(), weights: z.array(z.number()) }).nullable(),
  ),
  'priors.forget': method(sampleParams, doneSchema),
  'prompts.list': method(emptySchema, z.array(promptEntrySchema)),
  /** The open project's own wording of a set; null goes back to the one that ships. */
  'prompts.save': method(
    z.object({ id: z.string().min(1).max(60), text: z.string().max(100_000).nullable() }),
    z.array(promptEntrySchema),
  ),
  /** Of the open project. */
  'mllm.spending': method(emptySchema, spendingSchema),
  'runs.calls': method(z.object({ run: idSchema }), z.array(mllmCallSchema)),
} as const
