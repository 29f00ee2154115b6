import { z } from 'zod'
import { pictureOf, type Finish, type Protocol } from './protocol.ts'

const textSchema = z.object({ type: z.literal('text'), text: z.string().min(1) })

const partSchema = z.union([
  textSchema,
  z.object({
    type: z.literal('image'),
    source: z.object({
      type: z.literal('base64'),
      media_type: z.enum(['image/png', 'image/jpeg']),
      data: z.string(),
    }),
  }),
])

const bodySchema = z.looseObject({
  model: z.string(),
  max_tokens: z.int(),
  stream: z.boolean().default(false),
  system: z.union([z.string(), z.array(textSchema)]).default(''),
  messages: z.array(
    z.object({
      role: z.enum(['user', 'assistant']),
      content: z.union([z.string(), z.array(partSchema)]),
    }),
  ),
  temperature: z.number().max(1).optional(),
})

const finishes: Readonly<Record<Finish, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  filter: 'refusal',
}

/** As the host names them. */
const kinds: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
}

/** Anthropic's messages. */
export const anthropic: Protocol = {
  base: '/v1',
  isList: (path) => path.split('?')[0] === '/v1/models',
  isQuestion: (path) => path === '/v1/messages',
  keyIn: (headers) => (headers['x-api-key'] as string | undefined) ?? null,
  read(_, json) {
    const body = bodySchema.parse(json)
    return {
      model: body.model,
      isStream: body.stream,
      system:
        typeof body.system === 'string'
          ? body.system
          : body.system.map(({ text }) => text).join('\n'),
      turns: body.messages.map(({ role, content }) => {
        const parts =
          typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content
        return {
          role,
          text: parts.map((part) => (part.type === 'text' ? part.text : '')).join(''),
          pictures: parts.flatMap((part) =>
            part.type === 'image' ? [pictureOf(part.source.media_type, part.source.data)] : [],
          ),
          details: [],
        }
      }),
      temperature: body.temperature ?? null,
      maxTokens: body.max_tokens,
    }
  },
  whole: ({ text, finish, tokens }, model) => ({
    ...message(model),
    content: [{ type: 'text', text }],
    stop_reason: finishes[finish],
    usage: { input_tokens: tokens.input, output_tokens: tokens.output },
  }),
  events({ finish, tokens }, model, pieces) {
    const usage = { input_tokens: tokens.input, output_tokens: 1 }
    return [
      named({ type: 'message_start', message: { ...message(model), usage } }),
      named({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
      named({ type: 'ping' }),
      ...pieces.map((text) =>
        named({
          type: 'content_block_delta',
          index: 0,
          delta: { type: 'text_delta', text },
        }),
      ),
      named({ type: 'content_block_stop', index: 0 }),
      named({
        type: 'message_delta',
        delta: { stop_reason: finishes[finish], stop_sequence: null },
        usage: { output_tokens: tokens.output },
      }),
      named({ type: 'message_stop' }),
    ]
  },
  last: '',
  error: (status, { message: text, kind }) => ({
    type: 'error',
    error: { type: kind ?? kinds[status] ?? 'api_error', message: text },
  }),
  eventOfError: (status, { message: text, kind }) =>
    named({ type: 'error', error: { type: kind ?? kinds[status] ?? 'api_error', message: text } }),
  list: (models) => ({
    data: models.map((id) => ({ type: 'model', id, display_name: id })),
    has_more: false,
  }),
}

function message(model: string) {
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
  }
}

function named<T extends { readonly type: string }>(data: T) {
  return { name: data.type, data }
}
