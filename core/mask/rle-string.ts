/**
 * The COCO string form of run lengths: every run as 5-bit groups, low group first, bit 5 = "more follows",
 * bit 4 of the last group = sign, shifted to the characters 48..111. From the fourth run on the difference to
 * the run two places back is written. Source: cocoapi common/maskApi.c, rleToString and rleFrString.
 */

const firstCode = 48
const lastCode = 111
/** 7 groups hold 35 bits: enough for every run of a mask under 2^31 pixels, with its sign. */
const maxGroups = 7
const textChunk = 4096

/** Runs of a string known to be well formed. A hostile string goes through `readRuns`. */
export function runsFromString(text: string): Uint32Array {
  const length = text.length
  const runs = new Uint32Array(length)
  let n = 0
  let i = 0
  let last = 0
  let beforeLast = 0
  while (i < length) {
    let group = text.charCodeAt(i++) - firstCode
    // One group of four bits and a sign is by far the most frequent.
    let value = (group << 27) >> 27
    if (group & 32) {
      value = group & 31
      let shift = 5
      while (group & 32) {
        group = text.charCodeAt(i++) - firstCode
        value |= (group & 31) << shift
        shift += 5
      }
      if (group & 16 && shift < 32) value |= -1 << shift
    }
    if (n > 2) value = (value + beforeLast) | 0
    runs[n++] = value
    beforeLast = last
    last = value
  }
  return runs.subarray(0, n)
}

/** The string of `runs` (each under 2^31). */
export function stringFromRuns(runs: Uint32Array): string {
  const codes: number[] = []
  const parts: string[] = []
  let n = 0
  let last = 0
  let beforeLast = 0
  for (let i = 0; i < runs.length; i++) {
    if (n > textChunk - maxGroups) {
      codes.length = n
      parts.push(String.fromCharCode.apply(null, codes))
      n = 0
    }
    const run = (runs[i] as number) | 0
    let rest = i > 2 ? (run - beforeLast) | 0 : run
    beforeLast = last
    last = run
    while (rest < -16 || rest > 15) {
      codes[n++] = ((rest & 31) | 32) + firstCode
      rest >>= 5
    }
    codes[n++] = (rest & 31) + firstCode
  }
  codes.length = n
  parts.push(String.fromCharCode.apply(null, codes))
  return parts.join('')
}

export type RunsRead = { readonly runs: readonly number[] } | { readonly problem: string }

/** Runs of a string from outside; the problem says what is wrong and where. Sums and signs are not checked here. */
export function readRuns(text: string): RunsRead {
  const runs: number[] = []
  let i = 0
  while (i < text.length) {
    let value = 0
    let groups = 0
    let group = 32
    while (group & 32) {
      if (i >= text.length) return { problem: 'the string ends inside a number' }
      const code = text.charCodeAt(i)
      if (code < firstCode || code > lastCode)
        return { problem: `character code ${code} at position ${i} is not part of the alphabet` }
      if (groups === maxGroups) return { problem: `the number at position ${i} is too long` }
      group = code - firstCode
      value += (group & 31) * 2 ** (5 * groups)
      groups++
      i++
    }
    if (group & 16) value -= 2 ** (5 * groups)
    runs.push(runs.length > 2 ? value + (runs[runs.length - 2] as number) : value)
  }
  return { runs }
}

/**
 * Whether the string is the only one of its mask: every number in the fewest groups, no run of 0 but the first, all of
 * them `area` together. Such a string from outside can be kept as it is.
 */
export function isCanonicalString(text: string, area: number): boolean {
  const length = text.length
  let i = 0
  let n = 0
  let sum = 0
  let last = 0
  let beforeLast = 0
  while (i < length) {
    let value = 0
    let shift = 0
    let before = -1
    let group = 32
    while (group & 32) {
      group = text.charCodeAt(i++) - firstCode
      // Also where the string ends inside a number; five more bits than 30 leave the 32 of a shift.
      if (!(group >= 0 && group <= lastCode - firstCode) || shift > 25) return false
      value |= (group & 31) << shift
      shift += 5
      if (group & 32) before = group
    }
    const isPadded = group === (before & 16 ? 31 : 0)
    if (before >= 0 && isPadded) return false
    if (group & 16) value |= -1 << shift
    if (n > 2) value += beforeLast
    if (value < 0 || (value === 0 && n > 0)) return false
    sum += value
    n++
    beforeLast = last
    last = value
  }
  return n > 0 && sum === area
}
