import type { OnnxSession } from '#models/onnx/session'
import type { Tensors } from '#models/onnx/signature'
import type { ModelDecode, ModelPrompt } from '../dialect.ts'
import { decodesFrom, outputNamed, type MaskOutputs } from './mask-outputs.ts'

/** Prompts of one run at most, where a graph takes several: masks of 64 would take 50 MB. */
export const usualBatch = 16

/** What of a decoder's outputs is read, by name. */
export type DecoderReading = Pick<MaskOutputs, 'lowRes' | 'counts'> & {
  readonly masks: string
  readonly ious: string
}

/** One run for as many prompts as `feeds` hold. Throws as `decodesFrom` does. */
export async function runDecoder(
  decoder: OnnxSession,
  feeds: Tensors,
  prompts: number,
  reading: DecoderReading,
): Promise<ModelDecode[]> {
  const outputs = await decoder.run(feeds, [reading.masks, reading.ious])
  return decodesFrom({
    ...reading,
    masks: outputNamed(outputs, reading.masks),
    ious: outputNamed(outputs, reading.ious),
    prompts,
    path: decoder.path,
  })
}

/** Each prompt by a run of its own, for graphs that have no batch. */
export async function runEach(
  decoder: OnnxSession,
  prompts: readonly ModelPrompt[],
  feedsOf: (prompt: ModelPrompt) => Tensors,
  reading: DecoderReading,
): Promise<readonly ModelDecode[]> {
  const decoded: ModelDecode[] = []
  for (const prompt of prompts)
    decoded.push(...(await runDecoder(decoder, feedsOf(prompt), 1, reading)))
  return decoded
}
