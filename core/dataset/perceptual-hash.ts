/** Side of the grey raster a hash is made from; whoever makes it averages over areas and ignores the picture's shape. */
export const hashSide = 32
const lowSide = 8

/**
 * 64 bits that stay nearly the same when a picture is resized, recompressed or lightened: the signs against their
 * median of the 8×8 lowest frequencies (a DCT of type II), the mean brightness left out. `grey` is row-major, 32×32,
 * any scale. 16 hexadecimal digits, row by row from the lowest frequency; null where nothing but one grey is to be seen.
 * Source: Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions, 2010 (pHash).
 */
export function perceptualHash(grey: ArrayLike<number>): string | null {
  if (grey.length !== hashSide * hashSide)
    throw new Error(`a hash needs ${hashSide}×${hashSide} pixels, not ${grey.length}`)
  const low = lowFrequencies(grey)
  const rest = low.slice(1)
  const strongest = rest.reduce((most, one) => Math.max(most, Math.abs(one)), 0)
  if (strongest <= flatness * Math.max(1, Math.abs(low[0] ?? 0))) return null
  const sorted = rest.toSorted((a, b) => a - b)
  const median = sorted[sorted.length >> 1] as number
  let hash = ''
  for (let i = 0; i < low.length; i += 4) {
    let digit = 0
    for (let k = i; k < i + 4; k++)
      digit = digit * 2 + (k > 0 && (low[k] as number) > median ? 1 : 0)
    hash += digit.toString(16)
  }
  return hash
}

/** Frequencies weaker than this share of the mean are rounding. */
const flatness = 1e-6

/** Bits in which two hashes differ, 0..64. */
export function hashDistance(a: string, b: string): number {
  const [x, y] = [halvesOf(a), halvesOf(b)]
  return bitsIn(x.high ^ y.high) + bitsIn(x.low ^ y.low)
}

/** Up to so many differing bits two pictures are near-duplicates. */
export const nearDuplicateBits = 8

/** Beyond it, looking up what is near costs as much as comparing all. */
const mostBits = 15

export type HashedImage = {
  /** Id of the image. */
  readonly id: number
  readonly hash: string | null
}

/**
 * Sets of at least two images linked by hashes at most `bits` (0..15) apart, directly or through others: ids ascending,
 * sets in the order of their lowest. Hashes fall into four quarters of 16 bits, of which one is at most bits / 4 off:
 * looked up in four tables, so that 100,000 images take seconds; it goes in steps of some milliseconds, so that a caller
 * may rest in between.
 */
export function* nearDuplicateClusters(
  images: readonly HashedImage[],
  bits = nearDuplicateBits,
): Generator<void, number[][]> {
  if (!(bits >= 0 && bits <= mostBits))
    throw new Error(`bits must be 0 to ${mostBits}, not ${bits}`)
  const byHash = new Map<string, number[]>()
  for (const { id, hash } of images) {
    if (hash === null) continue
    const ids = byHash.get(hash)
    if (ids === undefined) byHash.set(hash, [id])
    else ids.push(id)
  }
  const hashes = [...byHash.keys()]
  const parents = yield* linkNear(hashes, bits)
  const clusters = new Map<number, number[]>()
  hashes.forEach((hash, i) => {
    const root = rootOf(parents, i)
    const ids = byHash.get(hash) ?? []
    clusters.set(root, [...(clusters.get(root) ?? []), ...ids])
  })
  return [...clusters.values()]
    .filter((ids) => ids.length > 1)
    .map((ids) => ids.toSorted((a, b) => a - b))
    .toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0))
}

function lowFrequencies(grey: ArrayLike<number>): number[] {
  const waves = Array.from({ length: lowSide }, (_, k) =>
    Array.from({ length: hashSide }, (__, x) =>
      Math.cos((Math.PI * k * (2 * x + 1)) / (2 * hashSide)),
    ),
  )
  const rows = Array.from({ length: hashSide }, (_, y) =>
    waves.map((wave) =>
      wave.reduce((sum, w, x) => sum + w * (grey[y * hashSide + x] as number), 0),
    ),
  )
  return waves.flatMap((wave) =>
    waves.map((_, k) => wave.reduce((sum, w, y) => sum + w * (rows[y]?.[k] ?? 0), 0)),
  )
}

/** Hashes looked up between two steps. */
const stepHashes = 500

/** Union-find over hashes at most `bits` apart. */
function* linkNear(hashes: readonly string[], bits: number): Generator<void, Int32Array> {
  const halves = hashes.map(halvesOf)
  const high = Int32Array.from(halves, (one) => one.high)
  const low = Int32Array.from(halves, (one) => one.low)
  const parents = Int32Array.from(hashes, (_, i) => i)
  const changes = changesUpTo(Math.floor(bits / 4))
  for (let quarter = 0; quarter < 4; quarter++) {
    const words = quarter < 2 ? high : low
    const keyOf = (i: number) => ((words[i] as number) >>> (quarter % 2 === 0 ? 16 : 0)) & 0xffff
    const { ends, order } = tableOf(hashes.length, keyOf)
    for (let i = 0; i < hashes.length; i++) {
      if (i % stepHashes === 0) yield
      for (const change of changes) {
        const key = keyOf(i) ^ change
        for (let at = key > 0 ? (ends[key - 1] as number) : 0; at < (ends[key] as number); at++) {
          const j = order[at] as number
          if (j <= i) continue
          const apart = bitsIn((high[i] as number) ^ (high[j] as number))
          if (apart + bitsIn((low[i] as number) ^ (low[j] as number)) <= bits) join(parents, i, j)
        }
      }
    }
  }
  return parents
}

/** Indices sorted by a key of 16 bits; those of key k end at ends[k]. */
function tableOf(
  length: number,
  keyOf: (index: number) => number,
): { readonly ends: Int32Array; readonly order: Int32Array } {
  const ends = new Int32Array(0x10000)
  for (let i = 0; i < length; i++) ends[keyOf(i)] = (ends[keyOf(i)] as number) + 1
  for (let k = 1; k < ends.length; k++) ends[k] = (ends[k] as number) + (ends[k - 1] as number)
  const order = new Int32Array(length)
  const next = ends.slice()
  for (let i = length - 1; i >= 0; i--) {
    const at = (next[keyOf(i)] as number) - 1
    next[keyOf(i)] = at
    order[at] = i
  }
  return { ends, order }
}

/** All values of 16 bits with at most so many set. */
function changesUpTo(most: number): number[] {
  return Array.from({ length: 0x10000 }, (_, value) => value).filter(
    (value) => bitsIn(value) <= most,
  )
}

function halvesOf(hash: string): { readonly high: number; readonly low: number } {
  return {
    high: Number.parseInt(hash.slice(0, 8), 16) | 0,
    low: Number.parseInt(hash.slice(8), 16) | 0,
  }
}

function bitsIn(value: number): number {
  let v = value - ((value >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

function join(parents: Int32Array, a: number, b: number): void {
  const [first, second] = [rootOf(parents, a), rootOf(parents, b)]
  parents[Math.max(first, second)] = Math.min(first, second)
}

function rootOf(parents: Int32Array, index: number): number {
  let root = index
  while (parents[root] !== root) {
    const next = parents[parents[root] as number] as number
    parents[root] = next
    root = next
  }
  return root
}
