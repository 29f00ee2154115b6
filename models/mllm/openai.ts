import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { z } from 'zod'
import type { Dialect, OpenModel } from './dialect.ts'
import type { MllmProfile } from './mllm-ports.ts'

const listSchema = z.object({ data: z.array(z.object({ id: z.string() })) })

type Body = Readonly<Record<string, unknown>>

/** OpenAI's chat completions, which vLLM, Ollama, LM Studio, llama.cpp, OpenRouter and others speak, too. */
export const openai: Dialect = {
  usualPath: '/v1',
  auth: (key) => ({ authorization: `Bearer ${key}` }),
  open: (profile, url, fetch) => openModel(profile, url, fetch),
  listPath: '/models',
  listHeaders: {},
  readList: (json) => listSchema.safeParse(json).data?.data.map(({ id }) => id) ?? [],
}

/**
 * Some models take no temperature but their own, some name the length of a reply otherwise. Only their refusal tells,
 * so that is adapted to, once for all questions.
 */
function openModel(profile: MllmProfile, url: string, fetch: typeof globalThis.fetch): OpenModel {
  const amended = new Set<string>()
  const provider = createOpenAICompatible({
    name: 'openai',
    baseURL: url,
    fetch,
    includeUsage: true,
    transformRequestBody: (body: Body) => amendedBody(detailed(body, profile), amended),
  })
  return {
    model: provider(profile.model),
    amend({ field }) {
      if (field === null || !(field in amendments) || amended.has(field)) return false
      amended.add(field)
      return true
    },
  }
}

/** By the field that a host does not take. */
const amendments: Readonly<Record<string, (body: Body) => Body>> = {
  temperature: (body) => ({ ...body, temperature: undefined }),
  max_tokens: ({ max_tokens: most, ...rest }) => ({ ...rest, max_completion_tokens: most }),
}

function amendedBody(body: Body, fields: ReadonlySet<string>): Body {
  return [...fields].reduce((amended, field) => amendments[field]?.(amended) ?? amended, body)
}

const messagesSchema = z.array(z.looseObject({ content: z.unknown() }))
const pictureSchema = z.looseObject({ type: z.literal('image_url'), image_url: z.looseObject({}) })

/** The body with the profile's word for how closely pictures are looked at; `auto` is what hosts do unasked. */
function detailed(body: Body, { imageDetail: detail }: MllmProfile): Body {
  if (detail === 'auto') return body
  const messages = messagesSchema.parse(body.messages).map((message) => ({
    ...message,
    content: Array.isArray(message.content)
      ? message.content.map((part: unknown) => {
          const picture = pictureSchema.safeParse(part).data
          return picture === undefined
            ? part
            : { ...picture, image_url: { ...picture.image_url, detail } }
        })
      : message.content,
  }))
  return { ...body, messages }
}
