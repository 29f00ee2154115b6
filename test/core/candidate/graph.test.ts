import fc from 'fast-check'
import { expect, it } from 'vitest'
import { highestCore, joinSimilar, pickForeground, type Adjacency } from '#core/candidate/graph'

const edges = (n: number, pairs: readonly [number, number][]): Adjacency =>
  Array.from({ length: n }, (_, i) =>
    pairs.flatMap(([a, b]) => (a === i ? [b] : b === i ? [a] : [])),
  )

it.each([
  { name: 'nothing', graph: edges(0, []), core: [] },
  { name: 'no edge', graph: edges(3, []), core: [] },
  { name: 'one pair and a loner', graph: edges(3, [[0, 2]]), core: [0, 2] },
  {
    name: 'a triangle with a tail',
    graph: edges(5, [
      [0, 1],
      [1, 2],
      [0, 2],
      [2, 3],
      [3, 4],
    ]),
    core: [0, 1, 2],
  },
  {
    name: 'a path is all 1-core',
    graph: edges(4, [
      [0, 1],
      [1, 2],
      [2, 3],
    ]),
    core: [0, 1, 2, 3],
  },
  {
    name: 'two triangles are one 2-core',
    graph: edges(6, [
      [0, 1],
      [1, 2],
      [0, 2],
      [3, 4],
      [4, 5],
      [3, 5],
    ]),
    core: [0, 1, 2, 3, 4, 5],
  },
  {
    name: 'four all joined beat a triangle',
    graph: edges(7, [
      [0, 1],
      [1, 2],
      [0, 2],
      [3, 4],
      [3, 5],
      [3, 6],
      [4, 5],
      [4, 6],
      [5, 6],
    ]),
    core: [3, 4, 5, 6],
  },
] as { name: string; graph: Adjacency; core: number[] }[])(
  'highest core: $name',
  ({ graph, core }) => {
    expect(highestCore(graph)).toEqual(core)
  },
)

const graphs = fc.integer({ min: 0, max: 9 }).chain((n) =>
  fc.array(fc.boolean(), { minLength: n * n, maxLength: n * n }).map((bits) =>
    edges(
      n,
      bits.flatMap((bit, k): [number, number][] => {
        const [i, j] = [Math.floor(k / n), k % n]
        return bit && i < j ? [[i, j]] : []
      }),
    ),
  ),
)

it('no larger k has a core: checked against every subset', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const degreeIn = (set: readonly number[]) =>
        Math.min(...set.map((i) => graph[i]!.filter((j) => set.includes(j)).length))
      let best: number[] = []
      let most = 0
      for (let bits = 1; bits < 2 ** graph.length; bits++) {
        const set = [...graph.keys()].filter((i) => (bits >> i) & 1)
        const k = degreeIn(set)
        if (k > most || (k === most && k > 0 && set.length > best.length)) [best, most] = [set, k]
      }
      expect(highestCore(graph)).toEqual(best)
    }),
    { numRuns: 60 },
  )
})

it('joins from the threshold on, never a node with itself', () => {
  const similarity = [1, 0.7, 0.69, 0.7, 1, Number.NaN, 0.69, Number.NaN, 1]
  expect(joinSimilar(similarity, 3, 0.7)).toEqual([[1], [0], []])
})

it('takes the strongest seed alone where none are alike', () => {
  expect(pickForeground([1, 0, 0, 1], 2, 0.7)).toEqual({ members: [0], isCore: false })
  expect(pickForeground([], 0, 0.7)).toEqual({ members: [], isCore: false })
  expect(pickForeground([1, 0.9, 0.9, 1], 2, 0.7)).toEqual({ members: [0, 1], isCore: true })
})
