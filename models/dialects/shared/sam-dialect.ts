import type { Size } from '#core/geometry/size'
import type { OnnxSession } from '#models/onnx/session'
import type { Tensor, Tensors } from '#models/onnx/signature'
import type { Pixels } from '#models/image/open-image'
import { sam1Thresholds } from '#models/thresholds'
import type { Dialect, ModelDecode, ModelPrompt } from '../dialect.ts'
import { outputNamed } from './mask-outputs.ts'
import { labelledPoints, maskFeed, noPoint, pointFeeds } from './prompt-feeds.ts'
import { runEach } from './run-decoder.ts'

/** The part in use lies top left. */
export const samFrame = { size: { width: 1024, height: 1024 }, fit: 'letterbox' } as const
const lowRes: Size = { width: 256, height: 256 }
const embeddingName = 'image_embeddings'
const promptNames = ['point_coords', 'point_labels', 'mask_input', 'has_mask_input', 'orig_im_size']
const reading = { masks: 'low_res_masks', ious: 'iou_predictions', lowRes, counts: [1, 4] }

/** Where the exports differ. */
export type SamForm = Pick<Dialect, 'id' | 'encoder'> & {
  /** Dimensions of the encoder's input: 3 = [H,W,3], 4 = [1,3,H,W]. */
  readonly imageDims: 3 | 4
  /** What the decoder takes beside `image_embeddings` and the prompt. */
  readonly alsoTaken?: readonly string[]
  /** `image_embeddings` and what is taken beside it. */
  encode(encoder: OnnxSession, pixels: Pixels): Promise<Tensors>
}

/** The exports with segment-anything's own decoder (facebookresearch/segment-anything, onnx.py). */
export function createSamDialect(form: SamForm): Dialect {
  return {
    id: form.id,
    capabilities: {
      box: true,
      negativePoints: true,
      maskPrompt: true,
      promptBatch: false,
      embeddingMap: true,
      mostPoints: null,
    },
    preprocessing: `${form.id}-1`,
    frame: samFrame,
    lowRes,
    secondLook: false,
    batch: 1,
    thresholds: sam1Thresholds,
    encoder: form.encoder,
    decoder: {
      inputs: [embeddingName, ...promptNames, ...(form.alsoTaken ?? [])],
      outputs: [reading.ious, reading.masks],
    },
    isSpokenBy: (encoder) => encoder.inputs[0]?.dims.length === form.imageDims,
    embeddingMap: (embedding) => outputNamed(embedding, embeddingName),
    open: (encoder, decoder) => ({
      encode: async (pixels) => ({
        ...(await form.encode(encoder, pixels)),
        used: usedTensor(pixels.size),
      }),
      decode: (embedding, prompts) => decodeSam(decoder, embedding, prompts),
    }),
  }
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
    mask_input: maskFeed([prompt], lowRes.width),
    has_mask_input: { dims: [1], data: Float32Array.of(prompt.mask === null ? 0 : 1) },
    orig_im_size: { dims: [2], data: Float32Array.of(used.height, used.width) },
  }
}

/** What `decodeSam` reads the used part of the frame from, kept with the embedding: [2], height and width. */
function usedTensor({ width, height }: Size): Tensor {
  return { dims: [2], data: Float32Array.of(height, width) }
}

function decodeSam(
  decoder: OnnxSession,
  embedding: Tensors,
  prompts: readonly ModelPrompt[],
): Promise<readonly ModelDecode[]> {
  const [height, width] = outputNamed(embedding, 'used').data
  const used = { width: width as number, height: height as number }
  const feedsOf = (prompt: ModelPrompt) => ({ ...embedding, ...samPromptFeeds(prompt, used) })
  return runEach(decoder, prompts, feedsOf, reading)
}
