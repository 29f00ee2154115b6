/** Pixels; a longer walk is no outline, and filling it would take minutes. */
const longest = 10_000_000
/** Beyond any image. */
const farthest = 65_536

/** Whether a foreign ring x, y, x, y, … in pixels goes to and fro without end. */
export function isEndless(ring: readonly number[]): boolean {
  let length = 0
  for (let i = 0; i < ring.length; i++)
    length += Math.abs(within(ring[i] as number) - within(ring[(i + 2) % ring.length] as number))
  return length > longest
}

function within(value: number): number {
  return Math.min(Math.max(value, -farthest), farthest)
}
