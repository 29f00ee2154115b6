import { throwIfAborted } from '#models/failure'
import { wholeImage } from '#core/geometry/box'
import { rleFromLogits } from '#core/mask/logits'
import { outputNamed } from '#models/dialects/shared/mask-outputs'
import { asIs, planarFeed } from '#models/dialects/shared/pixel-feeds'
import { fittedSize, readPixels, type Pixels } from '#models/image/open-image'
import { openSession } from '#models/onnx/session'
import { checkSignature, type Tensor, type Tensors } from '#models/onnx/signature'
import type { ImageSource } from '#models/ports'
import type { TextMask, TextMasks } from './text-ports.ts'
import { openTokenizer } from './text-tokenizer.ts'

const frame = { width: 1008, height: 1008 }
const longest = 32
const leastScore = 0.5
const maps = [0, 1, 2].flatMap((k) => [`vision_pos_enc_${String(k)}`, `backbone_fpn_${String(k)}`])
const language = ['text_attention_mask', 'text_memory', 'text_embeds']
const outputs = ['scores', 'masks']

/** The three graphs of an export, and its tokenizer. */
export type ConceptFiles = {
  readonly encoder: string
  readonly language: string
  readonly decoder: string
  readonly tokenizer: string
}

/**
 * SAM 3 by concept as samexporter has it: `image` [3,1008,1008] bytes, stretched; `tokens` [1,32] padded by zeros; all
 * that the phrase names as boolean masks of the size that is asked for. Simplified graphs lack inputs that are not
 * used.
 */
export async function openSam3Concept(files: ConceptFiles): Promise<TextMasks> {
  const tokenizer = await openTokenizer(files.tokenizer)
  const encoder = await openSession(files.encoder)
  const words = await openSession(files.language)
  const decoder = await openSession(files.decoder)
  checkSignature(files.encoder, encoder.ports, { inputs: ['image'], outputs: [] })
  checkSignature(files.language, words.ports, { inputs: ['tokens'], outputs: language })
  checkSignature(files.decoder, decoder.ports, { inputs: [], optional: decoderInputs, outputs })
  return {
    kind: 'text-masks',
    async findMasks(image, phrase, { signal }) {
      const pixels = await readPixels(image, null, frame, 'stretch')
      const features = await encoder.run({ image: bytesOf(pixels) })
      throwIfAborted(signal)
      const text = await words.run({ tokens: paddedTokens(tokenizer.idsOf(phrase, longest)) })
      throwIfAborted(signal)
      const asked = fittedSize(image.size, frame)
      const found = await decoder.run({ ...features, ...promptFeeds(text, asked) }, outputs)
      return masksFrom(found, image)
    },
    async close() {
      for (const session of [encoder, words, decoder]) await session.release()
    },
  }
}

const decoderInputs = [
  'original_height',
  'original_width',
  ...maps,
  'language_mask',
  'language_features',
  'language_embeds',
  'box_coords',
  'box_labels',
  'box_masks',
]

/** Text alone: one box that does not count. */
function promptFeeds(
  text: Tensors,
  asked: { readonly width: number; readonly height: number },
): Tensors {
  return {
    original_height: scalar(asked.height),
    original_width: scalar(asked.width),
    language_mask: outputNamed(text, 'text_attention_mask'),
    language_features: outputNamed(text, 'text_memory'),
    language_embeds: outputNamed(text, 'text_embeds'),
    box_coords: { dims: [1, 1, 4], data: new Float32Array(4) },
    box_labels: { dims: [1, 1], data: Float32Array.of(1) },
    box_masks: { dims: [1, 1], data: Float32Array.of(1) },
  }
}

/** [3,H,W] R G B, 0..255. */
function bytesOf(pixels: Pixels): Tensor {
  const { dims, data } = planarFeed(pixels, frame, asIs)
  return { dims: dims.slice(1), data }
}

function paddedTokens(ids: readonly number[]): Tensor {
  const data = new Float32Array(longest)
  data.set(ids)
  return { dims: [1, longest], data }
}

function scalar(value: number): Tensor {
  return { dims: [], data: Float32Array.of(value) }
}

function masksFrom(found: Tensors, { size }: ImageSource): TextMask[] {
  const scores = outputNamed(found, 'scores').data
  const masks = outputNamed(found, 'masks')
  const [height = 0, width = 0] = masks.dims.slice(-2)
  const plane = width * height
  return [...scores]
    .flatMap((score, k) => {
      if (score < leastScore) return []
      const values = masks.data.subarray(k * plane, (k + 1) * plane).map((on) => 2 * on - 1)
      const window = { x0: 0, y0: 0, x1: width, y1: height }
      const logits = { values, size: { width, height }, window, view: wholeImage(size) }
      return [{ rle: rleFromLogits(logits, size), score }]
    })
    .toSorted((a, b) => b.score - a.score)
}
