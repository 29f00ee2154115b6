import type { Pixels } from '#models/image/open-image'
import type { OnnxSession } from '#models/onnx/session'
import type { Tensors } from '#models/onnx/signature'
import { sam1Thresholds } from '#models/thresholds'
import type { Dialect, ModelPrompt } from '../dialect.ts'
import { outputNamed } from '../shared/mask-outputs.ts'
import { asIs, imagenet, planarFeed } from '../shared/pixel-feeds.ts'
import { labelledPoints, pointFeeds } from '../shared/prompt-feeds.ts'
import { runEach } from '../shared/run-decoder.ts'

const frame = { size: { width: 1024, height: 1024 }, fit: 'letterbox' } as const
const lowRes = { width: 256, height: 256 }
const reading = { masks: 'masks', ious: 'scores', lowRes, counts: [4] }

/**
 * EdgeSAM (chongzhou96): `image` [1,3,1024,1024] as SAM 1 has it; the decoder takes points alone (box corners among
 * them), no mask, and pads nothing.
 */
export const edgeSamDialect: Dialect = {
  id: 'edge-sam',
  capabilities: {
    box: true,
    negativePoints: true,
    maskPrompt: false,
    promptBatch: false,
    embeddingMap: true,
    mostPoints: null,
  },
  preprocessing: 'edge-sam-1',
  frame,
  lowRes,
  secondLook: false,
  batch: 1,
  thresholds: sam1Thresholds,
  encoder: { inputs: [], optional: ['image', 'input_image'], outputs: ['image_embeddings'] },
  decoder: {
    inputs: ['image_embeddings', 'point_coords', 'point_labels'],
    outputs: [reading.ious, reading.masks],
  },
  embeddingMap: (embedding) => outputNamed(embedding, 'image_embeddings'),
  open: (encoder, decoder) => ({
    encode: (pixels) => encoder.run(imageFeeds(encoder, pixels), ['image_embeddings']),
    decode(embedding, prompts) {
      const feedsOf = (one: ModelPrompt) => ({ ...embedding, ...edgeSamFeeds(one) })
      return runEach(decoder, prompts, feedsOf, reading)
    },
  }),
}

/** X-AnyLabeling's encoder takes bytes as they are, not padded, by another name. */
function imageFeeds(encoder: OnnxSession, pixels: Pixels): Tensors {
  if (encoder.ports.inputs.some(({ type }) => type === 'uint8'))
    return { input_image: planarFeed(pixels, pixels.size, asIs) }
  return { image: planarFeed(pixels, frame.size, imagenet) }
}

/** One prompt's feeds: `point_coords` [1,N,2] in frame pixels, `point_labels` [1,N]. */
export function edgeSamFeeds(prompt: ModelPrompt): Tensors {
  const { coords, labels } = pointFeeds([labelledPoints(prompt)])
  return { point_coords: coords, point_labels: labels }
}
