import { imagenet, planarFeed } from '../shared/pixel-feeds.ts'
import { createSamDialect, samFrame } from '../shared/sam-dialect.ts'

const outputs = ['image_embeddings']

/**
 * SAM 1 whose caller preprocesses: [1,3,1024,1024], normalised and then zero-padded, named `input_image` (samexporter)
 * or `x` (osam, labelme).
 */
export const samNchwDialect = createSamDialect({
  id: 'sam-nchw',
  imageDims: 4,
  encoder: { inputs: [], optional: ['input_image', 'x'], outputs },
  encode(encoder, pixels) {
    const image = planarFeed(pixels, samFrame.size, imagenet)
    return encoder.run({ input_image: image, x: image }, outputs)
  },
})
