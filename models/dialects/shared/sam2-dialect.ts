import type { Size } from '#core/geometry/size'
import type { OnnxSession } from '#models/onnx/session'
import type { Tensor, Tensors } from '#models/onnx/signature'
import { sam2Thresholds } from '#models/thresholds'
import type { Dialect, ModelDecode, ModelPrompt } from '../dialect.ts'
import { outputNamed } from './mask-outputs.ts'
import { imagenet, planarFeed } from './pixel-feeds.ts'
import { inGroups, maskFeed, pointFeeds, pointRow, shapeOf } from './prompt-feeds.ts'
import { runDecoder, usualBatch } from './run-decoder.ts'

const frame = { size: { width: 1024, height: 1024 }, fit: 'stretch' } as const
const lowRes: Size = { width: 256, height: 256 }

/** Where the exports differ: what the decoder's inputs and outputs are called. */
export type Sam2Names = {
  readonly mask: string
  readonly hasMask: string
  /** (H, W) that `masks` are resized to; null where the graph has none. */
  readonly size: string | null
  readonly masks: string
  readonly ious: string
}

export type Sam2Form = Sam2Names & {
  readonly id: string
  /** The encoder's input, [1,3,1024,1024]. */
  readonly image: string
  /** The encoder's outputs, which the decoder takes by the same names. */
  readonly features: readonly string[]
  /** The one of them that is the embedding proper. */
  readonly embedding: string
}

/** The exports of SAM 2 and 2.1 that are not Hugging Face's: stretched to 1024×1024, ImageNet's normalisation. */
export function createSam2Dialect(form: Sam2Form): Dialect {
  const { id, image, features } = form
  const prompted = ['point_coords', 'point_labels', form.mask, form.hasMask]
  return {
    id,
    capabilities: {
      box: true,
      negativePoints: true,
      maskPrompt: true,
      promptBatch: true,
      embeddingMap: true,
      mostPoints: null,
    },
    preprocessing: `${id}-1`,
    frame,
    lowRes,
    secondLook: false,
    batch: usualBatch,
    thresholds: sam2Thresholds,
    encoder: { inputs: [image], outputs: features },
    decoder: {
      inputs: [...features, ...prompted, ...(form.size === null ? [] : [form.size])],
      outputs: [form.masks, form.ious],
    },
    embeddingMap: (embedding) => outputNamed(embedding, form.embedding),
    open: (encoder, decoder) => ({
      encode: (pixels) =>
        encoder.run({ [image]: planarFeed(pixels, frame.size, imagenet) }, features),
      decode: (embedding, prompts) => decodeSam2(decoder, embedding, prompts, form),
    }),
  }
}

/**
 * Feeds of prompts of one shape: `point_coords` [P,N,2] in frame pixels, labels [P,N] (the graph pads), masks
 * [P,1,256,256] and one flag [1] for all of them. Where masks are resized in the graph, they are asked for as they are.
 */
export function sam2PromptFeeds(prompts: readonly ModelPrompt[], names: Sam2Names): Tensors {
  const { coords, labels } = pointFeeds(prompts.map(pointRow))
  const hasMask = prompts.some(({ mask }) => mask !== null)
  return {
    point_coords: coords,
    point_labels: labels,
    [names.mask]: maskFeed(prompts, lowRes.width),
    [names.hasMask]: { dims: [1], data: Float32Array.of(hasMask ? 1 : 0) },
    ...(names.size === null ? {} : { [names.size]: sizeFeed(lowRes) }),
  }
}

function sizeFeed({ width, height }: Size): Tensor {
  return { dims: [2], data: Float32Array.of(height, width) }
}

/** Prompts of one shape in one run. */
function decodeSam2(
  decoder: OnnxSession,
  embedding: Tensors,
  prompts: readonly ModelPrompt[],
  names: Sam2Names,
): Promise<readonly ModelDecode[]> {
  const reading = { masks: names.masks, ious: names.ious, lowRes, counts: [1, 3, 4] }
  return inGroups(prompts, shapeOf, (group) => {
    const feeds = { ...embedding, ...sam2PromptFeeds(group, names) }
    return runDecoder(decoder, feeds, group.length, reading)
  })
}
