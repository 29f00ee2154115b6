import { sam1Thresholds } from '#models/thresholds'
import type { Dialect } from '../dialect.ts'
import { outputNamed } from '../shared/mask-outputs.ts'
import { imagenet, planarFeed } from '../shared/pixel-feeds.ts'
import {
  decodeSam,
  samCapabilities,
  samDecoder,
  samFrame,
  samLowRes,
  usedTensor,
} from '../shared/sam-decoder.ts'

/**
 * SAM 1 whose caller preprocesses: [1,3,1024,1024], normalised and then zero-padded, named `input_image` (samexporter)
 * or `x` (osam, labelme).
 */
export const samNchwDialect: Dialect = {
  id: 'sam-nchw',
  capabilities: samCapabilities,
  preprocessing: 'sam-nchw-1',
  frame: samFrame,
  lowRes: samLowRes,
  secondLook: false,
  batch: 1,
  thresholds: sam1Thresholds,
  encoder: { inputs: [], optional: ['input_image', 'x'], outputs: ['image_embeddings'] },
  decoder: samDecoder,
  isSpokenBy: (encoder) => encoder.inputs[0]?.dims.length === 4,
  embeddingMap: (embedding) => outputNamed(embedding, 'image_embeddings'),
  open: (encoder, decoder) => ({
    encode: async (pixels) => {
      const image = planarFeed(pixels, samFrame.size, imagenet)
      return {
        ...(await encoder.run({ input_image: image, x: image }, ['image_embeddings'])),
        used: usedTensor(pixels.size),
      }
    },
    decode: (embedding, prompts) => decodeSam(decoder, embedding, prompts),
  }),
}
