import { sam1Thresholds } from '#models/thresholds'
import type { Dialect } from '../dialect.ts'
import { decodeHf, hfOutputs } from '../shared/hf-decoder.ts'
import { outputNamed } from '../shared/mask-outputs.ts'
import { imagenet, planarFeed } from '../shared/pixel-feeds.ts'
import { usualBatch } from '../shared/run-decoder.ts'

const frame = { size: { width: 1024, height: 1024 }, fit: 'letterbox' } as const
const lowRes = { width: 256, height: 256 }
const features = ['image_embeddings', 'image_positional_embeddings']

/**
 * SAM 1 and SlimSAM as transformers.js has them (optimum): `pixel_values` [1,3,1024,1024] normalised, then zero-padded.
 * Clicks alone: its prompt encoder has no word for corners, and there is no mask input.
 */
export const hfSamDialect: Dialect = {
  id: 'hf-sam',
  capabilities: {
    box: false,
    negativePoints: true,
    maskPrompt: false,
    promptBatch: true,
    embeddingMap: true,
    mostPoints: null,
  },
  preprocessing: 'hf-sam-1',
  frame,
  lowRes,
  secondLook: false,
  batch: usualBatch,
  thresholds: sam1Thresholds,
  encoder: { inputs: ['pixel_values'], outputs: features },
  decoder: { inputs: [...features, 'input_points', 'input_labels'], outputs: hfOutputs },
  embeddingMap: (embedding) => outputNamed(embedding, 'image_embeddings'),
  open: (encoder, decoder) => ({
    encode: (pixels) =>
      encoder.run({ pixel_values: planarFeed(pixels, frame.size, imagenet) }, features),
    decode: (embedding, prompts) => decodeHf({ lowRes }, decoder, embedding, prompts),
  }),
}
