import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSession } from '#models/onnx/session'
import type { Tensor } from '#models/onnx/signature'
import { Graph } from './graph.ts'

/** Files by our own writer, opened and run by the real runtime. */
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reaseg-onnx-writer-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

const tensor = (dims: readonly number[], values: readonly number[]): Tensor => ({
  dims,
  data: Float32Array.from(values),
})

async function open(graph: Graph) {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.onnx`)
  await writeFile(path, graph.bytes())
  return openSession(path)
}

/** Runs one node's worth of graph over `x`. */
async function compute(x: Tensor, build: (graph: Graph, x: string) => string): Promise<Tensor> {
  const graph = new Graph('test')
  graph.output('y', build(graph, graph.input('x', x.dims)), ['a', 'b'])
  const session = await open(graph)
  const { y } = await session.run({ x })
  await session.release()
  return y!
}

describe('a graph written without ONNX’s own tools', () => {
  it('declares its inputs and outputs, with the sides that vary by name', async () => {
    const graph = new Graph('test')
    const sum = graph.node('Add', [graph.input('left', ['rows', 3]), graph.input('right', [1])])
    graph.output('sum', sum, ['rows', 3])
    const session = await open(graph)
    expect(session.ports).toEqual({
      inputs: [
        { name: 'left', type: 'float32', dims: ['rows', 3] },
        { name: 'right', type: 'float32', dims: [1] },
      ],
      outputs: [{ name: 'sum', type: 'float32', dims: ['rows', 3] }],
    })
    await session.release()
  })

  it('carries attributes of every kind, negative ones too', async () => {
    const x = tensor([2, 2], [-4, 2, 1, -8])
    const leaky = await compute(x, (graph, value) =>
      graph.node('LeakyRelu', [value], { alpha: { float: 0.25 } }),
    )
    expect([...leaky.data]).toEqual([-1, 2, 1, -2])
    const turned = await compute(x, (graph, value) =>
      graph.node('Transpose', [value], { perm: [1, 0] }),
    )
    expect([...turned.data]).toEqual([-4, 1, 2, -8])
    const product = await compute(x, (graph, value) =>
      graph.node('Einsum', [value, value], { equation: 'ij,jk->ik' }),
    )
    expect([...product.data]).toEqual([18, -24, -12, 66])
    const joined = await compute(x, (graph, value) =>
      graph.node('Concat', [value, value], { axis: -1 }),
    )
    expect(joined).toEqual(tensor([2, 4], [-4, 2, -4, 2, 1, -8, 1, -8]))
  })

  it('carries constants, negative whole numbers and operands that are left out', async () => {
    const x = tensor([1, 3], [1, 2, 3])
    const shifted = await compute(x, (graph, value) => {
      const added = graph.node('Add', [value, graph.floats([3], Float32Array.of(0.5, -0.5, 9))])
      return graph.node('Clip', [added, '', graph.scalar(4)])
    })
    expect([...shifted.data]).toEqual([1.5, 1.5, 4])
    const reshaped = await compute(x, (graph, value) =>
      graph.node('Reshape', [value, graph.ints([3, -1])]),
    )
    expect(reshaped.dims).toEqual([3, 1])
  })

  it('splits into parts that go by names of their own', async () => {
    const swapped = await compute(tensor([1, 4], [1, 2, 3, 4]), (graph, value) =>
      graph.node('Concat', graph.split(value, 2, 1).toReversed(), { axis: 1 }),
    )
    expect([...swapped.data]).toEqual([3, 4, 1, 2])
  })

  it('holds constants of a megabyte, whose lengths take several bytes', async () => {
    const weights = Float32Array.from({ length: 2 ** 18 }, (_, i) => i % 7)
    const sum = weights.reduce((total, value) => total + value, 0)
    const found = await compute(tensor([1, 2 ** 18], Array(2 ** 18).fill(1)), (graph, value) =>
      graph.node('MatMul', [value, graph.floats([2 ** 18, 1], weights)]),
    )
    expect(found.data[0]).toBe(sum)
  })
})
