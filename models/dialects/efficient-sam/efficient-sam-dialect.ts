import type { Size } from '#core/geometry/size'
import type { Tensors } from '#models/onnx/signature'
import { sam1Thresholds } from '#models/thresholds'
import type { Dialect, ModelPrompt } from '../dialect.ts'
import { outputNamed } from '../shared/mask-outputs.ts'
import { planarFeed, unit } from '../shared/pixel-feeds.ts'
import { labelledPoints, pointFeeds } from '../shared/prompt-feeds.ts'
import { runEach } from '../shared/run-decoder.ts'

const frame = { size: { width: 1024, height: 1024 }, fit: 'stretch' } as const
const lowRes = { width: 256, height: 256 }
const reading = { masks: 'output_masks', ious: 'iou_predictions', lowRes, counts: [3] }
/** The graph pads to six points, corners included. */
const mostPoints = 6

/**
 * EfficientSAM (yformer): `batched_images` [1,3,H,W] RGB 0..1, which the graph stretches and normalises. Label 0 has no
 * meaning there, so there are no negative clicks; no mask input, one prompt a run.
 */
export const efficientSamDialect: Dialect = {
  id: 'efficient-sam',
  capabilities: {
    box: true,
    negativePoints: false,
    maskPrompt: false,
    promptBatch: false,
    embeddingMap: true,
    mostPoints,
  },
  preprocessing: 'efficient-sam-1',
  frame,
  lowRes,
  secondLook: false,
  batch: 1,
  thresholds: sam1Thresholds,
  encoder: { inputs: ['batched_images'], outputs: ['image_embeddings'] },
  decoder: {
    inputs: ['image_embeddings', 'batched_point_coords', 'batched_point_labels', 'orig_im_size'],
    outputs: [reading.masks, reading.ious],
  },
  embeddingMap: (embedding) => outputNamed(embedding, 'image_embeddings'),
  open: (encoder, decoder) => ({
    encode: (pixels) =>
      encoder.run({ batched_images: planarFeed(pixels, frame.size, unit) }, ['image_embeddings']),
    decode(embedding, prompts) {
      const feedsOf = (one: ModelPrompt) => ({ ...embedding, ...efficientSamFeeds(one, lowRes) })
      return runEach(decoder, prompts, feedsOf, reading)
    },
  }),
}

/**
 * One prompt's feeds: points [1,1,N,2] in the pixels of a picture of size `asked`, `orig_im_size` (H, W), to which the
 * masks are resized in the graph. Asked for at 256×256 they are what it computed.
 */
export function efficientSamFeeds(prompt: ModelPrompt, asked: Size): Tensors {
  const x = asked.width / frame.size.width
  const y = asked.height / frame.size.height
  const points = labelledPoints(prompt).map((one) => ({ ...one, x: one.x * x, y: one.y * y }))
  const { coords, labels } = pointFeeds([points])
  return {
    batched_point_coords: { dims: [1, ...coords.dims], data: coords.data },
    batched_point_labels: { dims: [1, ...labels.dims], data: labels.data },
    orig_im_size: { dims: [2], data: Float32Array.of(asked.height, asked.width) },
  }
}
