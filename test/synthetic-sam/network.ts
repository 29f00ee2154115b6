import { Graph } from '../onnx-writer/graph.ts'
import { randomFrom, type Random } from '../soak/random.ts'

/** A convolution over a square; `side`: of what comes out. */
export type Convolution = {
  readonly from: number
  readonly to: number
  readonly kernel: number
  readonly side: number
  readonly stride?: number
  /** 1 unless given. */
  readonly groups?: number
}

/** Attention in batches that do not see each other. */
export type AttentionShape = {
  readonly batches: number
  readonly heads: number
  /** Width of one head. */
  readonly depth: number
  readonly queries: number
  readonly keys: number
}

/**
 * A network under construction: its graph, seeded weights that keep the variance of what they are given about 1, and
 * what a run of it costs. Tensors are [1, channels, side, side] or [batches, tokens, width].
 */
export class Network {
  readonly graph: Graph
  readonly #random: Random
  #multiplyAdds = 0

  constructor(name: string, seed: number) {
    this.graph = new Graph(name)
    this.#random = randomFrom(seed)
  }

  /** Of convolutions and matrix products; twice as many floating-point operations. */
  get multiplyAdds(): number {
    return this.#multiplyAdds
  }

  /** Uniform around 0, of that standard deviation. */
  weights(dims: readonly number[], deviation: number): string {
    const data = new Float32Array(dims.reduce((product, side) => product * side, 1))
    const reach = Math.sqrt(3) * deviation
    for (let i = 0; i < data.length; i += 1) data[i] = reach * (2 * this.#random.next() - 1)
    return this.graph.floats(dims, data)
  }

  /** With a bias, padded so that a side keeps its length or is divided by the stride. */
  convolve(x: string, { from, to, kernel, side, stride = 1, groups = 1 }: Convolution): string {
    const inputs = (from / groups) * kernel ** 2
    this.#multiplyAdds += inputs * to * side ** 2
    const weights = this.weights([to, from / groups, kernel, kernel], inputs ** -0.5)
    const pad = kernel % 2 === 1 ? (kernel - 1) / 2 : 0
    return this.graph.node('Conv', [x, weights, this.weights([to], 0.02)], {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
      group: groups,
    })
  }

  /** Twice the side by 2×2 kernels that do not overlap; `side`: of what comes in. */
  enlarge(x: string, from: number, to: number, side: number): string {
    this.#multiplyAdds += from * to * 4 * side ** 2
    const weights = this.weights([from, to, 2, 2], from ** -0.5)
    return this.graph.node('ConvTranspose', [x, weights, this.weights([to], 0.02)], {
      kernel_shape: [2, 2],
      strides: [2, 2],
    })
  }

  /** [.., from] to [.., to] for so many rows in all. */
  linear(x: string, from: number, to: number, rows: number): string {
    this.#multiplyAdds += rows * from * to
    const product = this.graph.node('MatMul', [x, this.weights([from, to], from ** -0.5)])
    return this.add(product, this.weights([to], 0.02))
  }

  /**
   * softmax(q kᵀ / √depth + bias) v of tensors [batches, tokens, heads, depth], to [batches, queries, heads · depth].
   * `bias`: [heads, queries, keys], or null.
   */
  attend(
    [q, k, v]: readonly [string, string, string],
    bias: string | null,
    shape: AttentionShape,
  ): string {
    const { graph } = this
    const { batches, heads, depth, queries, keys } = shape
    this.#multiplyAdds += 2 * batches * heads * queries * keys * depth
    const query = graph.node('Transpose', [q], { perm: [0, 2, 1, 3] })
    const key = graph.node('Transpose', [k], { perm: [0, 2, 3, 1] })
    const value = graph.node('Transpose', [v], { perm: [0, 2, 1, 3] })
    const alike = this.multiply(
      graph.node('MatMul', [query, key]),
      graph.scalar(1 / Math.sqrt(depth)),
    )
    const weighed = bias === null ? alike : this.add(alike, bias)
    const shares = graph.node('Softmax', [weighed], { axis: -1 })
    const seen = graph.node('Transpose', [graph.node('MatMul', [shares, value])], {
      perm: [0, 2, 1, 3],
    })
    return this.reshape(seen, [batches, -1, heads * depth])
  }

  /** Over the last side, of that width. */
  normalise(x: string, width: number): string {
    const scale = this.graph.floats([width], new Float32Array(width).fill(1))
    const shift = this.graph.floats([width], new Float32Array(width))
    return this.graph.node('LayerNormalization', [x, scale, shift], {
      axis: -1,
      epsilon: { float: 1e-6 },
    })
  }

  /** Over the channels of [1, channels, side, side], operation by operation as exporters write it. */
  normaliseChannels(x: string, channels: number): string {
    const { graph } = this
    const mean = (value: string) => graph.node('ReduceMean', [value], { axes: [1], keepdims: 1 })
    const centred = graph.node('Sub', [x, mean(x)])
    const variance = mean(graph.node('Pow', [centred, graph.scalar(2)]))
    const deviation = graph.node('Sqrt', [this.add(variance, graph.scalar(1e-6))])
    const scale = graph.floats([channels, 1, 1], new Float32Array(channels).fill(1))
    const shift = graph.floats([channels, 1, 1], new Float32Array(channels))
    return this.add(this.multiply(graph.node('Div', [centred, deviation]), scale), shift)
  }

  /** As exporters write it: the runtime makes one operation of it. */
  gelu(x: string): string {
    const { graph } = this
    const bend = graph.node('Erf', [graph.node('Div', [x, graph.scalar(Math.SQRT2)])])
    const half = this.multiply(x, this.add(bend, graph.scalar(1)))
    return this.multiply(half, graph.scalar(0.5))
  }

  relu(x: string): string {
    return this.graph.node('Relu', [x])
  }

  add(a: string, b: string): string {
    return this.graph.node('Add', [a, b])
  }

  multiply(a: string, b: string): string {
    return this.graph.node('Mul', [a, b])
  }

  reshape(x: string, dims: readonly number[]): string {
    return this.graph.node('Reshape', [x, this.graph.ints(dims)])
  }

  /** To those sizes [4], linear between half-pixel centres. */
  resize(x: string, sizes: string): string {
    return this.graph.node('Resize', [x, '', '', sizes], {
      mode: 'linear',
      coordinate_transformation_mode: 'pytorch_half_pixel',
    })
  }

  /** [1, width, side, side] to [1, side · side, width]. */
  flatten(x: string, width: number): string {
    return this.graph.node('Transpose', [this.reshape(x, [1, width, -1])], { perm: [0, 2, 1] })
  }

  /** [1, side · side, width] to [1, width, side, side]. */
  unflatten(x: string, width: number, side: number): string {
    const columns = this.graph.node('Transpose', [x], { perm: [0, 2, 1] })
    return this.reshape(columns, [1, width, side, side])
  }
}
