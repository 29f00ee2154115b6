/**
 * Undoes in place the filters of a PNG's rows, each one byte of filter and `rowBytes` of data; `pixelBytes` is how far to
 * the left a filter looks. Throws for a filter that is none.
 */
export function unfilterRows(raw: Buffer, rowBytes: number, pixelBytes: number): void {
  const stride = rowBytes + 1
  for (let at = 0; at < raw.length; at += stride) {
    const filter = raw[at] as number
    if (filter === 0) continue
    if (filter > 4) throw new Error('a row has an unknown filter')
    const above = at - stride
    for (let i = 1; i <= rowBytes; i++) {
      const left = i > pixelBytes ? (raw[at + i - pixelBytes] as number) : 0
      const up = at > 0 ? (raw[above + i] as number) : 0
      const corner = at > 0 && i > pixelBytes ? (raw[above + i - pixelBytes] as number) : 0
      raw[at + i] = (raw[at + i] as number) + guessed(filter, { left, up, corner })
    }
  }
}

type Near = { readonly left: number; readonly up: number; readonly corner: number }

function guessed(filter: number, { left, up, corner }: Near): number {
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  const [a, b, c] = [
    Math.abs(up - corner),
    Math.abs(left - corner),
    Math.abs(left + up - 2 * corner),
  ]
  if (a <= b && a <= c) return left
  return b <= c ? up : corner
}

/** The first `kept` of each pixel's samples, most significant bit first. */
export function unpackRow(
  row: Uint8Array,
  {
    depth,
    samples,
    kept,
    count,
  }: {
    readonly depth: number
    readonly samples: number
    readonly kept: number
    readonly count: number
  },
  set: (pixel: number, channel: number, value: number) => void,
): void {
  const mask = (1 << depth) - 1
  for (let pixel = 0; pixel < count; pixel++)
    for (let channel = 0; channel < kept; channel++) {
      const bit = (pixel * samples + channel) * depth
      const byte = row[bit >> 3] as number
      if (depth === 8) set(pixel, channel, byte)
      else if (depth === 16) set(pixel, channel, (byte << 8) | (row[(bit >> 3) + 1] as number))
      else set(pixel, channel, (byte >> (8 - depth - (bit & 7))) & mask)
    }
}
