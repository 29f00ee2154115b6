import type { Rle } from '#core/mask/mask'

const digests = new WeakMap<Rle, string>()

/** A short name for a mask: equal masks have equal ones. Not cryptographic; 64 bits, so that a cache never mixes two up. */
export function digestOfRle(rle: Rle): string {
  const known = digests.get(rle)
  if (known !== undefined) return known
  const [height, width] = rle.size
  const digest = `${width}x${height}-${hash(rle.counts, 0x811c9dc5)}${hash(rle.counts, 0x9747b28c)}`
  digests.set(rle, digest)
  return digest
}

/** FNV-1a over the characters from a start of one's own. */
function hash(text: string, start: number): string {
  let value = start
  for (let i = 0; i < text.length; i++)
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) ^ (value >>> 15)
  return (value >>> 0).toString(16).padStart(8, '0')
}
