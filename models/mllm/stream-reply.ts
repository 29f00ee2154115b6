import { InvalidResponseDataError, streamText } from 'ai'
import type { ModelMessage, TextStreamPart, ToolSet } from 'ai'
import { z } from 'zod'
import type { OpenModel } from './dialect.ts'
import type { Host } from './host.ts'
import { brokenOff, HostProblem, notReadable, problemIn, tooLong } from './host-problem.ts'
import { refusal, statusOfKind } from './host-refusal.ts'
import type { MllmProfile, MllmReply, MllmRequest, MllmTurn } from './mllm-ports.ts'

// Otherwise the library prints what a model does not support.
globalThis.AI_SDK_LOG_WARNINGS = false

export type Question = {
  readonly profile: MllmProfile
  readonly host: Host
  readonly model: OpenModel['model']
  readonly request: MllmRequest
  readonly signal: AbortSignal
  readonly onText: (more: string) => void
}

export type StreamedReply = Pick<MllmReply, 'text' | 'finish' | 'tokens'>

/** Longer than any reply that answers something. */
const mostLetters = 2_000_000

type Part = TextStreamPart<ToolSet>
type FinishPart = Extract<Part, { readonly type: 'finish' }>

/** Asks once and reads the reply as it comes. Throws HostProblem, or the signal's reason as soon as it is aborted. */
export async function streamReply(question: Question): Promise<StreamedReply> {
  const { profile, model, request, signal } = question
  signal.throwIfAborted()
  const { stream } = streamText({
    model,
    ...(request.system === '' ? {} : { instructions: request.system }),
    messages: request.turns.map(messageOf),
    temperature: request.temperature ?? profile.temperature,
    maxOutputTokens: profile.maxTokens,
    maxRetries: 0,
    abortSignal: signal,
    telemetry: { isEnabled: false },
    // Told as a part of the stream as well; without a listener it would be printed.
    onError: () => undefined,
  })
  const parts = stream[Symbol.asyncIterator]()
  let stop = (): void => undefined
  // The library need not be the one who notices.
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
  })
  stopped.catch(() => undefined)
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await collect(parts, stopped, question)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

async function collect(
  parts: AsyncIterator<Part>,
  stopped: Promise<never>,
  question: Question,
): Promise<StreamedReply> {
  let text = ''
  for (;;) {
    const next = await Promise.race([parts.next(), stopped])
    if (next.done === true) throw brokenOff(question.host.name)
    const part = next.value
    switch (part.type) {
      case 'text-delta':
        text += part.text
        if (text.length > mostLetters) throw tooLong(question.host.name)
        if (part.text !== '') question.onText(part.text)
        break
      case 'error':
        throw problemOf(part.error, question)
      case 'abort':
        return stopped
      case 'finish':
        return finished(text, part, question)
      default:
        break
    }
  }
}

function messageOf({ role, text, images }: MllmTurn): ModelMessage {
  if (role === 'assistant') return { role, content: text }
  const pictures = images.map(
    ({ bytes, type }) => ({ type: 'file', data: bytes, mediaType: type }) as const,
  )
  return { role, content: [...pictures, ...(text === '' ? [] : [{ type: 'text', text } as const])] }
}

function finished(text: string, part: FinishPart, { host, profile }: Question): StreamedReply {
  const finish = finishes[part.finishReason]
  if (finish === undefined) throw brokenOff(host.name)
  if (text.trim() === '') throw empty(finish, host.name, profile)
  const { inputTokens, outputTokens } = part.totalUsage
  return { text, finish, tokens: { input: inputTokens ?? null, output: outputTokens ?? null } }
}

/** By the library's word; a reply that ends otherwise has not ended. */
const finishes: Readonly<Record<string, MllmReply['finish']>> = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'filter',
  'tool-calls': 'other',
  other: 'other',
}

function empty(finish: MllmReply['finish'], host: string, { maxTokens }: MllmProfile): HostProblem {
  switch (finish) {
    case 'filter':
      return new HostProblem('mllm_refused', `${host} withholds its reply: its filter objects.`, {
        hint: 'Word the query otherwise, or ask another model.',
      })
    case 'length':
      return new HostProblem(
        'mllm_broken',
        `${host} used up all ${maxTokens} tokens before the first word of its reply.`,
        {
          hint: 'Raise the profile’s length of reply: some models think at length before they speak.',
        },
      )
    default:
      return new HostProblem('mllm_broken', `${host} sent an empty reply.`, {
        hint: 'Check that the model takes pictures, or ask another.',
        isPassing: true,
      })
  }
}

/** What an error in mid-stream means: one of ours, one that the host tells, or something unreadable. */
function problemOf(error: unknown, { host, profile }: Question): HostProblem {
  const known = problemIn(error)
  if (known !== null) return known
  // Of the network there are only HostProblems.
  if (error instanceof TypeError || error instanceof ReferenceError) throw error
  if (InvalidResponseDataError.isInstance(error)) return brokenOff(host.name)
  const told = toldErrorSchema.safeParse(error).data
  if (told === undefined) return notReadable(host.name, true)
  const words = host.words(told.responseBody ?? JSON.stringify({ error: told.data }))
  const status = told.statusCode ?? words.status ?? statusOfKind(words.kind)
  return refusal({ host: host.name, model: profile.model, status, words, waitMs: null })
}

/** An error that the host told in its stream, as the library passes it on: parsed, or as it came. */
const toldErrorSchema = z
  .object({
    statusCode: z.int().optional(),
    data: z.looseObject({}).optional(),
    responseBody: z.string().optional(),
  })
  .refine(({ data, responseBody }) => data !== undefined || responseBody !== undefined)
