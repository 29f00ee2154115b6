/** Numbers that look random and are the same for the same seed, so that a failure can be had again. */
export type Random = {
  /** 0 ≤ value < 1. */
  next(): number
  /** A whole number from 0 up to, not including, `count`. */
  below(count: number): number
  pick<T>(from: readonly T[]): T
}

/** Mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (count: number) => Math.floor(next() * count)
  return { next, below, pick: (from) => from[below(from.length)] as never }
}

const inserts = [
  'NaN',
  '-1',
  '1e400',
  '4294967296',
  'null',
  'true',
  '""',
  '[]',
  '{}',
  '"',
  '\\u0000',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\0',
  '﻿',
  '💥',
  '0',
  'o',
  '~',
  ' ',
]

/** One to four changes: characters replaced, cut out, doubled or moved, or the end lost. */
export function mutate(text: string, random: Random): string {
  let changed = text
  for (let i = random.below(4); i >= 0; i -= 1) changed = mutateOnce(changed, random)
  return changed
}

function mutateOnce(text: string, random: Random): string {
  const at = random.below(text.length + 1)
  const end = at + random.below(Math.min(40, text.length - at + 1))
  switch (random.below(5)) {
    case 0:
      return text.slice(0, at) + random.pick(inserts) + text.slice(at + 1)
    case 1:
      return text.slice(0, at) + text.slice(end)
    case 2:
      return text.slice(0, end) + text.slice(at)
    case 3:
      return text.slice(0, at) + random.pick(inserts) + text.slice(at)
    default:
      return random.next() < 0.2 ? text.slice(0, at) : text.slice(0, at) + text.slice(at + 1)
  }
}
