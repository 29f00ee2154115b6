import type { Tensor, Tensors } from '#models/onnx/session'
import { sam1Thresholds } from '#models/thresholds'
import type { Dialect } from '../dialect.ts'
import { outputNamed } from '../shared/mask-outputs.ts'
import { interleavedFeed } from '../shared/pixel-feeds.ts'
import {
  decodeSam,
  samCapabilities,
  samDecoder,
  samFrame,
  samLowRes,
  usedTensor,
} from '../shared/sam-decoder.ts'

const stacked = 'interm_embeddings'

/**
 * HQ-SAM (SysCV/sam-hq) as X-AnyLabeling ships it: `input_image` [H,W,3] RGB 0..255 to `image_embeddings` and four maps
 * [1,64,64,Cv], which the decoder wants on a new first axis.
 */
export const hqSamDialect: Dialect = {
  id: 'hq-sam',
  capabilities: samCapabilities,
  preprocessing: 'hq-sam-1',
  frame: samFrame,
  lowRes: samLowRes,
  secondLook: false,
  batch: 1,
  thresholds: sam1Thresholds,
  encoder: { inputs: ['input_image'], outputs: ['image_embeddings'] },
  decoder: { ...samDecoder, inputs: [...samDecoder.inputs, stacked] },
  isSpokenBy: (encoder) => encoder.inputs[0]?.dims.length === 3,
  embeddingMap: (embedding) => outputNamed(embedding, 'image_embeddings'),
  open: (encoder, decoder) => ({
    encode: async (pixels) => {
      const outputs = await encoder.run({ input_image: interleavedFeed(pixels) })
      const image = outputNamed(outputs, 'image_embeddings')
      return {
        image_embeddings: image,
        [stacked]: outputs[stacked] ?? stackedFrom(outputs),
        used: usedTensor(pixels.size),
      }
    },
    decode: (embedding, prompts) => decodeSam(decoder, embedding, prompts),
  }),
}

/** [K,1,64,64,Cv] of the K maps [1,64,64,Cv], in the order of their names. */
function stackedFrom(outputs: Tensors): Tensor {
  const maps = Object.entries(outputs)
    .filter(([name]) => name !== 'image_embeddings')
    .toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([, map]) => map)
  const [first] = maps
  if (first === undefined) throw new Error('the encoder gives no intermediate maps')
  const data = new Float32Array(maps.length * first.data.length)
  for (const [k, map] of maps.entries()) data.set(map.data, k * first.data.length)
  return { dims: [maps.length, ...first.dims], data }
}
