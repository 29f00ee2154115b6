import type { Size } from '#core/geometry/size'
import type { OnnxSession, Tensor, Tensors } from '#models/onnx/session'
import type { SegmenterCapabilities } from '#models/ports'
import type { ModelDecode, ModelPrompt } from '../dialect.ts'
import { decodesFrom, outputNamed } from './mask-outputs.ts'
import { labelledPoints, maskFeed, noPoint, pointFeeds } from './prompt-feeds.ts'

/** What is common to the exports of segment-anything's own decoder (facebookresearch/segment-anything, onnx.py). */
export const samFrame = { size: { width: 1024, height: 1024 }, fit: 'letterbox' } as const
export const samLowRes: Size = { width: 256, height: 256 }

export const samCapabilities: SegmenterCapabilities = {
  box: true,
  negativePoints: true,
  maskPrompt: true,
  promptBatch: false,
  embeddingMap: true,
  mostPoints: null,
}

export const samPromptNames = [
  'point_coords',
  'point_labels',
  'mask_input',
  'has_mask_input',
  'orig_im_size',
]
export const samDecoder = {
  inputs: ['image_embeddings', ...samPromptNames],
  outputs: ['iou_predictions', 'low_res_masks'],
}

/**
 * One prompt's feeds: `point_coords` [1,N,2] in frame pixels with (0,0)/−1 behind where there is no box,
 * `orig_im_size` (H, W). Masks of the original's size are not read, so the used part of the frame stands for it.
 */
export function samPromptFeeds(prompt: ModelPrompt, used: Size): Tensors {
  const points = labelledPoints(prompt)
  const { coords, labels } = pointFeeds([prompt.box === null ? [...points, noPoint] : points])
  return {
    point_coords: coords,
    point_labels: labels,
    mask_input: maskFeed([prompt], samLowRes.width),
    has_mask_input: { dims: [1], data: Float32Array.of(prompt.mask === null ? 0 : 1) },
    orig_im_size: { dims: [2], data: Float32Array.of(used.height, used.width) },
  }
}

/** What `decodeSam` reads the used part of the frame from, kept with the embedding: [2], height and width. */
export function usedTensor({ width, height }: Size): Tensor {
  return { dims: [2], data: Float32Array.of(height, width) }
}

/** Each prompt by a run of its own: the graph has no batch. */
export async function decodeSam(
  decoder: OnnxSession,
  embedding: Tensors,
  prompts: readonly ModelPrompt[],
): Promise<readonly ModelDecode[]> {
  const [height, width] = outputNamed(embedding, 'used').data
  const used = { width: width as number, height: height as number }
  const decoded: ModelDecode[] = []
  for (const prompt of prompts) {
    const feeds = { ...embedding, ...samPromptFeeds(prompt, used) }
    const outputs = await decoder.run(feeds, samDecoder.outputs)
    decoded.push(
      ...decodesFrom({
        masks: outputNamed(outputs, 'low_res_masks'),
        ious: outputNamed(outputs, 'iou_predictions'),
        prompts: 1,
        path: decoder.path,
        lowRes: samLowRes,
        counts: [1, 4],
      }),
    )
  }
  return decoded
}
