import { fail, ok, type Result } from '../result.ts'
import { areaOf, type Size } from '../geometry/size.ts'
import { sizeOfRle, type Mask, type Rle } from './mask.ts'
import { bitsFromRuns, columnFlipsOf } from './column-flips.ts'
import { isCanonicalString, readRuns, runsFromString, stringFromRuns } from './rle-string.ts'

/** A mask has fewer than 2^31 pixels, so that runs and their differences stay in 32 bits. */
export const maxPixels = 2 ** 31 - 1

const rleHint =
  'expected COCO run lengths: {"size": [height, width], "counts": a string or a list of whole numbers}'

/** Bits (row-major) to canonical run lengths (column-major). O(pixels / 4 + runs). */
export function rleFromMask(mask: Mask): Rle {
  const { width, height } = mask.size
  const flips = columnFlipsOf(mask)
  const runs = new Uint32Array(flips.rows.length + width + 1)
  let n = 0
  let last = 0
  let value = 0
  let from = 0
  for (let x = 0; x < width; x++) {
    const base = x * height
    const end = flips.columnEnds[x] as number
    if (mask.bits[x] !== value) {
      runs[n++] = base - last
      last = base
      value ^= 1
    }
    for (let i = from; i < end; i++) {
      const at = base + (flips.rows[i] as number)
      runs[n++] = at - last
      last = at
    }
    value ^= (end - from) & 1
    from = end
  }
  runs[n++] = width * height - last
  return { size: [height, width], counts: stringFromRuns(runs.subarray(0, n)) }
}

/** Run lengths to bits. Trusts a canonical Rle and throws where its runs do not add up: that is a bug, not bad input. */
export function maskFromRle(rle: Rle): Mask {
  const size = sizeOfRle(rle)
  return { size, bits: bitsFromRuns(countsFromRle(rle), size) }
}

/** The run lengths, background first, as numbers. Throws where they do not add up to the mask's area. */
export function countsFromRle(rle: Rle): Uint32Array {
  const runs = runsFromString(rle.counts)
  let sum = 0
  for (let i = 0; i < runs.length; i++) sum += runs[i] as number
  if (sum !== rle.size[0] * rle.size[1])
    throw new Error(`broken rle: runs add up to ${sum}, size is [${rle.size.join(', ')}]`)
  return runs
}

/** Canonical run lengths from any that alternate background first and add up to the area; zero runs are joined away. */
export function rleFromCounts(size: Size, counts: ArrayLike<number>): Rle {
  const runs = new Uint32Array(counts.length + 1)
  let n = 1
  for (let i = 0; i < counts.length; i++) {
    const run = counts[i] as number
    if (run === 0) continue
    if ((n - 1) % 2 === i % 2) runs[n - 1] = (runs[n - 1] as number) + run
    else runs[n++] = run
  }
  return { size: [size.height, size.width], counts: stringFromRuns(runs.subarray(0, n)) }
}

/**
 * Canonical run lengths from positions (x * height + y, ascending) at which the value flips, starting as background.
 * A position given twice cancels; the mask's end may be among them.
 */
export function rleFromFlips(size: Size, flips: ArrayLike<number>, length = flips.length): Rle {
  const total = areaOf(size)
  const runs = new Uint32Array(length + 1)
  let n = 0
  let last = 0
  for (let i = 0; i < length; i++) {
    const at = flips[i] as number
    if (i + 1 < length && flips[i + 1] === at) i++
    else if (at < total) {
      runs[n++] = at - last
      last = at
    }
  }
  runs[n++] = total - last
  return { size: [size.height, size.width], counts: stringFromRuns(runs.subarray(0, n)) }
}

export function emptyRle(size: Size): Rle {
  return rleFromCounts(size, [areaOf(size)])
}

export function fullRle(size: Size): Rle {
  return rleFromCounts(size, [0, areaOf(size)])
}

/**
 * Run lengths from outside, string or list, canonical or not; gives the canonical form. Fails with `bad_rle`.
 * The size is checked for itself only: whether it is the picture's is for the caller.
 */
export function parseRle(value: unknown): Result<Rle> {
  const record = typeof value === 'object' && value !== null ? value : {}
  const size = sizeFrom('size' in record ? record.size : undefined)
  if (size === null)
    return bad('size must be [height, width], two whole numbers from 1 with under 2^31 pixels')
  const counts = 'counts' in record ? record.counts : undefined
  if (typeof counts === 'string' && isCanonicalString(counts, areaOf(size)))
    return ok({ size: [size.height, size.width], counts })
  const read =
    typeof counts === 'string'
      ? readRuns(counts)
      : Array.isArray(counts)
        ? { runs: counts as readonly unknown[] }
        : { problem: 'counts must be a string or a list of whole numbers' }
  if ('problem' in read) return bad(read.problem)
  const problem = problemOfRuns(read.runs, areaOf(size))
  return problem === null ? ok(rleFromCounts(size, read.runs as readonly number[])) : bad(problem)
}

function bad(problem: string): Result<Rle> {
  return fail('bad_rle', `the mask's run lengths are broken: ${problem}`, rleHint)
}

function sizeFrom(value: unknown): Size | null {
  if (!Array.isArray(value) || value.length !== 2) return null
  const [height, width] = value as readonly unknown[]
  if (!isWhole(height) || !isWhole(width) || height < 1 || width < 1) return null
  return height * width <= maxPixels ? { width, height } : null
}

function problemOfRuns(runs: readonly unknown[], area: number): string | null {
  let sum = 0
  for (let i = 0; i < runs.length; i++) {
    const run = runs[i]
    if (!isWhole(run)) return `run ${i} is not a whole number`
    if (run < 0) return `run ${i} is negative (${run})`
    sum += run
    if (sum > area) return `the runs exceed the area of ${area} pixels at run ${i}`
  }
  return sum === area ? null : `the runs add up to ${sum}, the area is ${area} pixels`
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value)
}
