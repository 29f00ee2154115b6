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

const features = ['image_embeddings', 'high_res_features1', 'high_res_features2']
const names: Sam2Names = {
  mask: 'mask_input',
  hasMask: 'has_mask_input',
  size: 'orig_im_size',
  masks: 'low_res_masks',
  ious: 'scores',
}

/**
 * SAM 2.1 by osam (wkentaro): `input` [1,3,1024,1024]; `orig_im_size` is 64-bit, `low_res_masks` come beside `masks`.
 */
export const sam2OsamDialect: Dialect = {
  id: 'sam2-osam',
  capabilities: sam2Capabilities,
  preprocessing: 'sam2-osam-1',
  frame: sam2Frame,
  lowRes: sam2LowRes,
  secondLook: false,
  batch: sam2Batch,
  thresholds: sam2Thresholds,
  encoder: { inputs: ['input'], outputs: features },
  decoder: {
    inputs: [
      ...features,
      'point_coords',
      'point_labels',
      names.mask,
      names.hasMask,
      'orig_im_size',
    ],
    outputs: [names.masks, names.ious],
  },
  embeddingMap: (embedding) => outputNamed(embedding, 'image_embeddings'),
  open: (encoder, decoder) => ({
    encode: (pixels) =>
      encoder.run({ input: planarFeed(pixels, sam2Frame.size, imagenet) }, features),
    decode: (embedding, prompts) => decodeSam2(decoder, embedding, prompts, names),
  }),
}
