import { areaOf, united } from '../sight/overlap.ts'
import { findOutlined } from '../sight/outlines.ts'
import type { Bits } from '../sight/picture.ts'
import type { Found } from './found.ts'
import { spotsOf } from './places.ts'
import type { Task } from './task.ts'

/** Errors that are thinner than this on both sides are an edge's, as a share of the picture's side. */
const edge = 0.004
/** Smaller errors are let be: share of the target. */
const leastError = 0.02

/** Where the outlined mask lacks something, and where it has too much. */
export function refineReply(task: Task, found: Found): string {
  const [first] = found.pictures
  const mask = first === undefined ? undefined : findOutlined(first.picture, null)[0]?.mask
  if (mask === undefined || found.query === null)
    return JSON.stringify({ missing: [], too_much: [], reason: 'I see no outline.' })
  const truth = united(found.query.objects, mask.width, mask.height)
  const least = leastError * areaOf(truth)
  const places = (inside: Bits, outside: Bits) =>
    spotsOf(thick(without(inside, outside), edge * mask.width), least, {
      pictures: found.pictures,
      style: task.style,
    })
  const missing = places(truth, mask)
  const surplus = places(mask, truth)
  const reason =
    missing.length + surplus.length === 0
      ? 'The mask is right.'
      : `The mask lacks ${missing.length} places and has ${surplus.length} too much.`
  return JSON.stringify({ missing, too_much: surplus, reason })
}

function without(a: Bits, b: Bits): Bits {
  const bits = a.bits.map((bit, i) => bit & (1 - b.bits[i]!))
  return { ...a, bits }
}

/** What is left of a mask whose edges are taken off by so many pixels. */
function thick({ width, height, bits }: Bits, by: number): Bits {
  const steps = Math.max(1, Math.round(by))
  let left = bits
  for (let step = 0; step < steps; step++) {
    const before = left
    left = before.map((bit, i) => {
      const x = i % width
      if (bit === 0 || x === 0 || x === width - 1 || i < width || i >= width * (height - 1))
        return 0
      return before[i - 1]! & before[i + 1]! & before[i - width]! & before[i + width]!
    })
  }
  return { width, height, bits: left }
}
