import { createSam2Dialect } from '../shared/sam2-dialect.ts'

/**
 * SAM 2.1 by osam (wkentaro): `input` [1,3,1024,1024]; `orig_im_size` is 64-bit, `low_res_masks` come beside `masks`.
 */
export const sam2OsamDialect = createSam2Dialect({
  id: 'sam2-osam',
  image: 'input',
  features: ['image_embeddings', 'high_res_features1', 'high_res_features2'],
  embedding: 'image_embeddings',
  mask: 'mask_input',
  hasMask: 'has_mask_input',
  size: 'orig_im_size',
  masks: 'low_res_masks',
  ious: 'scores',
})
