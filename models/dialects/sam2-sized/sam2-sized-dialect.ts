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

const features = ['high_res_feats_0', 'high_res_feats_1', 'image_embed']
const names: Sam2Names = {
  mask: 'mask_input',
  hasMask: 'has_mask_input',
  size: 'orig_im_size',
  masks: 'masks',
  ious: 'iou_predictions',
}

/**
 * SAM 2 by ibaiGorordo: samexporter's names, and `orig_im_size` (32-bit, in usls's files float), to which `masks` are
 * resized in the graph; asked for at 256×256 they are the low-res logits.
 */
export const sam2SizedDialect: Dialect = {
  id: 'sam2-sized',
  capabilities: sam2Capabilities,
  preprocessing: 'sam2-sized-1',
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
      'orig_im_size',
    ],
    outputs: [names.masks, names.ious],
  },
  embeddingMap: (embedding) => outputNamed(embedding, 'image_embed'),
  open: (encoder, decoder) => ({
    encode: (pixels) =>
      encoder.run({ image: planarFeed(pixels, sam2Frame.size, imagenet) }, features),
    decode: (embedding, prompts) => decodeSam2(decoder, embedding, prompts, names),
  }),
}
