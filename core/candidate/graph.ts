/** For each node the nodes it is joined to. */
export type Adjacency = readonly (readonly number[])[]

/** Joins two nodes where their similarity (row-major n×n, symmetric) is at least the threshold; never one with itself. */
export function joinSimilar(
  similarity: readonly number[],
  n: number,
  threshold: number,
): Adjacency {
  const nodes = Array.from({ length: n }, (_, i) => i)
  return nodes.map((i) =>
    nodes.filter((j) => {
      const pair = similarity[Math.min(i, j) * n + Math.max(i, j)]
      return i !== j && pair !== undefined && pair >= threshold
    }),
  )
}

/**
 * Members, ascending, of the highest non-empty k-core with k ≥ 1: the largest set whose every member is joined to at
 * least k others of it. Empty where no two nodes are joined, for the 0-core of everything says nothing.
 */
export function highestCore(adjacency: Adjacency): number[] {
  let core: number[] = []
  let left = new Set(adjacency.keys())
  for (let k = 1; left.size > 0; k++) {
    left = peel(adjacency, left, k)
    if (left.size > 0) core = [...left]
  }
  return core.toSorted((a, b) => a - b)
}

export type Foreground = { readonly members: readonly number[]; readonly isCore: boolean }

/**
 * Which seeds (strongest first) serve as foreground points of the semantic candidates: the highest core of Rea2Seg §4.2;
 * the single strongest seed where there is none, whose candidates are then flagged `no-core`.
 */
export function pickForeground(
  similarity: readonly number[],
  n: number,
  threshold: number,
): Foreground {
  const core = highestCore(joinSimilar(similarity, n, threshold))
  if (core.length > 0) return { members: core, isCore: true }
  return { members: n > 0 ? [0] : [], isCore: false }
}

/** Removes nodes with fewer than k neighbours among those left until none is left to remove. */
function peel(adjacency: Adjacency, nodes: ReadonlySet<number>, k: number): Set<number> {
  let left = new Set(nodes)
  for (;;) {
    const current = left
    const kept = [...current].filter(
      (node) => (adjacency[node] ?? []).filter((other) => current.has(other)).length >= k,
    )
    if (kept.length === current.size) return current
    left = new Set(kept)
  }
}
