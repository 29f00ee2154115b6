import type { Pixels } from '#models/image/open-image'
import type { Tensors } from '#models/onnx/signature'
import { embeddedThresholds } from '#models/thresholds'
import type { Dialect, ModelPrompt } from '../dialect.ts'
import { outputNamed } from '../shared/mask-outputs.ts'
import { planarFeed, unit } from '../shared/pixel-feeds.ts'
import { maskFeed, pointFeeds, pointRow } from '../shared/prompt-feeds.ts'
import { runDecoder } from '../shared/run-decoder.ts'

const frame = { size: { width: 256, height: 256 }, fit: 'letterbox' } as const
const lowRes = { width: 256, height: 256 }
const reading = { masks: 'masks', ious: 'iou', lowRes, counts: [3] }
const features = ['detail', 'features4', 'features8', 'features16', 'embedding', 'inside']

/**
 * Our own export. Encoder: `image` [1,3,256,256] RGB 0..1, zero-padded right and bottom, and `frame` [2], the used
 * width and height, to features at strides 2, 4, 8 and 16, `embedding` [1,C,64,64] and `inside` [1,1,256,256].
 * Decoder: these, `point_coords` [P,N,2] in frame pixels, `point_labels` [P,N] (1 target, 0 not, 2 and 3 box corners,
 * -1 padding), `mask_input` [P,1,256,256] and `has_mask` [P], to `masks` [P,3,256,256] (logits: part, object, whole)
 * and `iou` [P,3].
 */
export const embeddedDialect: Dialect = {
  id: 'embedded',
  capabilities: {
    box: true,
    negativePoints: true,
    maskPrompt: true,
    promptBatch: true,
    embeddingMap: true,
    mostPoints: null,
  },
  preprocessing: 'embedded-2',
  frame,
  lowRes,
  secondLook: true,
  batch: 8,
  thresholds: embeddedThresholds,
  encoder: { inputs: ['image', 'frame'], outputs: features },
  decoder: {
    inputs: [...features, 'point_coords', 'point_labels', 'mask_input', 'has_mask'],
    outputs: [reading.masks, reading.ious],
  },
  embeddingMap: (embedding) => outputNamed(embedding, 'embedding'),
  open: (encoder, decoder) => ({
    encode: (pixels) => encoder.run(feedsFromPixels(pixels)),
    decode(embedding, prompts) {
      const feeds = { ...embedding, ...feedsFromPrompts(prompts) }
      return runDecoder(decoder, feeds, prompts.length, reading)
    },
  }),
}

function feedsFromPixels(pixels: Pixels): Tensors {
  const { width, height } = pixels.size
  return {
    image: planarFeed(pixels, frame.size, unit),
    frame: { dims: [2], data: Float32Array.of(width, height) },
  }
}

function feedsFromPrompts(prompts: readonly ModelPrompt[]): Tensors {
  const { coords, labels } = pointFeeds(prompts.map(pointRow))
  const has = Float32Array.from(prompts, ({ mask }) => (mask === null ? 0 : 1))
  return {
    point_coords: coords,
    point_labels: labels,
    mask_input: maskFeed(prompts, lowRes.width),
    has_mask: { dims: [prompts.length], data: has },
  }
}
