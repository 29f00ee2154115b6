import { createGoogle } from '@ai-sdk/google'
import { z } from 'zod'
import type { Dialect } from './dialect.ts'

const listSchema = z.object({
  models: z.array(
    z.object({ name: z.string(), supportedGenerationMethods: z.array(z.string()).optional() }),
  ),
})

/** Gemini's generateContent. Its key travels in a header, never in the address. */
export const gemini: Dialect = {
  usualPath: '/v1beta',
  auth: (key) => ({ 'x-goog-api-key': key }),
  open: (profile, url, fetch) => ({
    // A key must be named, or the library looks for one in the environment; the true one is attached by `fetch`.
    model: createGoogle({ baseURL: url, apiKey: 'unused', fetch })(profile.model),
    amend: () => false,
  }),
  listPath: '/models?pageSize=1000',
  listHeaders: {},
  readList: (json) =>
    (listSchema.safeParse(json).data?.models ?? [])
      .filter(
        ({ supportedGenerationMethods: methods }) => methods?.includes('generateContent') ?? true,
      )
      .map(({ name }) => name.replace(/^models\//, '')),
}
