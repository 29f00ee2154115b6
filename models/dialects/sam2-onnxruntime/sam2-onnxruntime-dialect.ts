import { sam2Thresholds } from '#models/thresholds'
import type { Dialect } from '../dialect.ts'
import { outputNamed } from '../shared/mask-outputs.ts'
import { imagenet, planarFeed } from '../shared/pixel-feeds.ts'
import {
  decodeSam2,
  sam2Batch,
  sam2Capabilities,
  sam2Frame,
  sam2LowRes,
  type Sam2Names,
} from '../shared/sam2-decoder.ts'

const features = ['image_features_0', 'image_features_1', 'image_embeddings']
const names: Sam2Names = {
  mask: 'input_masks',
  hasMask: 'has_input_masks',
  size: 'original_image_size',
  masks: 'low_res_masks',
  ious: 'iou_predictions',
}

/**
 * SAM 2 by ONNX Runtime's own exporter: labels and sizes are 32-bit whole numbers, `masks` may be booleans, the logits
 * are `low_res_masks`; one mask by default.
 */
export const sam2OnnxruntimeDialect: Dialect = {
  id: 'sam2-onnxruntime',
  capabilities: sam2Capabilities,
  preprocessing: 'sam2-onnxruntime-1',
  frame: sam2Frame,
  lowRes: sam2LowRes,
  secondLook: false,
  batch: sam2Batch,
  thresholds: sam2Thresholds,
  encoder: { inputs: ['image'], outputs: features },
  decoder: {
    inputs: [
      ...features,
      'point_coords',
      'point_labels',
      names.mask,
      names.hasMask,
      'original_image_size',
    ],
    outputs: [names.masks, names.ious],
  },
  embeddingMap: (embedding) => outputNamed(embedding, 'image_embeddings'),
  open: (encoder, decoder) => ({
    encode: (pixels) =>
      encoder.run({ image: planarFeed(pixels, sam2Frame.size, imagenet) }, features),
    decode: (embedding, prompts) => decodeSam2(decoder, embedding, prompts, names),
  }),
}
