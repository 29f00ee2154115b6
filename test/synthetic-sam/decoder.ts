import { drawPrompts } from './drawing.ts'
import { Network } from './network.ts'
import {
  cellPlaces,
  encodeMask,
  encodePoints,
  placeEncoder,
  width,
  type PromptInputs,
} from './prompt-encoding.ts'

const frame = 1024
const cells = 64 * 64
const maskTokens = 4
const heads = 8
const layers = 2
/** The score's token, the masks', a click and the point that pads it: what the cost is counted for. */
const countedTokens = 1 + maskTokens + 2

/** What the weights add to the drawing, in logits at most, and to the scores: edges that depend on the picture. */
const maskNoise = { scale: 1, most: 1.5 }
const scoreNoise = 0.03
const scores = [0.93, 0.9, 0.96, 0.92]

/**
 * Segment Anything's decoder, signature and layers, one by one, with seeded weights: four masks a prompt. It costs what
 * MobileSAM's decoder costs; where its masks lie is drawn (`drawing.ts`), the weights make their edges uneven.
 */
export function buildDecoder(seed: number): Network {
  const net = new Network('synthetic sam decoder', seed)
  const { graph } = net
  const map = graph.input('image_embeddings', [1, width, 64, 64])
  const inputs = {
    coords: graph.input('point_coords', [1, 'num_points', 2]),
    labels: graph.input('point_labels', [1, 'num_points']),
    mask: graph.input('mask_input', [1, 1, 256, 256]),
    hasMask: graph.input('has_mask_input', [1]),
  }
  const size = graph.input('orig_im_size', [2])
  const { masks, score } = predict(net, map, inputs)
  const low = net.add(drawPrompts(net, map, inputs), masks)
  const height = ['orig_height', 'orig_width'] as const
  graph.output('masks', originalSize(net, low, size), [1, maskTokens, ...height])
  graph.output('iou_predictions', score, [1, maskTokens])
  graph.output('low_res_masks', low, [1, maskTokens, 256, 256])
  return net
}

/** What the network makes of it, kept within bounds: masks [1,4,256,256], score [1,4]. */
function predict(net: Network, map: string, inputs: PromptInputs) {
  const { graph } = net
  const encode = placeEncoder(net)
  const own = net.weights([1, 1 + maskTokens, width], 1)
  const tokens = graph.node('Concat', [own, encodePoints(net, inputs, encode)], { axis: 1 })
  const places = cellPlaces(net, encode)
  const seen = lookBothWays(net, {
    tokens,
    image: net.flatten(net.add(map, encodeMask(net, inputs)), width),
    tokenPlaces: tokens,
    places,
  })
  const token = (i: number) => graph.node('Gather', [seen.tokens, graph.ints([i])], { axis: 1 })
  const upscaled = upscale(net, seen.image)
  const kernels = Array.from({ length: maskTokens }, (_, i) => head(net, token(1 + i), 32))
  const stacked = graph.node('Concat', kernels, { axis: 1 })
  const masks = net.reshape(graph.node('MatMul', [stacked, upscaled]), [1, maskTokens, 256, 256])
  const score = net.reshape(head(net, token(0), maskTokens), [1, maskTokens])
  return {
    masks: bounded(net, masks, maskNoise.scale, maskNoise.most),
    score: net.add(
      bounded(net, score, scoreNoise, scoreNoise),
      graph.floats([1, maskTokens], Float32Array.from(scores)),
    ),
  }
}

type Sides = {
  /** [1,T,256]. */
  readonly tokens: string
  /** [1,4096,256]. */
  readonly image: string
  /** What is added to either wherever it is compared. */
  readonly tokenPlaces: string
  readonly places: string
}

/** The two-way transformer: tokens look at tokens, at the image, and the image at the tokens. */
function lookBothWays(net: Network, from: Sides): Pick<Sides, 'tokens' | 'image'> {
  const { tokenPlaces, places } = from
  let { tokens, image } = from
  const few = { rows: countedTokens, depth: 32 }
  const many = { rows: cells, depth: 16 }
  for (let i = 0; i < layers; i += 1) {
    const own = net.add(tokens, tokenPlaces)
    const self = attend(net, [own, own, tokens], few, few)
    tokens = net.normalise(net.add(tokens, self), width)
    const placed = net.add(image, places)
    const asked = net.add(tokens, tokenPlaces)
    const found = attend(net, [asked, placed, image], { ...few, depth: 16 }, many)
    tokens = net.normalise(net.add(tokens, found), width)
    const wide = net.relu(net.linear(tokens, width, 2048, countedTokens))
    tokens = net.normalise(net.add(tokens, net.linear(wide, 2048, width, countedTokens)), width)
    const told = net.add(tokens, tokenPlaces)
    const back = attend(net, [placed, told, tokens], many, few)
    image = net.normalise(net.add(image, back), width)
  }
  const asked = net.add(tokens, tokenPlaces)
  const last = attend(net, [asked, net.add(image, places), image], { ...few, depth: 16 }, many)
  return { tokens: net.normalise(net.add(tokens, last), width), image }
}

type Rows = { readonly rows: number; readonly depth: number }

/** [1,Q,256] from queries, keys and values [1,·,256]; `depth`: of a head, which the queries' side tells. */
function attend(
  net: Network,
  [q, k, v]: readonly [string, string, string],
  to: Rows,
  from: Rows,
): string {
  const { depth } = to
  const inner = heads * depth
  const projected = (x: string, rows: number) =>
    net.reshape(net.linear(x, width, inner, rows), [1, -1, heads, depth])
  const three = [projected(q, to.rows), projected(k, from.rows), projected(v, from.rows)] as const
  const shape = { batches: 1, heads, depth, queries: to.rows, keys: from.rows }
  return net.linear(net.attend(three, null, shape), inner, width, to.rows)
}

/** [1,4096,256] to [1,32,65536]. */
function upscale(net: Network, image: string): string {
  const half = net.enlarge(net.unflatten(image, width, 64), width, width / 4, 64)
  const whole = net.enlarge(net.gelu(net.normaliseChannels(half, width / 4)), width / 4, 32, 128)
  return net.reshape(net.gelu(whole), [1, 32, 256 * 256])
}

/** Three layers over one token: [1,1,256] to [1,1,to]. */
function head(net: Network, token: string, to: number): string {
  const first = net.relu(net.linear(token, width, width, 1))
  return net.linear(net.relu(net.linear(first, width, width, 1)), width, to, 1)
}

function bounded(net: Network, x: string, scale: number, most: number): string {
  const { graph } = net
  const scaled = net.multiply(x, graph.scalar(scale))
  return graph.node('Clip', [scaled, graph.scalar(-most), graph.scalar(most)])
}

/** 256 → 1024 → the used part → (H, W), as segment-anything's onnx.py does it, whether anyone reads it or not. */
function originalSize(net: Network, low: string, size: string): string {
  const { graph } = net
  const full = net.resize(low, graph.ints([1, maskTokens, frame, frame]))
  const longest = graph.node('ReduceMax', [size], { keepdims: 1 })
  const scaled = net.multiply(size, graph.node('Div', [graph.scalar(frame), longest]))
  const whole = graph.node('Floor', [net.add(scaled, graph.scalar(0.5))])
  const used = graph.node('Cast', [whole], { to: 7 })
  const inside = graph.node('Slice', [full, graph.ints([0, 0]), used, graph.ints([2, 3])])
  const original = graph.node('Cast', [size], { to: 7 })
  const sizes = graph.node('Concat', [graph.ints([1, maskTokens]), original], { axis: 0 })
  return net.resize(inside, sizes)
}
