import sharp from 'sharp'
import { placeBadges, type Badge } from '#core/candidate/judge-badges'
import { imagePoint, type ImagePoint } from '#core/geometry/point'
import { numberStrokes, numberWidth } from '#core/grid/digits'
import { frameSide } from '#core/grid/overlay'
import { createMask, type Mask, type Rle } from '#core/mask/mask'
import { growMask, shrinkMask } from '#core/mask/morphology'
import { rasterOf } from '#core/mask/raster'
import { pathFromStroke } from './overlay-painter.ts'

/**
 * Colours of the outlines in the order of their masks: Okabe-Ito, which colour-blind people tell apart, without black;
 * from the eighth on they come again.
 */
export const outlineColours = [
  { r: 213, g: 94, b: 0 },
  { r: 86, g: 180, b: 233 },
  { r: 240, g: 228, b: 66 },
  { r: 204, g: 121, b: 167 },
  { r: 0, g: 158, b: 115 },
  { r: 230, g: 159, b: 0 },
  { r: 0, g: 114, b: 178 },
] as const

/** In pixels of a frame of 1000. */
const style = { line: 4, casing: 1.5, stripe: 12, badge: 19, digits: 24, leader: 3 }
const dark = { r: 16, g: 16, b: 16 }

/**
 * The mask white on black, stretched over a square of so many pixels a side as the grid's pictures are: PNG of one
 * channel. A pixel is white where the mask covers half of it (`rasterOf`); the mask is never drawn at its own size.
 */
export async function paintBinaryMask(rle: Rle, side: number): Promise<Buffer> {
  const { size, bits } = rasterOf(rle, { width: side, height: side })
  return sharp(Buffer.from(bits.map((bit) => bit * 255)), { raw: { ...size, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer()
}

/**
 * Outlines of the masks over a square picture of the image, each just inside its mask, in a colour of its own with a
 * dark casing; where several run together they take turns in stripes. Numbered from 1 unless told otherwise. PNG of the
 * picture's side; the same input gives the same bytes.
 */
export async function paintOutlines(
  picture: Uint8Array,
  rles: readonly Rle[],
  options: { readonly isNumbered: boolean } = { isNumbered: true },
): Promise<Buffer> {
  const { data, info } = await sharp(picture)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const size = { width: info.width, height: info.height }
  const unit = size.width / frameSide
  const masks = rles.map((rle) => rasterOf(rle, size))
  drawOutlines(data, masks, unit)
  const drawn = sharp(data, { raw: { ...size, channels: 3 } })
  const badges = options.isNumbered ? badgesOf(rles, size.width) : []
  const over = badges.some((badge) => badge !== null)
    ? drawn.composite([{ input: Buffer.from(svgOfBadges(badges, size.width)) }])
    : drawn
  return over.removeAlpha().png().toBuffer()
}

/** A badge is large beside a pixel: its place is found in a picture of a quarter of the side. */
const coarser = 4

function badgesOf(rles: readonly Rle[], side: number): (Badge | null)[] {
  const coarse = Math.max(1, Math.round(side / coarser))
  const scale = side / coarse
  const masks = rles.map((rle) => rasterOf(rle, { width: coarse, height: coarse }))
  const larger = ({ x, y }: ImagePoint) => imagePoint(x * scale, y * scale)
  return placeBadges(masks, (style.badge * coarse) / frameSide).map((badge) => {
    if (badge === null) return null
    const { centre, pointsTo } = badge
    return { centre: larger(centre), pointsTo: pointsTo === null ? null : larger(pointsTo) }
  })
}

/** Over 8-bit R G B, in place. `unit`: pixels of the picture a pixel of the frame. */
function drawOutlines(rgb: Buffer, masks: readonly Mask[], unit: number): void {
  const width = masks[0]?.size.width ?? 1
  const lines = masks.map((mask) => edgeOf(mask, Math.max(1, style.line * unit)))
  const casings = masks.map((mask) => growMask(mask, Math.max(1, style.casing * unit)))
  const stripe = Math.max(1, Math.round(style.stripe * unit))
  for (let i = 0; i < rgb.length / 3; i++) {
    let count = 0
    for (const { bits } of lines) count += bits[i] as number
    if (count > 0) {
      const turn = Math.floor(((i % width) + Math.floor(i / width)) / stripe) % count
      paintPixel(rgb, i, colourOf(nthSet(lines, i, turn)))
    } else if (
      casings.some(({ bits }) => bits[i] === 1) &&
      masks.every(({ bits }) => bits[i] === 0)
    )
      paintPixel(rgb, i, dark)
  }
}

/** Which of the masks that hold the pixel is the nth, from 0. */
function nthSet(masks: readonly Mask[], i: number, n: number): number {
  let left = n
  return masks.findIndex(({ bits }) => bits[i] === 1 && left-- === 0)
}

type Colour = { readonly r: number; readonly g: number; readonly b: number }

function paintPixel(rgb: Buffer, i: number, { r, g, b }: Colour): void {
  rgb[3 * i] = r
  rgb[3 * i + 1] = g
  rgb[3 * i + 2] = b
}

function colourOf(index: number): Colour {
  return outlineColours[index % outlineColours.length] as Colour
}

/** Pixels of the mask at most `width` from its edge; the picture's border is one, too. */
function edgeOf(mask: Mask, width: number): Mask {
  const { size } = mask
  const inner = shrinkMask(mask, width)
  const border = Math.round(width)
  const edge = createMask(size)
  for (let y = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++) {
      const i = y * size.width + x
      const isBorder = Math.min(x, y, size.width - 1 - x, size.height - 1 - y) < border
      if (mask.bits[i] === 1 && (inner.bits[i] === 0 || isBorder)) edge.bits[i] = 1
    }
  return edge
}

/** Circles and strokes alone: no text, hence no font. */
function svgOfBadges(badges: readonly (Badge | null)[], side: number): string {
  const unit = side / frameSide
  const all = [...badges.entries()].flatMap(([k, badge]) => (badge === null ? [] : [{ k, badge }]))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">`,
    '<g fill="none" stroke-linecap="round" stroke-linejoin="round">',
    ...all.flatMap(({ k, badge }) => leaderOf(badge, k, unit)),
    ...all.flatMap(({ k, badge }) => badgeOf(badge, k, unit)),
    '</g></svg>',
  ].join('')
}

function leaderOf({ centre, pointsTo }: Badge, k: number, unit: number): string[] {
  if (pointsTo === null) return []
  const path = `M${centre.x} ${centre.y}L${pointsTo.x} ${pointsTo.y}`
  return [
    `<path d="${path}" stroke="${hexOf(dark)}" stroke-width="${2 * style.leader * unit}"/>`,
    `<path d="${path}" stroke="${hexOf(colourOf(k))}" stroke-width="${style.leader * unit}"/>`,
  ]
}

function badgeOf({ centre: { x, y } }: Badge, k: number, unit: number): string[] {
  const text = String(k + 1)
  const fitting = Math.min(style.digits, (style.digits * 0.9) / numberWidth(text, 1))
  const digits = numberStrokes(text, { x, y, size: fitting * unit })
  const circle = `<circle cx="${x}" cy="${y}" r="${(style.badge - 1) * unit}" fill="${hexOf(colourOf(k))}"`
  return [
    `${circle} stroke="${hexOf(dark)}" stroke-width="${2 * unit}"/>`,
    `<path d="${digits.map(pathFromStroke).join('')}" stroke="${hexOf(dark)}" stroke-width="${3.5 * unit}"/>`,
  ]
}

function hexOf({ r, g, b }: Colour): string {
  return `#${[r, g, b].map((value) => value.toString(16).padStart(2, '0')).join('')}`
}
