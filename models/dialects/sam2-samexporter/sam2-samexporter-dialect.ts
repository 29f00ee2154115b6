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
  size: null,
  masks: 'masks',
  ious: 'iou_predictions',
}

/**
 * SAM 2 and 2.1 by samexporter (vietanhdev): `image` [1,3,1024,1024] to two high-resolution maps and the embedding;
 * three masks of 256×256 as `masks`, never another size.
 */
export const sam2SamexporterDialect: Dialect = {
  id: 'sam2-samexporter',
  capabilities: sam2Capabilities,
  preprocessing: 'sam2-samexporter-1',
  frame: sam2Frame,
  lowRes: sam2LowRes,
  secondLook: false,
  batch: sam2Batch,
  thresholds: sam2Thresholds,
  encoder: { inputs: ['image'], outputs: features },
  decoder: {
    inputs: [...features, 'point_coords', 'point_labels', names.mask, names.hasMask],
    outputs: [names.masks, names.ious],
  },
  embeddingMap: (embedding) => outputNamed(embedding, 'image_embed'),
  open: (encoder, decoder) => ({
    encode: (pixels) =>
      encoder.run({ image: planarFeed(pixels, sam2Frame.size, imagenet) }, features),
    decode: (embedding, prompts) => decodeSam2(decoder, embedding, prompts, names),
  }),
}
