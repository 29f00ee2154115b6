import type { Size } from '#core/geometry/size'
import { brokenModel, type Tensor, type Tensors } from '#models/onnx/signature'
import type { ModelDecode } from '../dialect.ts'

/** What a decoder's outputs are called and how they lie. */
export type MaskOutputs = {
  /** [P,C,h,w] logits, maybe with a leading 1. */
  readonly masks: Tensor
  /** [P,C] predicted IoU, maybe with a leading 1. */
  readonly ious: Tensor
  readonly prompts: number
  /** The file that gave them. */
  readonly path: string
  readonly lowRes: Size
  /** How many masks a prompt the dialect's exports give: 4 = a single-mask token, then three. */
  readonly counts: readonly number[]
}

/**
 * One decode a prompt. Of four tokens the first is the single-mask one and the others are the multi-mask ones
 * (segment-anything); of three all are multi-mask; one is both. Throws AppFailure `model_broken` where the graph gives
 * other shapes, or what is no number.
 */
export function decodesFrom(outputs: MaskOutputs): ModelDecode[] {
  const { masks, ious, prompts, lowRes } = outputs
  const plane = lowRes.width * lowRes.height
  const count = ious.data.length / prompts
  const problem = problemOf(outputs, count)
  if (problem !== null)
    throw brokenModel(outputs.path, problem, 'Verify the model in the Models view.')
  return Array.from({ length: prompts }, (_, p) => {
    const tokens = Array.from({ length: count }, (_, token) => {
      const at = p * count + token
      const logits = masks.data.subarray(at * plane, (at + 1) * plane)
      return { token, logits, predictedIou: ious.data[at] as number }
    })
    const multimask = count === 4 ? tokens.slice(1) : tokens
    const best = multimask.reduce((a, b) => (b.predictedIou > a.predictedIou ? b : a))
    return {
      tokens,
      multimask: multimask.map(({ token }) => token),
      single: count === 4 ? 0 : null,
      initialToken: count === 4 ? 0 : best.token,
    }
  })
}

function problemOf(
  { masks, ious, prompts, lowRes, counts }: MaskOutputs,
  count: number,
): string | null {
  if (!counts.includes(count))
    return `it gives ${String(count)} masks a prompt where ${counts.join(' or ')} belong`
  if (masks.data.length !== prompts * count * lowRes.width * lowRes.height)
    return `it gives masks of ${masks.dims.join('×')} where ${String(lowRes.height)}×${String(lowRes.width)} belong`
  if (!isFiniteThroughout(ious.data) || !isFiniteThroughout(masks.data))
    return 'it gives masks that are not numbers'
  return null
}

/** One number that is none makes the sum none; a sum of finite 32-bit floats never leaves the range of a double. */
function isFiniteThroughout(data: Float32Array): boolean {
  let sum = 0
  // Indices: an iterator takes four milliseconds a click.
  for (let i = 0; i < data.length; i++) sum += data[i] as number
  return Number.isFinite(sum)
}

/** The output of that name. */
export function outputNamed(outputs: Tensors, name: string): Tensor {
  const tensor = outputs[name]
  if (tensor === undefined) throw new Error(`no tensor named ${name}`)
  return tensor
}
