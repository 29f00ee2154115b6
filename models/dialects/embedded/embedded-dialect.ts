import type { Pixels } from '#models/image/open-image'
import type { OnnxSession, Tensor, Tensors } from '#models/onnx/session'
import type { Dialect, ModelDecode, ModelPrompt } from '../dialect.ts'

const side = 256
const lowSide = 256
const plane = lowSide * lowSide
const tokens = 3
const features = ['detail', 'features4', 'features8', 'features16', 'embedding', 'inside']

/**
 * Our own export. Encoder: `image` [1,3,256,256] RGB 0..1, zero-padded right and bottom, and `frame` [2], the used
 * width and height, to features at strides 2, 4, 8 and 16, `embedding` [1,C,64,64] and `inside` [1,1,256,256].
 * Decoder: these, `point_coords` [P,N,2] in frame pixels, `point_labels` [P,N] (1 target, 0 not, 2 and 3 box corners,
 * -1 padding), `mask_input` [P,1,256,256] and `has_mask` [P], to `masks` [P,3,256,256] (logits: part, object, whole)
 * and `iou` [P,3].
 */
export const embeddedDialect: Dialect = {
  id: 'embedded',
  capabilities: {
    box: true,
    negativePoints: true,
    maskPrompt: true,
    promptBatch: true,
    embeddingMap: true,
  },
  preprocessing: 'embedded-2',
  frame: { size: { width: side, height: side }, fit: 'letterbox' },
  lowRes: { width: lowSide, height: lowSide },
  secondLook: true,
  batch: 8,
  encoder: { inputs: ['image', 'frame'], outputs: features },
  decoder: {
    inputs: [...features, 'point_coords', 'point_labels', 'mask_input', 'has_mask'],
    outputs: ['masks', 'iou'],
  },
  embeddingMap: (embedding) => tensorNamed(embedding, 'embedding'),
  open: (encoder, decoder) => ({
    encode: (pixels) => encoder.run(feedsFromPixels(pixels)),
    decode: (embedding, prompts) => decodeWith(decoder, embedding, prompts),
  }),
}

async function decodeWith(
  decoder: OnnxSession,
  embedding: Tensors,
  prompts: readonly ModelPrompt[],
): Promise<readonly ModelDecode[]> {
  const outputs = await decoder.run({ ...embedding, ...feedsFromPrompts(prompts) })
  const masks = tensorNamed(outputs, 'masks').data
  const ious = tensorNamed(outputs, 'iou').data
  return prompts.map((_, p) => decodeFromOutputs(masks, ious, p))
}

function decodeFromOutputs(masks: Float32Array, ious: Float32Array, p: number): ModelDecode {
  const found = Array.from({ length: tokens }, (_, token) => {
    const at = p * tokens + token
    return {
      token,
      logits: masks.subarray(at * plane, (at + 1) * plane),
      predictedIou: ious[at] as number,
    }
  })
  const best = found.reduce((a, b) => (b.predictedIou > a.predictedIou ? b : a))
  return { tokens: found, multimask: found.map((one) => one.token), initialToken: best.token }
}

function feedsFromPixels({ size, rgb }: Pixels): Tensors {
  const data = new Float32Array(3 * side * side)
  for (let y = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++)
      for (let c = 0; c < 3; c++)
        data[(c * side + y) * side + x] = (rgb[(y * size.width + x) * 3 + c] as number) / 255
  return {
    image: { dims: [1, 3, side, side], data },
    frame: { dims: [2], data: Float32Array.of(size.width, size.height) },
  }
}

function feedsFromPrompts(prompts: readonly ModelPrompt[]): Tensors {
  const rows = prompts.map(labelledPoints)
  const count = Math.max(1, ...rows.map((row) => row.length))
  const coords = new Float32Array(prompts.length * count * 2)
  const labels = new Float32Array(prompts.length * count).fill(-1)
  const isBare = prompts.every(({ mask }) => mask === null)
  const masks = isBare ? noMasks(prompts.length) : new Float32Array(prompts.length * plane)
  const has = new Float32Array(prompts.length)
  rows.forEach((row, p) => {
    row.forEach(({ x, y, label }, n) => {
      coords.set([x, y], (p * count + n) * 2)
      labels[p * count + n] = label
    })
    const mask = prompts[p]?.mask ?? null
    if (mask === null) return
    masks.set(mask, p * plane)
    has[p] = 1
  })
  return {
    point_coords: { dims: [prompts.length, count, 2], data: coords },
    point_labels: { dims: [prompts.length, count], data: labels },
    mask_input: { dims: [prompts.length, 1, lowSide, lowSide], data: masks },
    has_mask: { dims: [prompts.length], data: has },
  }
}

let zeros = new Float32Array(0)

/** The same zeros every time: nobody writes to feeds, and two megabytes a run keep the garbage collector busy. */
function noMasks(count: number): Float32Array {
  if (zeros.length < count * plane) zeros = new Float32Array(count * plane)
  return zeros.subarray(0, count * plane)
}

type LabelledPoint = { readonly x: number; readonly y: number; readonly label: number }

function labelledPoints({ box, points }: ModelPrompt): LabelledPoint[] {
  const corners =
    box === null
      ? []
      : [
          { ...box.low, label: 2 },
          { ...box.high, label: 3 },
        ]
  return [...corners, ...points.map(({ point, label }) => ({ ...point, label }))]
}

function tensorNamed(tensors: Tensors, name: string): Tensor {
  const tensor = tensors[name]
  if (tensor === undefined) throw new Error(`no tensor named ${name}`)
  return tensor
}
