import { imagenet } from '#models/dialects/shared/pixel-feeds'
import { Network } from './network.ts'

const frame = 1024

/** Windowed attention over a square of tokens. */
type Stage = {
  readonly width: number
  readonly side: number
  readonly depth: number
  readonly heads: number
  readonly window: number
}

/** TinyViT-5M as MobileSAM has it: the last stage keeps the side (ChaoningZhang/MobileSAM, tiny_vit_sam.py). */
const stages: readonly Stage[] = [
  { width: 128, side: 128, depth: 2, heads: 4, window: 7 },
  { width: 160, side: 64, depth: 6, heads: 5, window: 14 },
  { width: 320, side: 64, depth: 2, heads: 10, window: 7 },
]
const stem = { width: 64, side: 256, depth: 2 }

/**
 * `input_image` [H,W,3] RGB 0..255, longest side 1024, to `image_embeddings` [1,256,64,64]: MobileSAM's layers, one by
 * one, with seeded weights. It costs what MobileSAM's encoder costs and knows nothing.
 */
export function buildEncoder(seed: number): Network {
  const net = new Network('synthetic sam encoder', seed)
  let x = paddedFrame(net)
  x = net.gelu(net.convolve(x, { from: 3, to: 32, kernel: 3, stride: 2, side: 512 }))
  x = net.convolve(x, { from: 32, to: stem.width, kernel: 3, stride: 2, side: stem.side })
  for (let i = 0; i < stem.depth; i += 1) x = invertedBottleneck(net, x)
  let { width, side } = stem
  for (const stage of stages) {
    x = merge(net, x, { width, side }, stage)
    ;({ width, side } = stage)
    let tokens = net.flatten(x, width)
    for (let i = 0; i < stage.depth; i += 1) tokens = block(net, tokens, stage)
    x = net.unflatten(tokens, width, side)
  }
  x = net.normaliseChannels(net.convolve(x, { from: width, to: 256, kernel: 1, side }), 256)
  x = net.normaliseChannels(net.convolve(x, { from: 256, to: 256, kernel: 3, side }), 256)
  net.graph.output('image_embeddings', x, [1, 256, 64, 64])
  return net
}

/** Normalised, then padded with zeros right and below: [1,3,1024,1024]. */
function paddedFrame(net: Network): string {
  const { graph } = net
  const pixels = graph.input('input_image', ['image_height', 'image_width', 3])
  const mean = graph.floats([3], Float32Array.from(imagenet.mean))
  const deviation = graph.floats([3], Float32Array.from(imagenet.std))
  const normal = graph.node('Div', [graph.node('Sub', [pixels, mean]), deviation])
  const planes = graph.node('Transpose', [normal], { perm: [2, 0, 1] })
  const size = graph.node('Shape', [planes], { start: 1, end: 3 })
  const missing = graph.node('Sub', [graph.ints([frame, frame]), size])
  const pads = graph.node('Concat', [graph.ints([0, 0, 0, 0]), missing], { axis: 0 })
  const padded = graph.node('Pad', [planes, pads, graph.scalar(0)])
  return net.reshape(padded, [1, 3, frame, frame])
}

/** Four times as wide between two 1×1 convolutions. */
function invertedBottleneck(net: Network, x: string): string {
  const { width, side } = stem
  const wide = 4 * width
  let y = net.gelu(net.convolve(x, { from: width, to: wide, kernel: 1, side }))
  y = net.gelu(net.convolve(y, { from: wide, to: wide, kernel: 3, side, groups: wide }))
  y = net.convolve(y, { from: wide, to: width, kernel: 1, side })
  return net.gelu(net.add(y, x))
}

/** To the next stage's width and side. */
function merge(
  net: Network,
  x: string,
  from: { readonly width: number; readonly side: number },
  { width, side }: Stage,
): string {
  const wide = net.gelu(
    net.convolve(x, { from: from.width, to: width, kernel: 1, side: from.side }),
  )
  const stride = from.side / side
  const across = { from: width, to: width, kernel: 3, side, stride, groups: width }
  return net.convolve(net.gelu(net.convolve(wide, across)), {
    from: width,
    to: width,
    kernel: 1,
    side,
  })
}

/** Attention in windows, a 3×3 convolution of each channel, two wide layers; `x`: [1, side · side, width]. */
function block(net: Network, x: string, stage: Stage): string {
  const { width, side } = stage
  const seen = net.add(x, attendInWindows(net, x, stage))
  const local = net.convolve(net.unflatten(seen, width, side), {
    from: width,
    to: width,
    kernel: 3,
    side,
    groups: width,
  })
  const tokens = net.flatten(local, width)
  const wide = net.gelu(net.linear(net.normalise(tokens, width), width, 4 * width, side ** 2))
  return net.add(tokens, net.linear(wide, 4 * width, width, side ** 2))
}

function attendInWindows(net: Network, x: string, stage: Stage): string {
  const { graph } = net
  const { width, side, heads, window } = stage
  const count = Math.ceil(side / window)
  const full = count * window
  const square = net.reshape(x, [1, side, side, width])
  const missing = full - side
  const pads = graph.ints([0, 0, 0, 0, 0, missing, missing, 0])
  const padded = net.reshape(graph.node('Pad', [square, pads, graph.scalar(0)]), [
    count,
    window,
    count,
    window,
    width,
  ])
  const apart = graph.node('Transpose', [padded], { perm: [0, 2, 1, 3, 4] })
  const tokens = net.reshape(apart, [count ** 2, window ** 2, width])
  const seen = net.reshape(attendInWindow(net, tokens, { width, heads, window, count }), [
    count,
    count,
    window,
    window,
    width,
  ])
  const together = graph.node('Transpose', [seen], { perm: [0, 2, 1, 3, 4] })
  const whole = net.reshape(together, [1, full, full, width])
  const cut = graph.node('Slice', [
    whole,
    graph.ints([0, 0]),
    graph.ints([side, side]),
    graph.ints([1, 2]),
  ])
  return net.reshape(cut, [1, side ** 2, width])
}

/** `x`: [windows, window · window, width]. */
function attendInWindow(
  net: Network,
  x: string,
  by: {
    readonly width: number
    readonly heads: number
    readonly window: number
    readonly count: number
  },
): string {
  const { width, heads, window, count } = by
  const batches = count ** 2
  const tokens = window ** 2
  const depth = width / heads
  const all = net.linear(net.normalise(x, width), width, 3 * width, batches * tokens)
  const [q = '', k = '', v = ''] = net.graph.split(
    net.reshape(all, [batches, tokens, heads, 3 * depth]),
    3,
    3,
  )
  // Exporters write the bias of every pair of places out, which is a good part of the file.
  const bias = net.weights([heads, tokens, tokens], 0.02)
  const shape = { batches, heads, depth, queries: tokens, keys: tokens }
  return net.linear(net.attend([q, k, v], bias, shape), width, width, batches * tokens)
}
