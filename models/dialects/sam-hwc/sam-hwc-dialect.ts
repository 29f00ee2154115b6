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

/**
 * SAM 1 by samexporter with preprocessing in the graph (MobileSAM, SAM ViT-B/L/H, EfficientViT-SAM): `input_image`
 * [H,W,3] RGB 0..255, float or 8-bit, longest side 1024, not padded.
 */
export const samHwcDialect: Dialect = {
  id: 'sam-hwc',
  capabilities: samCapabilities,
  preprocessing: 'sam-hwc-1',
  frame: samFrame,
  lowRes: samLowRes,
  secondLook: false,
  batch: 1,
  thresholds: sam1Thresholds,
  encoder: { inputs: ['input_image'], outputs: ['image_embeddings'] },
  decoder: samDecoder,
  isSpokenBy: (encoder) => encoder.inputs[0]?.dims.length === 3,
  embeddingMap: (embedding) => outputNamed(embedding, 'image_embeddings'),
  open: (encoder, decoder) => ({
    encode: async (pixels) => ({
      ...(await encoder.run({ input_image: interleavedFeed(pixels) }, ['image_embeddings'])),
      used: usedTensor(pixels.size),
    }),
    decode: (embedding, prompts) => decodeSam(decoder, embedding, prompts),
  }),
}
