import { z } from 'zod'

export const promptEntrySchema = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  version: z.int(),
  /** Reply format; see core/prompt/README.md. */
  parser: z.string(),
  /** Names of its variants, the default first. */
  variants: z.array(z.string()),
  /** The file that ships. */
  shipped: z.string(),
  /** The project's own wording, or null. */
  own: z.string().nullable(),
  /** Why the project's own wording cannot be used; null where it can. */
  problem: z.string().nullable(),
})
export type PromptEntry = z.infer<typeof promptEntrySchema>
