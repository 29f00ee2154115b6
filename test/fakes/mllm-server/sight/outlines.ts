import { badgesOf, eachPixel, numberOn, type Disc } from './badges.ts'
import { masksWithin, type Drawing } from './faces.ts'
import { bitsWhere, blobsOf, type Bits, type Blob, type Picture } from './picture.ts'

/** Okabe and Ito's colours for all eyes, black left out. */
const palette = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [0, 114, 178],
  [213, 94, 0],
  [204, 121, 167],
] as const

/** How far a colour may be from that of the palette, and how far a drawn pixel is from the bare picture's at least. */
const colourAway = 6
const leastDrawn = 12
/** Fewer pixels are no line. */
const leastLine = 12
export type Outlined = {
  /** What the badge of its colour says; null: it has none, or none that can be read. */
  readonly number: number | null
  readonly mask: Bits
}

/**
 * The masks outlined in a picture in the palette's colours. `bare` is the same picture without them, where it is known:
 * what both show alike was not drawn.
 */
export function findOutlined(drawn: Picture, bare: Picture | null): Outlined[] {
  const { width, height } = drawn
  const marks = new Uint8Array(width * height)
  const colours = palette.map((colour) => coloured(drawn, colour, bare))
  const badges = colours.map(badgesOf)
  for (const [k, bits] of colours.entries()) {
    for (const blob of blobsOf(bits))
      if (blob.pixels.length >= leastLine && !badges[k]!.some((disc) => isInside(blob, disc)))
        for (const pixel of blob.pixels) marks[pixel] = k + 2
  }
  for (const [k, own] of badges.entries())
    for (const one of own) {
      cover({ marks, width, height }, { ...one, radius: one.radius + 0.003 * width })
      coverLeader({ drawn, marks, colour: palette[k]! }, one)
    }
  const masks = masksWithin({ width, height, marks }, palette.length)
  return masks.flatMap((mask, k) => {
    if (!mask.bits.includes(1)) return []
    const [disc] = badges[k]!
    return [{ number: disc === undefined ? null : numberOn(drawn, disc), mask }]
  })
}

function coloured(drawn: Picture, colour: readonly number[], bare: Picture | null): Bits {
  const bits = bitsWhere(drawn, (r, g, b) =>
    [r, g, b].every((value, k) => Math.abs(value - colour[k]!) <= colourAway),
  )
  if (bare === null) return bits
  for (let i = 0; i < bits.bits.length; i++) {
    const away = [0, 1, 2].map((k) => Math.abs(drawn.rgb[3 * i + k]! - bare.rgb[3 * i + k]!))
    if (bits.bits[i] === 1 && Math.max(...away) < leastDrawn) bits.bits[i] = 0
  }
  return bits
}

function isInside({ x0, y0, x1, y1 }: Blob, { x, y, radius }: Disc): boolean {
  return (
    x0 >= x - radius - 1 && x1 <= x + radius + 1 && y0 >= y - radius - 1 && y1 <= y + radius + 1
  )
}

type Around = {
  readonly drawn: Picture
  readonly marks: Uint8Array
  readonly colour: readonly number[]
}

/** How far the dark line under a leader is looked for from its middle, and half of what it hides; shares of the side. */
const leader = { dark: 0.0022, cover: 0.004 }

/** A badge beside its mask points into it with a straight line of its colour on a dark one, which hides other lines. */
function coverLeader({ drawn, marks, colour }: Around, disc: Disc): void {
  const { width: side, height } = drawn
  const start = disc.radius + 0.004 * side
  let best = { length: 0, angle: 0 }
  for (let step = 0; step < 720; step++) {
    const angle = (step * Math.PI) / 360
    const at = (away: number, offset: number): number => {
      const x = Math.floor(disc.x + away * Math.cos(angle) - offset * Math.sin(angle))
      const y = Math.floor(disc.y + away * Math.sin(angle) + offset * Math.cos(angle))
      return x < 0 || y < 0 || x >= side || y >= height ? -1 : y * side + x
    }
    let away = start
    const isLeader = (): boolean =>
      isNear(drawn, at(away, 0), colour) &&
      isDark(drawn, at(away, leader.dark * side)) &&
      isDark(drawn, at(away, -leader.dark * side))
    while (isLeader()) away += 1
    if (away - start > best.length) best = { length: away - start, angle }
  }
  if (best.length < 0.008 * side) return
  for (let away = 0; away <= start + best.length + 0.002 * side; away += 0.5)
    cover(
      { marks, width: side, height },
      {
        x: disc.x + away * Math.cos(best.angle),
        y: disc.y + away * Math.sin(best.angle),
        radius: leader.cover * side,
      },
    )
}

/** What hides the lines under it is a line of no colour. */
function cover(drawing: Drawing, disc: Disc): void {
  eachPixel(drawing, disc, (i) => {
    drawing.marks[i] = 1
  })
}

/** Of the colour, or mixed with the dark beside it. */
function isNear({ rgb }: Picture, i: number, colour: readonly number[]): boolean {
  return i >= 0 && colour.every((value, k) => Math.abs(rgb[3 * i + k]! - value) < 70)
}

function isDark({ rgb }: Picture, i: number): boolean {
  return i >= 0 && Math.max(rgb[3 * i]!, rgb[3 * i + 1]!, rgb[3 * i + 2]!) < 130
}
