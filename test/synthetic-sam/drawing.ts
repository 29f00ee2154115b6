import type { Network } from './network.ts'
import { width, type PromptInputs } from './prompt-encoding.ts'

const frame = 1024
const side = 256

/** How far a click reaches, in frame pixels, and how much of a box is filled: the single mask, then part to whole. */
const clickRadii = [64, 32, 80, 160]
const boxShares = [1, 0.8, 1, 1.2]

/** Logits: `height` − `ground` in the middle of a click, −`ground` far from all; both past the stability offset of 1. */
const height = 120
const ground = 20
const most = 32
/** Where a bell of that height crosses the ground, in its own deviations. */
const reach = Math.sqrt(2 * Math.log(height / ground))
/** Of an earlier mask's logits. */
const maskShare = 0.25
/** What the picture adds, in logits: by how much its features stray from their mean there. */
const relief = { height: 8, most: 12 }

/**
 * Logits [1,4,256,256] with a smooth hill at every positive click and over the box, a hollow at every negative click,
 * some of the earlier mask, and the picture's own relief: what makes the masks of random weights as large and as uneven
 * as real ones.
 */
export function drawPrompts(net: Network, map: string, inputs: PromptInputs): string {
  const { graph } = net
  const { mask, hasMask } = inputs
  const hills = net.multiply(drawHills(net, inputs), graph.scalar(height))
  const raised = net.add(net.add(hills, reliefOf(net, map)), graph.scalar(-ground))
  const drawn = graph.node('Clip', [raised, graph.scalar(-most), graph.scalar(most)])
  const earlier = net.multiply(net.multiply(mask, hasMask), graph.scalar(maskShare))
  return net.add(drawn, earlier)
}

/** [1,4,256,256]: the map's features, each mask its own mixture. */
function reliefOf(net: Network, map: string): string {
  const { graph } = net
  const mixed = net.convolve(map, { from: width, to: 4, kernel: 1, side: 64 })
  const scale = graph.floats([4], new Float32Array(4).fill(relief.height))
  const even = graph.node('InstanceNormalization', [
    mixed,
    scale,
    graph.floats([4], new Float32Array(4)),
  ])
  const smooth = net.resize(even, graph.ints([1, 4, side, side]))
  return graph.node('Clip', [smooth, graph.scalar(-relief.most), graph.scalar(relief.most)])
}

/** [1,4,256,256]: 1 in the middle of a positive click, −1 in that of a negative one, 0 far from all. */
function drawHills(net: Network, inputs: PromptInputs): string {
  const { graph } = net
  const { coords, labels } = inputs
  const corner = (code: number) => cornerOf(net, inputs, code)
  const [low, high] = [corner(2), corner(3)]
  const centre = net.multiply(net.add(low, high), graph.scalar(0.5))
  const half = net.multiply(graph.node('Sub', [high, low]), graph.scalar(0.5))
  const places = graph.node('Concat', [coords, centre], { axis: 1 })
  const [x = '', y = ''] = [0, 1].map((axis) =>
    bells(net, places, slopes(net, labels, half, axis), axis),
  )
  const signed = net.multiply(y, signs(net, labels))
  const columns = graph.node('Transpose', [signed], { perm: [0, 2, 1] })
  return net.reshape(graph.node('MatMul', [columns, x]), [1, 4, side, side])
}

/** [1,1,2]: where the point of that label is; zero where there is none. */
function cornerOf(net: Network, { coords, labels }: PromptInputs, code: number): string {
  const { graph } = net
  const is = graph.node('Cast', [graph.node('Equal', [labels, graph.scalar(code)])], { to: 1 })
  const chosen = net.multiply(coords, graph.node('Unsqueeze', [is, graph.ints([2])]))
  return graph.node('ReduceSum', [chosen, graph.ints([1])], { keepdims: 1 })
}

/** [4,N+1,1]: one over the deviation of each bell along an axis, the box's last. */
function slopes(net: Network, labels: string, half: string, axis: number): string {
  const { graph } = net
  const perToken = (values: readonly number[]) => graph.floats([4, 1, 1], Float32Array.from(values))
  const ones = graph.node('Exp', [net.multiply(labels, graph.scalar(0))])
  const rows = graph.node('Unsqueeze', [ones, graph.ints([2])])
  const clicks = net.multiply(rows, perToken(clickRadii.map((radius) => reach / radius)))
  const extent = graph.node('Gather', [half, graph.ints([axis])], { axis: 2 })
  const sized = graph.node('Max', [extent, graph.scalar(1)])
  const box = graph.node('Div', [perToken(boxShares.map((share) => reach / share)), sized])
  return graph.node('Concat', [clicks, box], { axis: 1 })
}

/** [4,N+1,256]: 1 in the middle, over the cells of one axis. */
function bells(net: Network, places: string, slope: string, axis: number): string {
  const { graph } = net
  const cells = Float32Array.from({ length: side }, (_, i) => ((i + 0.5) * frame) / side)
  const at = graph.node('Gather', [places, graph.ints([axis])], { axis: 2 })
  const away = graph.node('Sub', [at, graph.floats([1, 1, side], cells)])
  const scaled = net.multiply(away, slope)
  return graph.node('Exp', [net.multiply(net.multiply(scaled, scaled), graph.scalar(-0.5))])
}

/** [1,N+1,1]: 1 for positive clicks and for the box where there is one, −1 for negative clicks, 0 for the rest. */
function signs(net: Network, labels: string): string {
  const { graph } = net
  const is = (code: number) =>
    graph.node('Cast', [graph.node('Equal', [labels, graph.scalar(code)])], { to: 1 })
  const clicks = graph.node('Sub', [is(1), is(0)])
  const hasBox = graph.node('ReduceMax', [is(2)], { axes: [1], keepdims: 1 })
  const all = graph.node('Concat', [clicks, hasBox], { axis: 1 })
  return graph.node('Unsqueeze', [all, graph.ints([2])])
}
