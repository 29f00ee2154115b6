import type { Size } from '#core/geometry/size'
import type { Pixels } from '#models/image/open-image'
import type { Tensor } from '#models/onnx/signature'

/** Per channel R, G, B: (value 0..255 − mean) / std. */
export type Normalisation = {
  readonly mean: readonly [number, number, number]
  readonly std: readonly [number, number, number]
}

/** ImageNet's, as segment-anything writes it: the same as 0.485 … / 0.229 … on values 0..1. */
export const imagenet: Normalisation = {
  mean: [123.675, 116.28, 103.53],
  std: [58.395, 57.12, 57.375],
}
/** −1..1. */
export const centred: Normalisation = { mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] }
/** 0..255. */
export const asIs: Normalisation = { mean: [0, 0, 0], std: [1, 1, 1] }
/** 0..1. */
export const unit: Normalisation = { mean: [0, 0, 0], std: [255, 255, 255] }

/** [1,3,H,W] R G B over the whole frame: the pixels top left, normalised, and zeros (the mean colour) in the rest. */
export function planarFeed({ size, rgb }: Pixels, frame: Size, by: Normalisation): Tensor {
  const { width, height } = frame
  const data = new Float32Array(3 * width * height)
  for (let c = 0; c < 3; c++) {
    const [mean, std] = [by.mean[c] as number, by.std[c] as number]
    for (let y = 0; y < size.height; y++)
      for (let x = 0; x < size.width; x++)
        data[(c * height + y) * width + x] =
          ((rgb[(y * size.width + x) * 3 + c] as number) - mean) / std
  }
  return { dims: [1, 3, height, width], data }
}

/** [H,W,3] of the pixels alone, 0..255. */
export function interleavedFeed({ size, rgb }: Pixels): Tensor {
  return { dims: [size.height, size.width, 3], data: Float32Array.from(rgb) }
}
