import type { Network } from './network.ts'

const frame = 1024
const side = 64
export const width = 256

/** The decoder's inputs by their names. */
export type PromptInputs = {
  /** [1,N,2] in frame pixels. */
  readonly coords: string
  /** [1,N]: 1, 0, 2 and 3 for a box's corners, −1 for padding. */
  readonly labels: string
  /** [1,1,256,256]. */
  readonly mask: string
  /** [1]. */
  readonly hasMask: string
}

const labelCodes = [-1, 0, 1, 2, 3]

/** Sines and cosines of places: the same ones for prompts and for the cells of the map. */
export function placeEncoder(net: Network): (places: string) => string {
  const { graph } = net
  const directions = net.weights([2, width / 2], 1)
  return (places) => {
    const centred = net.add(net.multiply(places, graph.scalar(2)), graph.scalar(-1))
    const turned = graph.node('MatMul', [centred, directions])
    const angles = net.multiply(turned, graph.scalar(2 * Math.PI))
    const waves = [graph.node('Sin', [angles]), graph.node('Cos', [angles])]
    return graph.node('Concat', waves, { axis: -1 })
  }
}

/** Places of the map's cells, encoded: [1,4096,256]. The runtime computes it once, when it loads the graph. */
export function cellPlaces(net: Network, encode: (places: string) => string): string {
  const places = new Float32Array(side * side * 2)
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1)
      places.set([(x + 0.5) / side, (y + 0.5) / side], (y * side + x) * 2)
  return encode(net.graph.floats([1, side * side, 2], places))
}

/** [1,N,256]: where each point is and what it is called. */
export function encodePoints(
  net: Network,
  { coords, labels }: PromptInputs,
  encode: (places: string) => string,
): string {
  const { graph } = net
  const centres = net.add(coords, graph.scalar(0.5))
  const where = encode(graph.node('Div', [centres, graph.scalar(frame)]))
  const column = graph.node('Unsqueeze', [labels, graph.ints([2])])
  const isCode = (code: number) => {
    const is = graph.node('Equal', [column, graph.scalar(code)])
    return graph.node('Cast', [is], { to: 1 })
  }
  const isPoint = graph.node('Sub', [graph.scalar(1), isCode(-1)])
  return labelCodes.reduce(
    (sum, code) => net.add(sum, net.multiply(isCode(code), net.weights([1, 1, width], 1))),
    net.multiply(where, isPoint),
  )
}

/** [1,256,64,64]: the earlier mask, made as small as the map, or what stands for none. */
export function encodeMask(net: Network, { mask, hasMask }: PromptInputs): string {
  const { graph } = net
  const halved = { kernel: 2, stride: 2 }
  let x = net.convolve(mask, { ...halved, from: 1, to: 4, side: 128 })
  x = net.gelu(net.normaliseChannels(x, 4))
  x = net.convolve(x, { ...halved, from: 4, to: 16, side })
  x = net.gelu(net.normaliseChannels(x, 16))
  x = net.convolve(x, { from: 16, to: width, kernel: 1, side })
  const hasNone = graph.node('Sub', [graph.scalar(1), hasMask])
  const none = net.multiply(hasNone, net.weights([1, width, 1, 1], 1))
  return net.add(net.multiply(x, hasMask), none)
}
