import { areaIn, areaOf, stretched } from '../sight/overlap.ts'
import { blobsOf, type Bits } from '../sight/picture.ts'
import type { Seen } from '../sight/sight.ts'
import type { Division } from '../sight/strips.ts'
import type { Style } from './task.ts'

/** A place as replies name it, by what was read off the pictures. */
export type Place =
  | { readonly rows: readonly number[]; readonly columns: readonly number[] }
  | { readonly cells: readonly number[] }
  | {
      readonly left: number
      readonly top: number
      readonly right: number
      readonly bottom: number
    }

/** What lies in a strip or a cell by less than this share of itself is not there. */
const leastShare = 0.005

/** Where an object is in the pictures; null where they give no words for it. */
export function placeOf(object: Bits, pictures: readonly Seen[], style: Style): Place | null {
  switch (style) {
    case 'split': {
      const rows = idsHolding(object, pictures[0])
      const columns = idsHolding(object, pictures[1])
      return rows.length === 0 || columns.length === 0 ? null : { rows, columns }
    }
    case 'grid': {
      const cells = idsHolding(object, pictures[0])
      return cells.length === 0 ? null : { cells }
    }
    case 'none':
      return boxOf(object)
  }
}

/** The numbers of the parts of a picture that hold some of the object, whichever way the picture is cut. */
function idsHolding(object: Bits, seen: Seen | undefined): number[] {
  if (seen === undefined) return []
  const { width, height } = seen.picture
  const shown = stretched(object, width, height)
  const all = areaOf(shown)
  const ids = partsOf(seen.division(), width, height)
    .filter((part) => areaIn(shown, part) > leastShare * all)
    .map(({ id }) => id)
  return [...new Set(ids)].toSorted((a, b) => a - b)
}

/** A numbered part of a picture, in its pixels. */
export type Part = {
  readonly id: number
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

export function partsOf(division: Division, width: number, height: number): Part[] {
  switch (division.kind) {
    case 'rows':
      return division.strips.map(({ id, from, to }) => ({ id, x0: 0, y0: from, x1: width, y1: to }))
    case 'columns':
      return division.strips.map(({ id, from, to }) => ({
        id,
        x0: from,
        y0: 0,
        x1: to,
        y1: height,
      }))
    case 'cells':
      return [...division.cells]
    case 'undivided':
      return []
  }
}

/** Sides as shares of the picture. */
function boxOf({ width, height, bits }: Bits): Place | null {
  let [x0, y0, x1, y1] = [width, height, 0, 0]
  for (let i = 0; i < bits.length; i++) {
    if (bits[i] === 0) continue
    const x = i % width
    const y = (i - x) / width
    ;[x0, y0] = [Math.min(x0, x), Math.min(y0, y)]
    ;[x1, y1] = [Math.max(x1, x + 1), Math.max(y1, y + 1)]
  }
  if (x1 === 0) return null
  const share = (at: number, of: number): number => Number((at / of).toFixed(4))
  return {
    left: share(x0, width),
    top: share(y0, height),
    right: share(x1, width),
    bottom: share(y1, height),
  }
}

const mostSpots = 3

/**
 * The few small places where most of a mask of errors is, the worst first. `errors` has the size of the pictures; those
 * of less than `least` pixels are let be.
 */
export function spotsOf(
  errors: Bits,
  least: number,
  where: { readonly pictures: readonly Seen[]; readonly style: Style },
): Place[] {
  const { pictures, style } = where
  if (style === 'none')
    return blobsOf(errors)
      .filter(({ pixels }) => pixels.length >= least)
      .toSorted((a, b) => b.pixels.length - a.pixels.length)
      .slice(0, mostSpots)
      .flatMap(({ pixels }) => {
        const bits = new Uint8Array(errors.bits.length)
        for (const pixel of pixels) bits[pixel] = 1
        return boxOf({ ...errors, bits }) ?? []
      })
  const spots = spotParts(errors, pictures, style)
    .map(({ place, part }) => ({ place, area: areaIn(errors, part) }))
    .filter(({ area }) => area >= least)
    .toSorted((a, b) => b.area - a.area)
  return spots.slice(0, mostSpots).map(({ place }) => place)
}

function spotParts(
  { width, height }: Bits,
  pictures: readonly Seen[],
  style: Style,
): { readonly place: Place; readonly part: Omit<Part, 'id'> }[] {
  const [first = [], second = []] = pictures.map((seen) => partsOf(seen.division(), width, height))
  if (style === 'grid') return first.map((part) => ({ place: { cells: [part.id] }, part }))
  return first.flatMap((row) =>
    second.map((column) => ({
      place: { rows: [row.id], columns: [column.id] },
      part: {
        x0: Math.max(row.x0, column.x0),
        y0: Math.max(row.y0, column.y0),
        x1: Math.min(row.x1, column.x1),
        y1: Math.min(row.y1, column.y1),
      },
    })),
  )
}

/** `rows 2-3 columns 4,6`, `cells 1-2`, `left 0.1 top 0.2 right 0.3 bottom 0.4`. */
export function inWords(place: Place): string {
  return Object.entries(place)
    .map(([name, value]) => `${name} ${Array.isArray(value) ? spansOf(value as number[]) : value}`)
    .join(' ')
}

function spansOf(ids: readonly number[]): string {
  const spans: [number, number][] = []
  for (const id of ids) {
    const last = spans.at(-1)
    if (last !== undefined && last[1] + 1 === id) last[1] = id
    else spans.push([id, id])
  }
  return spans.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',')
}
