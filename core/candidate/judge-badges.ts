import { imagePoint, squaredDistance, type ImagePoint } from '../geometry/point.ts'
import { deepestPixel } from '../mask/depth.ts'
import type { Mask } from '../mask/mask.ts'
import { rleFromMask } from '../mask/rle.ts'

/** Where the number of an outlined mask stands, in the pixels of the picture. */
export type Badge = {
  readonly centre: ImagePoint
  /** The place of the mask that a badge beside it points to; null where it stands inside. */
  readonly pointsTo: ImagePoint | null
}

/**
 * A round badge of so many pixels' radius for each mask of one picture; null for an empty mask. It stands at the
 * deepest place that is this mask's alone, else at its deepest, where there is room for half as much again; a mask
 * without such a place, which the badge would hide, has it beside and is pointed to. Badges never overlap one another as
 * long as the picture has room; small masks choose first.
 */
export function placeBadges(masks: readonly Mask[], radius: number): (Badge | null)[] {
  const layers = layersOf(masks)
  const areas = masks.map(({ bits }) => bits.reduce((sum, bit) => sum + bit, 0))
  const order = [...masks.keys()].toSorted(
    (a, b) => (areas[a] as number) - (areas[b] as number) || a - b,
  )
  const badges: (Badge | null)[] = masks.map(() => null)
  for (const i of order) {
    const mask = masks[i] as Mask
    if (areas[i] === 0) continue
    const taken = badges.flatMap((badge) => badge?.centre ?? [])
    badges[i] = placeOne(mask, { layers, taken, radius })
  }
  return badges
}

type Around = {
  /** How many masks each pixel is in. */
  readonly layers: Uint8Array
  /** Centres of the badges so far. */
  readonly taken: readonly ImagePoint[]
  readonly radius: number
}

function layersOf(masks: readonly Mask[]): Uint8Array {
  const layers = new Uint8Array(masks[0]?.bits.length ?? 0)
  for (const { bits } of masks)
    for (let i = 0; i < layers.length; i++) layers[i] = (layers[i] as number) + (bits[i] as number)
  return layers
}

function placeOne(mask: Mask, around: Around): Badge {
  const { layers, radius } = around
  const free = { size: mask.size, bits: mask.bits.slice() }
  for (const centre of around.taken) clearDisc(free, centre, apart(radius))
  const own = { size: mask.size, bits: free.bits.map((bit, i) => (layers[i] === 1 ? bit : 0)) }
  const alone = deepestPixel(rleFromMask(own))
  for (const place of [alone, deepestPixel(rleFromMask(free))])
    if (place !== null && place.depth >= 1.5 * radius)
      return { centre: place.point, pointsTo: null }
  const pointsTo = (alone ?? deepestPixel(rleFromMask(mask)))?.point
  if (pointsTo === undefined) throw new Error('an empty mask has no place')
  return { centre: besideOf(mask, pointsTo, around), pointsTo }
}

/** Centres of two badges are so far from one another at least. */
function apart(radius: number): number {
  return 2 * radius + 2
}

function clearDisc({ size, bits }: Mask, { x, y }: ImagePoint, radius: number): void {
  const y1 = Math.min(size.height, Math.ceil(y + radius))
  for (let row = Math.max(0, Math.floor(y - radius)); row < y1; row++) {
    const half = Math.sqrt(Math.max(0, radius ** 2 - (row + 0.5 - y) ** 2))
    const from = Math.max(0, Math.floor(x - half))
    const to = Math.min(size.width, Math.ceil(x + half))
    if (from < to) bits.fill(0, row * size.width + from, row * size.width + to)
  }
}

const directions = 16

/** The nearest place on rings around that is no part of any mask; where there is none nearby, of the mask's picture. */
function besideOf({ size }: Mask, from: ImagePoint, around: Around): ImagePoint {
  const { radius, taken } = around
  const margin = radius + 2
  const places: ImagePoint[] = []
  for (let away = 2.5 * radius; away < size.width + size.height; away += radius / 2)
    for (let k = 0; k < directions; k++) {
      // From the top right on, where a label is looked for first.
      const angle = (2 * Math.PI * (k - 2)) / directions
      const x = Math.round(from.x + away * Math.cos(angle))
      const y = Math.round(from.y + away * Math.sin(angle))
      const isInside =
        Math.min(x, y, size.width - x, size.height - y) >= Math.min(margin, size.width / 2)
      const place = imagePoint(x, y)
      if (isInside && taken.every((one) => squaredDistance(one, place) >= apart(radius) ** 2))
        places.push(place)
    }
  const nearby = places.filter(
    (place) => squaredDistance(place, from) < (Math.max(size.width, size.height) / 4) ** 2,
  )
  return (
    nearby.find((place) => isClear(place, size.width, around)) ??
    places[0] ??
    imagePoint(size.width / 2, size.height / 2)
  )
}

/** Whether a badge there would hide no mask: looked at in its middle and in eight places along its edge. */
function isClear({ x, y }: ImagePoint, width: number, { layers, radius }: Around): boolean {
  const edge = Array.from({ length: 8 }, (_, k) => (Math.PI * k) / 4).map((angle) => ({
    x: Math.round(x + radius * Math.cos(angle)),
    y: Math.round(y + radius * Math.sin(angle)),
  }))
  return [{ x, y }, ...edge].every((at) => layers[at.y * width + at.x] === 0)
}
