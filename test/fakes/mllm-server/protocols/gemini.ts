import { z } from 'zod'
import { pictureOf, type Finish, type Protocol, type Told } from './protocol.ts'

const partSchema = z.union([
  z.object({ text: z.string() }),
  z.object({ inlineData: z.object({ mimeType: z.string(), data: z.string() }) }),
])

const bodySchema = z.looseObject({
  systemInstruction: z.object({ parts: z.array(z.object({ text: z.string() })) }).optional(),
  contents: z.array(z.object({ role: z.enum(['user', 'model']), parts: z.array(partSchema) })),
  generationConfig: z
    .looseObject({ temperature: z.number().optional(), maxOutputTokens: z.int().optional() })
    .default({}),
})

const finishes: Readonly<Record<Finish, string>> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  filter: 'SAFETY',
}

const statuses: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
}

const question =
  /^\/v1beta\/models\/([^/:]+(?::[^/:]+)?):(generateContent|streamGenerateContent\?alt=sse)$/

/** Gemini's generateContent and streamGenerateContent. */
export const gemini: Protocol = {
  base: '/v1beta',
  isList: (path) => path.split('?')[0] === '/v1beta/models',
  isQuestion: (path) => question.test(decodeURIComponent(path)),
  keyIn: (headers) => (headers['x-goog-api-key'] as string | undefined) ?? null,
  read(path, json) {
    const body = bodySchema.parse(json)
    const [, model = '', method = ''] = question.exec(decodeURIComponent(path)) ?? []
    return {
      model,
      isStream: method.startsWith('stream'),
      system: (body.systemInstruction?.parts ?? []).map(({ text }) => text).join('\n'),
      turns: body.contents.map(({ role, parts }) => ({
        role: role === 'model' ? 'assistant' : 'user',
        text: parts.map((part) => ('text' in part ? part.text : '')).join(''),
        pictures: parts.flatMap((part) =>
          'inlineData' in part ? [pictureOf(part.inlineData.mimeType, part.inlineData.data)] : [],
        ),
        details: [],
      })),
      temperature: body.generationConfig.temperature ?? null,
      maxTokens: body.generationConfig.maxOutputTokens ?? null,
    }
  },
  whole: ({ text, finish, tokens }) => ({
    candidates: [candidate(text, finishes[finish])],
    usageMetadata: usageOf(tokens),
  }),
  events({ finish, tokens }, _, pieces) {
    return [
      ...pieces.map((text) => ({ data: { candidates: [candidate(text)] } })),
      {
        data: {
          candidates: [candidate('', finishes[finish])],
          usageMetadata: usageOf(tokens),
        },
      },
    ]
  },
  last: '',
  error: (code, told) => ({ error: errorOf(code, told) }),
  eventOfError: (code, told) => ({ data: { error: errorOf(code, told) } }),
  list: (models) => ({
    models: [
      ...models.map((name) => ({
        name: `models/${name}`,
        supportedGenerationMethods: ['generateContent', 'countTokens'],
      })),
      { name: 'models/embedder', supportedGenerationMethods: ['embedContent'] },
    ],
  }),
}

function errorOf(code: number, { message, kind, details }: Told) {
  const status = kind ?? statuses[code] ?? 'UNKNOWN'
  return { code, message, status, ...(details === undefined ? {} : { details }) }
}

function candidate(text: string, finishReason?: string) {
  return {
    content: { role: 'model', parts: text === '' ? [] : [{ text }] },
    index: 0,
    ...(finishReason === undefined ? {} : { finishReason }),
  }
}

function usageOf({ input, output }: { readonly input: number; readonly output: number }) {
  return {
    promptTokenCount: input,
    candidatesTokenCount: output,
    totalTokenCount: input + output,
  }
}
