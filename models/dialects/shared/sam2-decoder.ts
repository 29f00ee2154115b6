import type { Size } from '#core/geometry/size'
import type { OnnxSession, Tensor, Tensors } from '#models/onnx/session'
import type { SegmenterCapabilities } from '#models/ports'
import type { ModelDecode, ModelPrompt } from '../dialect.ts'
import { decodesFrom, outputNamed } from './mask-outputs.ts'
import { inGroups, maskFeed, pointFeeds, pointRow, shapeOf } from './prompt-feeds.ts'

/** What is common to the exports of SAM 2 and 2.1 that are not Hugging Face's: stretched to 1024×1024. */
export const sam2Frame = { size: { width: 1024, height: 1024 }, fit: 'stretch' } as const
export const sam2LowRes: Size = { width: 256, height: 256 }
/** Masks of 64 prompts would take 50 MB. */
export const sam2Batch = 16

export const sam2Capabilities: SegmenterCapabilities = {
  box: true,
  negativePoints: true,
  maskPrompt: true,
  promptBatch: true,
  embeddingMap: true,
  mostPoints: null,
}

/** Where the exports differ. */
export type Sam2Names = {
  readonly mask: string
  readonly hasMask: string
  /** (H, W) that `masks` are resized to; null where the graph has none. */
  readonly size: string | null
  readonly masks: string
  readonly ious: string
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
    [names.mask]: maskFeed(prompts, sam2LowRes.width),
    [names.hasMask]: { dims: [1], data: Float32Array.of(hasMask ? 1 : 0) },
    ...(names.size === null ? {} : { [names.size]: sizeFeed(sam2LowRes) }),
  }
}

function sizeFeed({ width, height }: Size): Tensor {
  return { dims: [2], data: Float32Array.of(height, width) }
}

/** Prompts of one shape in one run. */
export function decodeSam2(
  decoder: OnnxSession,
  embedding: Tensors,
  prompts: readonly ModelPrompt[],
  names: Sam2Names,
): Promise<readonly ModelDecode[]> {
  return inGroups(prompts, shapeOf, async (group) => {
    const feeds = { ...embedding, ...sam2PromptFeeds(group, names) }
    const outputs = await decoder.run(feeds, [names.masks, names.ious])
    return decodesFrom({
      masks: outputNamed(outputs, names.masks),
      ious: outputNamed(outputs, names.ious),
      prompts: group.length,
      path: decoder.path,
      lowRes: sam2LowRes,
      counts: [1, 3, 4],
    })
  })
}
