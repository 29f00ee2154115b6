import { createAnthropic } from '@ai-sdk/anthropic'
import { z } from 'zod'
import type { Dialect } from './dialect.ts'

const listSchema = z.object({ data: z.array(z.object({ id: z.string() })) })

/** Anthropic's messages. */
export const anthropic: Dialect = {
  usualPath: '/v1',
  auth: (key) => ({ 'x-api-key': key }),
  open: (profile, url, fetch) => ({
    // A key must be named, or the library looks for one in the environment; the true one is attached by `fetch`.
    model: createAnthropic({ baseURL: url, apiKey: 'unused', fetch })(profile.model),
    amend: () => false,
  }),
  listPath: '/models?limit=1000',
  listHeaders: { 'anthropic-version': '2023-06-01' },
  readList: (json) => listSchema.safeParse(json).data?.data.map(({ id }) => id) ?? [],
}
