import { createHf2Dialect } from '../shared/hf2-dialect.ts'
import { imagenet } from '../shared/pixel-feeds.ts'

/** SAM 2.1 and EdgeTAM as onnx-community has them: stretched to 1024×1024. */
export const hfSam2Dialect = createHf2Dialect({
  id: 'hf-sam2',
  side: 1024,
  lowSide: 256,
  normalisation: imagenet,
})
