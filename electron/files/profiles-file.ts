import { z } from 'zod'
import { attentionProfileSchema, mllmProfileSchema } from '#rpc/schemas/mllm'
import { openKeptJson, type KeptJson } from './kept-json.ts'

const fileSchema = z.object({
  version: z.literal(1),
  profiles: z.array(mllmProfileSchema),
  /** Addresses of other machines that the user agreed to send pictures and queries to: origins. */
  allowed: z.array(z.string()),
  attention: attentionProfileSchema.nullable().default(null),
})
export type KeptProfiles = z.infer<typeof fileSchema>

/** MLLM profiles of a person; no key is ever in it. */
export function openProfilesFile(path: string): KeptJson<KeptProfiles> {
  return openKeptJson(path, fileSchema, {
    version: 1,
    profiles: [],
    allowed: [],
    attention: null,
  })
}
