import { interleavedFeed } from '../shared/pixel-feeds.ts'
import { createSamDialect } from '../shared/sam-dialect.ts'

const outputs = ['image_embeddings']

/**
 * SAM 1 by samexporter with preprocessing in the graph (MobileSAM, SAM ViT-B/L/H, EfficientViT-SAM): `input_image`
 * [H,W,3] RGB 0..255, float or 8-bit, longest side 1024, not padded.
 */
export const samHwcDialect = createSamDialect({
  id: 'sam-hwc',
  imageDims: 3,
  encoder: { inputs: ['input_image'], outputs },
  encode: (encoder, pixels) => encoder.run({ input_image: interleavedFeed(pixels) }, outputs),
})
