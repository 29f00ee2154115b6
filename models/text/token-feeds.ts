import type { Tensor } from '#models/onnx/signature'

/** Ids [1,L], a mask of ones and kinds of zeros beside them. */
export function tokenFeeds(ids: readonly number[]): {
  readonly ids: Tensor
  readonly mask: Tensor
  readonly kinds: Tensor
} {
  const dims = [1, ids.length]
  return {
    ids: { dims, data: Float32Array.from(ids) },
    mask: { dims, data: new Float32Array(ids.length).fill(1) },
    kinds: { dims, data: new Float32Array(ids.length) },
  }
}
