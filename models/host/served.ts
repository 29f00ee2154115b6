import type { AppError } from '#core/result'
import type { CallOptions, Segmenter } from '#models/ports'
import { openSegmenter } from '#models/segmenter'
import { openText } from '#models/text/open-text'
import type { TextModel } from '#models/text/text-ports'
import { openEmbeddingCache } from './embedding-cache.ts'
import {
  idPrefixOf,
  type HostModel,
  type HostValue,
  type SegmenterCall,
  type TextCall,
} from './messages.ts'

/** A model as its host's process answers for it. */
export interface Served {
  serve(call: SegmenterCall | TextCall, options: CallOptions): Promise<HostValue>
  close(): Promise<void>
}

/** Throws AppFailure `model_broken` or `model_missing`. */
export async function openServed(
  model: HostModel,
  generation: number,
  onProblem: (error: AppError) => void,
): Promise<Served> {
  if (model.kind === 'text') {
    const text = await openText(model.card)
    return { serve: (call, options) => askText(text, call, options), close: () => text.close() }
  }
  const segmenter = await openSegmenter(model.card, {
    store: await openEmbeddingCache(model.cacheDir, model.cacheBytes),
    provider: model.provider,
    idPrefix: idPrefixOf(generation),
    onProblem,
  })
  return {
    serve: (call, options) => askSegmenter(segmenter, call, options),
    close: () => segmenter.close(),
  }
}

async function askSegmenter(
  segmenter: Segmenter,
  call: SegmenterCall | TextCall,
  options: CallOptions,
): Promise<HostValue> {
  switch (call.method) {
    case 'encode':
      return segmenter.encode(call.image, call.view, options)
    case 'decode':
      return decode(segmenter, call, options)
    case 'cellMeans':
      return segmenter.cellMeans(call.decoded, call.token, call.n, options)
    case 'pickBackground':
      return segmenter.pickBackground(call.from, call.foreground, options)
    case 'similarity':
      return segmenter.similarity(
        await segmenter.encode(call.of.image, call.of.view, options),
        call.points,
        options,
      )
    default:
      throw misdirected(call, 'segmenter')
  }
}

/** By an encoding of this very process: another provider than that of the last one gives it another id. */
async function decode(
  by: Segmenter,
  { of, prompts, sieve, looks }: SegmenterCall & { method: 'decode' },
  options: CallOptions,
): Promise<HostValue> {
  const encoding = await by.encode(of.image, of.view, options)
  const more = sieve === null ? { looks } : { looks, sieve }
  return by.decode(encoding, prompts, { ...options, ...more })
}

async function askText(
  model: TextModel,
  call: SegmenterCall | TextCall,
  options: CallOptions,
): Promise<HostValue> {
  if (call.method === 'weigh' && model.kind === 'text-prior')
    return model.weigh(call.image, call.texts, options)
  if (call.method === 'findBoxes' && model.kind === 'text-boxes')
    return model.findBoxes(call.image, call.phrases, options)
  if (call.method === 'findMasks' && model.kind === 'text-masks')
    return model.findMasks(call.image, call.phrase, options)
  throw misdirected(call, model.kind)
}

function misdirected({ method }: SegmenterCall | TextCall, kind: string): Error {
  return new Error(`a host that serves a model of kind ${kind} was asked to ${method}`)
}
