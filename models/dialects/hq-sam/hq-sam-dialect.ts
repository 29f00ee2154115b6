import type { Tensor, Tensors } from '#models/onnx/signature'
import { outputNamed } from '../shared/mask-outputs.ts'
import { interleavedFeed } from '../shared/pixel-feeds.ts'
import { createSamDialect } from '../shared/sam-dialect.ts'

const stacked = 'interm_embeddings'

/**
 * HQ-SAM (SysCV/sam-hq) as X-AnyLabeling ships it: `input_image` [H,W,3] RGB 0..255 to `image_embeddings` and four maps
 * [1,64,64,Cv], which the decoder wants on a new first axis.
 */
export const hqSamDialect = createSamDialect({
  id: 'hq-sam',
  imageDims: 3,
  encoder: { inputs: ['input_image'], outputs: ['image_embeddings'] },
  alsoTaken: [stacked],
  async encode(encoder, pixels) {
    const outputs = await encoder.run({ input_image: interleavedFeed(pixels) })
    return {
      image_embeddings: outputNamed(outputs, 'image_embeddings'),
      [stacked]: outputs[stacked] ?? stackedFrom(outputs),
    }
  },
})

/** [K,1,64,64,Cv] of the K maps [1,64,64,Cv], in the order of their names. */
function stackedFrom(outputs: Tensors): Tensor {
  const maps = Object.entries(outputs)
    .filter(([name]) => name !== 'image_embeddings')
    .toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([, map]) => map)
  const [first] = maps
  if (first === undefined) throw new Error('the encoder gives no intermediate maps')
  const data = new Float32Array(maps.length * first.data.length)
  for (const [k, map] of maps.entries()) data.set(map.data, k * first.data.length)
  return { dims: [maps.length, ...first.dims], data }
}
