import type { OnnxSession } from '#models/onnx/session'
import type { Tensor, Tensors } from '#models/onnx/signature'
import type { Dialect, ModelDecode, ModelPrompt } from '../dialect.ts'
import { outputNamed } from './mask-outputs.ts'
import { inGroups, labelledPoints, pointFeeds } from './prompt-feeds.ts'
import { runDecoder } from './run-decoder.ts'

export const hfOutputs = ['iou_scores', 'pred_masks']
export const hfEmbeddings = ['image_embeddings.0', 'image_embeddings.1', 'image_embeddings.2']

/**
 * Clicks of prompts with as many each: `input_points` [1,P,N,2] in frame pixels and `input_labels` [1,P,N]. The graph
 * pads.
 */
export function hfPointFeeds(prompts: readonly ModelPrompt[]): Tensors {
  const rows = prompts.map(({ points }) => labelledPoints({ points, box: null, mask: null }))
  const { coords, labels } = pointFeeds(rows)
  return {
    input_points: { dims: [1, ...coords.dims], data: coords.data },
    input_labels: { dims: [1, ...labels.dims], data: labels.data },
  }
}

/** Beside the clicks: `input_boxes` [1,B,4] x0 y0 x1 y1 in frame pixels; what there is none of has length 0. */
export function hf2PromptFeeds(prompts: readonly ModelPrompt[]): Tensors {
  const boxes = prompts.flatMap(({ box }) =>
    box === null ? [] : [box.low.x, box.low.y, box.high.x, box.high.y],
  )
  return {
    ...hfPointFeeds(prompts),
    input_boxes: { dims: [1, boxes.length / 4, 4], data: Float32Array.from(boxes) },
  }
}

/** Clicks alone by as many in one run; a box goes by itself, for a graph with clicks takes one at most. */
export function decodeHf(
  dialect: Pick<Dialect, 'lowRes'>,
  decoder: OnnxSession,
  embedding: Tensors,
  prompts: readonly ModelPrompt[],
): Promise<readonly ModelDecode[]> {
  const hasBoxes = decoder.ports.inputs.some(({ name }) => name === 'input_boxes')
  const keyOf = ({ box, points }: ModelPrompt, index: number): string =>
    box === null ? String(points.length) : `box ${String(index)}`
  const reading = { masks: 'pred_masks', ious: 'iou_scores', lowRes: dialect.lowRes, counts: [3] }
  return inGroups(prompts, keyOf, (group) => {
    const feeds = hasBoxes ? hf2PromptFeeds(group) : hfPointFeeds(group)
    return runDecoder(decoder, { ...embedding, ...feeds }, group.length, reading)
  })
}

/** The map of lowest resolution, the embedding proper. */
export function hfEmbeddingMap(embedding: Tensors): Tensor {
  return outputNamed(embedding, 'image_embeddings.2')
}
