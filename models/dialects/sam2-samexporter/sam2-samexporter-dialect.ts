import { createSam2Dialect } from '../shared/sam2-dialect.ts'

/**
 * SAM 2 and 2.1 by samexporter (vietanhdev): `image` [1,3,1024,1024] to two high-resolution maps and the embedding;
 * three masks of 256×256 as `masks`, never another size.
 */
export const sam2SamexporterDialect = createSam2Dialect({
  id: 'sam2-samexporter',
  image: 'image',
  features: ['high_res_feats_0', 'high_res_feats_1', 'image_embed'],
  embedding: 'image_embed',
  mask: 'mask_input',
  hasMask: 'has_mask_input',
  size: null,
  masks: 'masks',
  ious: 'iou_predictions',
})
