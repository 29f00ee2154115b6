import { describe, expect, it } from 'vitest'
import { imageBox, wholeImage } from '#core/geometry/box'
import { imagePoint } from '#core/geometry/point'
import type { Dialect } from '#models/dialects/dialect'
import { edgeSamDialect, edgeSamFeeds } from '#models/dialects/edge-sam/edge-sam-dialect'
import {
  efficientSamFeeds,
  efficientSamDialect,
} from '#models/dialects/efficient-sam/efficient-sam-dialect'
import { hfSamDialect } from '#models/dialects/hf-sam/hf-sam-dialect'
import { hfSam2Dialect } from '#models/dialects/hf-sam2/hf-sam2-dialect'
import { hfSam3TrackerDialect } from '#models/dialects/hf-sam3-tracker/hf-sam3-tracker-dialect'
import { samHwcDialect } from '#models/dialects/sam-hwc/sam-hwc-dialect'
import { sam2SamexporterDialect } from '#models/dialects/sam2-samexporter/sam2-samexporter-dialect'
import { hf2PromptFeeds, hfPointFeeds } from '#models/dialects/shared/hf-decoder'
import { samPromptFeeds } from '#models/dialects/shared/sam-dialect'
import { sam2PromptFeeds } from '#models/dialects/shared/sam2-dialect'
import { fittedSize } from '#models/image/open-image'
import { modelPromptFrom } from '#models/model-prompt'
import type { Tensor, Tensors } from '#models/onnx/signature'
import type { Prompt } from '#models/ports'

/** One click and one box on a picture of 1600×1200, as each family's own code feeds them. */
const size = { width: 1600, height: 1200 }
const click = { point: imagePoint(800, 300), label: 1 } as const
const box = imageBox(400, 300, 1200, 900)
const prompts = {
  click: { points: [click], box: null, mask: null },
  box: { points: [], box, mask: null },
  both: { points: [click], box, mask: null },
} satisfies Record<string, Prompt>

const names = {
  mask: 'mask_input',
  hasMask: 'has_mask_input',
  size: null,
  masks: 'masks',
  ious: 'iou_predictions',
}

/** What a dialect feeds for a prompt. */
function feedsOf(
  dialect: Dialect,
  kind: keyof typeof prompts,
  feed: (prompt: ReturnType<typeof modelPromptFrom>) => Tensors,
): Tensors {
  const frame = dialect.frame.size
  const used = dialect.frame.fit === 'stretch' ? frame : fittedSize(size, frame)
  const map = { view: wholeImage(size), used }
  return feed(modelPromptFrom(prompts[kind], null, map, dialect.capabilities))
}

const flat = (tensor: Tensor | undefined) => [...tensor!.data].map((v) => Math.round(v * 1e4) / 1e4)

describe('points and labels', () => {
  it.each([
    ['SAM 1, click', 'click', [512, 192, 0, 0], [1, -1]],
    ['SAM 1, box', 'box', [256, 192, 768, 576], [2, 3]],
    ['SAM 1, both', 'both', [256, 192, 768, 576, 512, 192], [2, 3, 1]],
  ] as const)('%s', (_name, kind, coords, labels) => {
    const feeds = feedsOf(samHwcDialect, kind, (prompt) => samPromptFeeds(prompt, size))
    expect(flat(feeds['point_coords'])).toEqual(coords)
    expect(feeds['point_coords']!.dims).toEqual([1, labels.length, 2])
    expect(flat(feeds['point_labels'])).toEqual(labels)
    expect(flat(feeds['orig_im_size'])).toEqual([1200, 1600])
    expect(flat(feeds['has_mask_input'])).toEqual([0])
    expect(feeds['mask_input']!.dims).toEqual([1, 1, 256, 256])
  })

  it.each([
    ['SAM 2, click', 'click', [512, 256], [1]],
    ['SAM 2, box', 'box', [256, 256, 768, 768], [2, 3]],
    ['SAM 2, both', 'both', [256, 256, 768, 768, 512, 256], [2, 3, 1]],
  ] as const)('%s', (_name, kind, coords, labels) => {
    const feeds = feedsOf(sam2SamexporterDialect, kind, (one) => sam2PromptFeeds([one], names))
    expect(flat(feeds['point_coords'])).toEqual(coords)
    expect(feeds['point_coords']!.dims).toEqual([1, labels.length, 2])
    expect(flat(feeds['point_labels'])).toEqual(labels)
    expect(feeds['has_mask_input']).toEqual({ dims: [1], data: Float32Array.of(0) })
  })

  it('Hugging Face SAM 1: the click alone', () => {
    const feeds = feedsOf(hfSamDialect, 'click', (one) => hfPointFeeds([one]))
    expect(feeds['input_points']).toEqual({ dims: [1, 1, 1, 2], data: Float32Array.of(512, 192) })
    expect(feeds['input_labels']).toEqual({ dims: [1, 1, 1], data: Float32Array.of(1) })
    expect(() => feedsOf(hfSamDialect, 'box', (one) => hfPointFeeds([one]))).toThrow('no box')
  })

  it.each([
    ['SAM 2', hfSam2Dialect, [512, 256], [256, 256, 768, 768]],
    ['SAM 3 tracker', hfSam3TrackerDialect, [504, 252], [252, 252, 756, 756]],
  ] as const)(
    'Hugging Face %s: what there is none of has length 0',
    (_name, dialect, at, corners) => {
      const feed = (kind: keyof typeof prompts) =>
        feedsOf(dialect, kind, (one) => hf2PromptFeeds([one]))
      const [clicked, boxed, both] = [feed('click'), feed('box'), feed('both')]
      expect(flat(clicked['input_points'])).toEqual(at)
      expect(clicked['input_points']!.dims).toEqual([1, 1, 1, 2])
      expect(flat(clicked['input_labels'])).toEqual([1])
      expect(clicked['input_boxes']!.dims).toEqual([1, 0, 4])
      expect(flat(boxed['input_boxes'])).toEqual(corners)
      expect(boxed['input_boxes']!.dims).toEqual([1, 1, 4])
      expect(boxed['input_points']!.dims).toEqual([1, 1, 0, 2])
      expect(boxed['input_labels']!.dims).toEqual([1, 1, 0])
      expect(flat(both['input_points'])).toEqual(at)
      expect(flat(both['input_boxes'])).toEqual(corners)
    },
  )

  it.each([
    ['click', [800, 300], [1]],
    ['box', [400, 300, 1200, 900], [2, 3]],
    ['both', [400, 300, 1200, 900, 800, 300], [2, 3, 1]],
  ] as const)('EfficientSAM, %s: pixels of the size that is asked for', (kind, coords, labels) => {
    const feeds = feedsOf(efficientSamDialect, kind, (one) => efficientSamFeeds(one, size))
    expect(flat(feeds['batched_point_coords'])).toEqual(coords)
    expect(feeds['batched_point_coords']!.dims).toEqual([1, 1, labels.length, 2])
    expect(flat(feeds['batched_point_labels'])).toEqual(labels)
    expect(flat(feeds['orig_im_size'])).toEqual([1200, 1600])
  })

  it.each([
    ['click', [512, 192], [1]],
    ['box', [256, 192, 768, 576], [2, 3]],
    ['both', [256, 192, 768, 576, 512, 192], [2, 3, 1]],
  ] as const)('EdgeSAM, %s', (kind, coords, labels) => {
    const feeds = feedsOf(edgeSamDialect, kind, edgeSamFeeds)
    expect(flat(feeds['point_coords'])).toEqual(coords)
    expect(flat(feeds['point_labels'])).toEqual(labels)
  })
})
