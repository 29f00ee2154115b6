import { createSam2Dialect } from '../shared/sam2-dialect.ts'

/**
 * SAM 2 by ONNX Runtime's own exporter: labels and sizes are 32-bit whole numbers, `masks` may be booleans, the logits
 * are `low_res_masks`; one mask by default.
 */
export const sam2OnnxruntimeDialect = createSam2Dialect({
  id: 'sam2-onnxruntime',
  image: 'image',
  features: ['image_features_0', 'image_features_1', 'image_embeddings'],
  embedding: 'image_embeddings',
  mask: 'input_masks',
  hasMask: 'has_input_masks',
  size: 'original_image_size',
  masks: 'low_res_masks',
  ious: 'iou_predictions',
})
