import { z } from 'zod'
import { pictureOf, type Finish, type Protocol } from './protocol.ts'

const partSchema = z.union([
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({
    type: z.literal('image_url'),
    image_url: z.strictObject({
      url: z.string(),
      detail: z.enum(['auto', 'low', 'high']).optional(),
    }),
  }),
])

const bodySchema = z.looseObject({
  model: z.string(),
  stream: z.boolean().default(false),
  messages: z.array(
    z.object({
      role: z.enum(['system', 'user', 'assistant']),
      content: z.union([z.string(), z.array(partSchema)]),
    }),
  ),
  temperature: z.number().optional(),
  max_tokens: z.int().optional(),
  max_completion_tokens: z.int().optional(),
})

const finishes: Readonly<Record<Finish, string>> = {
  stop: 'stop',
  length: 'length',
  filter: 'content_filter',
}

/** OpenAI's chat completions. */
export const openai: Protocol = {
  base: '/v1',
  isList: (path) => path === '/v1/models',
  isQuestion: (path) => path === '/v1/chat/completions',
  keyIn: ({ authorization }) => /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? null,
  read(_, json) {
    const body = bodySchema.parse(json)
    const turns = body.messages.map(({ role, content }) => {
      const parts =
        typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content
      const pictures = parts.filter((part) => part.type === 'image_url')
      return {
        role,
        text: parts.map((part) => (part.type === 'text' ? part.text : '')).join(''),
        pictures: pictures.map((part) => {
          const match = /^data:(image\/\w+);base64,(.*)$/s.exec(part.image_url.url)
          if (match === null) throw new Error('the picture is no data URL')
          return pictureOf(match[1]!, match[2]!)
        }),
        details: pictures.flatMap((part) => part.image_url.detail ?? []),
      }
    })
    return {
      model: body.model,
      isStream: body.stream,
      system: turns.flatMap(({ role, text }) => (role === 'system' ? [text] : [])).join('\n'),
      turns: turns.flatMap(({ role, ...turn }) => (role === 'system' ? [] : [{ role, ...turn }])),
      temperature: body.temperature ?? null,
      maxTokens: body.max_tokens ?? body.max_completion_tokens ?? null,
      lengthField: body.max_tokens === undefined ? 'max_completion_tokens' : 'max_tokens',
    }
  },
  whole: ({ text, finish, tokens }, model) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: text },
        finish_reason: finishes[finish],
      },
    ],
    usage: usageOf(tokens),
  }),
  events({ finish, tokens }, model, pieces) {
    const chunk = (delta: object, end: string | null) => ({
      data: {
        id: 'chatcmpl-1',
        object: 'chat.completion.chunk',
        model,
        choices: [{ index: 0, delta, finish_reason: end }],
      },
    })
    return [
      chunk({ role: 'assistant', content: '' }, null),
      ...pieces.map((content) => chunk({ content }, null)),
      chunk({}, finishes[finish]),
      { data: { id: 'chatcmpl-1', model, choices: [], usage: usageOf(tokens) } },
    ]
  },
  last: 'data: [DONE]\n\n',
  error: (status, { message, kind, param }) => ({
    error: { message, type: 'error', param: param ?? null, code: kind ?? status },
  }),
  eventOfError: (status, { message }) => ({ data: { error: { message, code: status } } }),
  list: (models) => ({ object: 'list', data: models.map((id) => ({ id, object: 'model' })) }),
}

function usageOf({ input, output }: { readonly input: number; readonly output: number }) {
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output }
}
