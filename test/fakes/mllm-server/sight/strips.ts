import { findLines } from './lines.ts'
import { findNumbers, type SeenNumber } from './numbers.ts'
import type { Picture } from './picture.ts'

/** A part of a picture between two lines, in pixels, with the number that stands in it. */
export type Strip = { readonly id: number; readonly from: number; readonly to: number }

/** A part of a picture between four lines. */
export type Cell = {
  readonly id: number
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

/** How a picture is divided, as far as it is numbered. Rows from the top, columns from the left. */
export type Division =
  | { readonly kind: 'rows' | 'columns'; readonly strips: readonly Strip[] }
  | { readonly kind: 'cells'; readonly cells: readonly Cell[] }
  | { readonly kind: 'undivided' }

/** Read off the pixels: where the lines are, and which number stands between them. */
export function divisionOf(picture: Picture): Division {
  const lines = findLines(picture)
  const down = partsOf(lines.down, picture.width)
  const across = partsOf(lines.across, picture.height)
  if (down.length < 2 && across.length < 2) return { kind: 'undivided' }
  const numbers = findNumbers(picture)
  if (down.length < 2) return { kind: 'rows', strips: stripsOf(across, numbers, 'y') }
  if (across.length < 2) return { kind: 'columns', strips: stripsOf(down, numbers, 'x') }
  const cells = across.flatMap(([y0, y1]) =>
    down.flatMap(([x0, x1]) => {
      const inside = numbers.filter(
        ({ x, y }) => isNearMiddle(x, x0, x1) && isNearMiddle(y, y0, y1),
      )
      const id = onlyOf(inside, (x0 + x1) / 2, (y0 + y1) / 2)
      return id === null ? [] : [{ id, x0, y0, x1, y1 }]
    }),
  )
  return { kind: 'cells', cells }
}

type Part = readonly [from: number, to: number]

/** The parts that lines cut a side into; lines at its very ends cut nothing. */
function partsOf(lines: readonly number[], side: number): Part[] {
  const margin = side * 0.004
  const inner = lines.filter((at) => at > margin && at < side - margin)
  const edges = [0, ...inner, side]
  return edges.slice(1).map((to, i) => [edges[i]!, to])
}

function stripsOf(
  parts: readonly Part[],
  numbers: readonly SeenNumber[],
  along: 'x' | 'y',
): Strip[] {
  return parts.flatMap(([from, to]) => {
    const inside = numbers.filter((number) => isNearMiddle(number[along], from, to))
    const middle = (from + to) / 2
    const id = onlyOf(
      inside,
      ...((along === 'x' ? [middle, null] : [null, middle]) as [number | null, number | null]),
    )
    return id === null ? [] : [{ id, from, to }]
  })
}

/** Numbers stand in the middle of their part; a narrow one at the picture's edge may push them aside. */
function isNearMiddle(at: number, from: number, to: number): boolean {
  return at > from && at < to && Math.abs(at - (from + to) / 2) < 0.2 * (to - from)
}

/** The number nearest to the middle; null where there is none. */
function onlyOf(numbers: readonly SeenNumber[], x: number | null, y: number | null): number | null {
  const away = (one: SeenNumber): number =>
    Math.hypot(x === null ? 0 : one.x - x, y === null ? 0 : one.y - y)
  return numbers.toSorted((a, b) => away(a) - away(b))[0]?.value ?? null
}
