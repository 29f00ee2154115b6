import type { Tensor } from '#models/onnx/signature'
import type { ModelPrompt } from '../dialect.ts'

/** Label 1 = target, 0 = not, 2 and 3 = low and high corner of a box, −1 = no point. */
export type LabelledPoint = { readonly x: number; readonly y: number; readonly label: number }

export const noPoint: LabelledPoint = { x: 0, y: 0, label: -1 }

/** The box's corners, then the clicks. */
export function labelledPoints({ box, points }: ModelPrompt): LabelledPoint[] {
  const corners =
    box === null
      ? []
      : [
          { ...box.low, label: 2 },
          { ...box.high, label: 3 },
        ]
  return [...corners, ...points.map(({ point, label }) => ({ ...point, label }))]
}

/** As `labelledPoints`, but never empty: a mask alone still needs a row. */
export function pointRow(prompt: ModelPrompt): readonly LabelledPoint[] {
  const points = labelledPoints(prompt)
  return points.length === 0 ? [noPoint] : points
}

/** coords [P,N,2] and labels [P,N]; shorter rows are filled up with label −1. */
export function pointFeeds(rows: readonly (readonly LabelledPoint[])[]): {
  readonly coords: Tensor
  readonly labels: Tensor
} {
  const count = Math.max(...rows.map((row) => row.length))
  const coords = new Float32Array(rows.length * count * 2)
  const labels = new Float32Array(rows.length * count).fill(-1)
  for (const [p, row] of rows.entries())
    for (const [n, { x, y, label }] of row.entries()) {
      coords.set([x, y], (p * count + n) * 2)
      labels[p * count + n] = label
    }
  return {
    coords: { dims: [rows.length, count, 2], data: coords },
    labels: { dims: [rows.length, count], data: labels },
  }
}

/** Low-res logits [P,1,side,side] of the prompts' masks, zeros where there is none. */
export function maskFeed(prompts: readonly ModelPrompt[], side: number): Tensor {
  const plane = side * side
  const data = zeros(prompts.length * plane, prompts)
  for (const [p, { mask }] of prompts.entries()) if (mask !== null) data.set(mask, p * plane)
  return { dims: [prompts.length, 1, side, side], data }
}

let kept = new Float32Array(0)

/** The same zeros every time where no mask is written: nobody writes to feeds, and megabytes a run keep the garbage collector busy. */
function zeros(count: number, prompts: readonly ModelPrompt[]): Float32Array {
  if (prompts.some(({ mask }) => mask !== null)) return new Float32Array(count)
  if (kept.length < count) kept = new Float32Array(count)
  return kept.subarray(0, count)
}

/**
 * Runs the prompts in groups of one key, for graphs that cannot mix them, and gives the results back in the order of
 * the prompts.
 */
export async function inGroups<T>(
  prompts: readonly ModelPrompt[],
  keyOf: (prompt: ModelPrompt, index: number) => string,
  run: (group: readonly ModelPrompt[]) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const keys = prompts.map(keyOf)
  const results = new Map<number, T>()
  for (const key of new Set(keys)) {
    const members = prompts.flatMap((prompt, index) =>
      keys[index] === key ? [{ prompt, index }] : [],
    )
    const found = await run(members.map(({ prompt }) => prompt))
    for (const [k, { index }] of members.entries()) results.set(index, found[k] as T)
  }
  return prompts.map((_, index) => results.get(index) as T)
}

/** Prompts of as many points, with a mask or without: what a SAM 2 graph takes in one run. */
export function shapeOf(prompt: ModelPrompt): string {
  return `${String(labelledPoints(prompt).length)} ${prompt.mask === null ? 'bare' : 'masked'}`
}
