import type { Rle } from './mask.ts'
import { countsFromRle } from './rle.ts'

/**
 * Set operations as truth tables: bit (inA + 2 * inB) is the result. Bit 0 is clear in all of them, as what lies
 * outside both stays background.
 */
export const operation = {
  unite: 0b1110,
  intersect: 0b1000,
  subtract: 0b0010,
  xor: 0b0110,
} as const

export type Operation = (typeof operation)[keyof typeof operation]

/** Column-major positions at which the mask's value flips, ascending, starting as background. */
export function flipsFromRle(rle: Rle): Uint32Array {
  const runs = countsFromRle(rle)
  for (let i = 1; i < runs.length; i++) runs[i] = (runs[i] as number) + (runs[i - 1] as number)
  return runs.subarray(0, runs.length - 1)
}

/** Both masks walked side by side, from flip to flip. Positions given twice cancel. */
export function combineFlips(a: Uint32Array, b: Uint32Array, table: Operation): Uint32Array {
  const flips = new Uint32Array(a.length + b.length)
  let i = 0
  let j = 0
  let n = 0
  let value = 0
  while (i < a.length || j < b.length) {
    const nextA = i < a.length ? (a[i] as number) : Infinity
    const nextB = j < b.length ? (b[j] as number) : Infinity
    const at = nextA < nextB ? nextA : nextB
    if (nextA === at) i++
    if (nextB === at) j++
    const result = (table >> ((i & 1) | ((j & 1) << 1))) & 1
    if (result === value) continue
    flips[n++] = at
    value = result
  }
  return flips.subarray(0, n)
}

/** The union of any number of masks, halves first so that long lists stay cheap. */
export function uniteFlips(all: readonly Uint32Array[]): Uint32Array {
  if (all.length < 2) return all[0] ?? new Uint32Array(0)
  const half = all.length >> 1
  return combineFlips(uniteFlips(all.slice(0, half)), uniteFlips(all.slice(half)), operation.unite)
}
