import { areaOf, type Size } from '../geometry/size.ts'
import { flipsFromRle } from './flips.ts'
import type { Rle } from './mask.ts'
import { rleFromFlips } from './rle.ts'

/** A set of masks that hold the same pixels and no other. */
export type VotePattern = {
  /** One a mask, in the order given: whether it holds these pixels. */
  readonly votes: readonly boolean[]
  readonly yes: number
  readonly pixels: number
}

/** An image divided by which of several masks hold each pixel. */
export type Votes = {
  readonly size: Size
  readonly masks: number
  /** In the order first met, column by column; those of no pixel are not in it. */
  readonly patterns: readonly VotePattern[]
  /** Stretches of one pattern, column-major: where each starts, and the index of its pattern. */
  readonly starts: Uint32Array
  readonly kinds: Uint32Array
}

/** So many bits a number holds exactly. */
export const mostVoters = 52

/** Reads run lengths alone: O(runs × masks), whatever the size. Throws for more than 52 masks and for those of other sizes. */
export function votesOf(masks: readonly Rle[], size: Size): Votes {
  if (masks.length > mostVoters)
    throw new Error(`at most ${mostVoters} masks can be compared at once, not ${masks.length}`)
  if (masks.some((rle) => rle.size[0] !== size.height || rle.size[1] !== size.width))
    throw new Error(`all masks must be of size [${size.height}, ${size.width}]`)
  const flips = masks.map(flipsFromRle)
  const most = flips.reduce((sum, one) => sum + one.length, 1)
  const sweep: Sweep = {
    starts: new Uint32Array(most),
    kinds: new Uint32Array(most),
    count: 0,
    pixels: [],
    known: new Map(),
  }
  sweepFlips(flips, areaOf(size), sweep)
  const patterns = [...sweep.known].map(([key, kind]) => {
    const votes = masks.map((_, i) => Math.floor(key / 2 ** i) % 2 === 1)
    return { votes, yes: votes.filter(Boolean).length, pixels: sweep.pixels[kind] as number }
  })
  const [starts, kinds] = [sweep.starts, sweep.kinds].map((all) => all.slice(0, sweep.count)) as [
    Uint32Array,
    Uint32Array,
  ]
  return { size, masks: masks.length, patterns, starts, kinds }
}

/** The mask of all pixels whose pattern is chosen. */
export function rleOfVotes(
  { size, patterns, starts, kinds }: Votes,
  choose: (pattern: VotePattern, index: number) => boolean,
): Rle {
  const chosen = patterns.map(choose)
  const flips: number[] = []
  let value = false
  for (let i = 0; i < starts.length; i++) {
    const next = chosen[kinds[i] as number] === true
    if (next !== value) flips.push(starts[i] as number)
    value = next
  }
  return rleFromFlips(size, flips)
}

type Sweep = {
  readonly starts: Uint32Array
  readonly kinds: Uint32Array
  count: number
  /** By pattern. */
  readonly pixels: number[]
  /** Patterns by the sum of 2^i over the masks i that hold them. */
  readonly known: Map<number, number>
}

/** All masks side by side, from flip to flip. */
function sweepFlips(flips: readonly Uint32Array[], end: number, sweep: Sweep): void {
  const heads = new Uint32Array(flips.length)
  let key = 0
  let at = 0
  while (at < end) {
    let next = end
    for (let i = 0; i < flips.length; i++) {
      const own = flips[i] as Uint32Array
      let head = heads[i] as number
      if (head < own.length && own[head] === at) {
        key += head % 2 === 0 ? 2 ** i : -(2 ** i)
        heads[i] = ++head
      }
      if (head < own.length && (own[head] as number) < next) next = own[head] as number
    }
    addStretch(sweep, key, at, next)
    at = next
  }
}

function addStretch(sweep: Sweep, key: number, from: number, to: number): void {
  let kind = sweep.known.get(key)
  if (kind === undefined) {
    kind = sweep.known.size
    sweep.known.set(key, kind)
    sweep.pixels.push(0)
  }
  sweep.pixels[kind] = (sweep.pixels[kind] as number) + to - from
  sweep.starts[sweep.count] = from
  sweep.kinds[sweep.count++] = kind
}
