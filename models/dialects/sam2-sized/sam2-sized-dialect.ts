import { createSam2Dialect } from '../shared/sam2-dialect.ts'

/**
 * SAM 2 by ibaiGorordo: samexporter's names, and `orig_im_size` (32-bit, in usls's files float), to which `masks` are
 * resized in the graph; asked for at 256×256 they are the low-res logits.
 */
export const sam2SizedDialect = createSam2Dialect({
  id: 'sam2-sized',
  image: 'image',
  features: ['high_res_feats_0', 'high_res_feats_1', 'image_embed'],
  embedding: 'image_embed',
  mask: 'mask_input',
  hasMask: 'has_mask_input',
  size: 'orig_im_size',
  masks: 'masks',
  ious: 'iou_predictions',
})
