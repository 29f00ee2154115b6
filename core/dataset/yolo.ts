import type { Size } from '../geometry/size.ts'
import type { Rle } from '../mask/mask.ts'
import { keyholeRingsFromRle, rleFromPolygons, type Ring } from '../mask/polygon.ts'
import { fail, ok, type Result } from '../result.ts'
import { isEndless } from './ring-length.ts'

/** Pairs of a foreign row. */
const mostPoints = 40_000

/**
 * A mask as one ring along its pixel edges: parts and holes are joined by bridges walked both ways, which leave no trace
 * under an even-odd rule. Empty for an empty mask.
 */
export function yoloRing(rle: Rle): number[] {
  const [first, ...rest] = keyholeRingsFromRle(rle)
  if (first === undefined) return []
  const ring = [...first]
  const [x = 0, y = 0] = first
  for (const part of rest) {
    const [partX = 0, partY = 0] = part
    ring.push(x, y)
    for (const value of part) ring.push(value)
    ring.push(partX, partY)
  }
  return ring
}

/** `class x y x y …`, shares of width and height. */
export function yoloRow(index: number, ring: Ring, { width, height }: Size): string {
  const shares = ring.map((value, i) => (value / (i % 2 === 0 ? width : height)).toFixed(6))
  return [index, ...shares].join(' ')
}

export type YoloRow =
  | { readonly kind: 'ring'; readonly index: number; readonly shares: readonly number[] }
  | { readonly kind: 'bad' | 'passed'; readonly reason: string }

/** One line of a label file. A box (four numbers) is no outline; coordinates in pixels are told from shares. */
export function parseYoloRow(text: string): YoloRow {
  const parts = text.trim().split(/\s+/)
  if (parts.length > mostPoints * 2 + 1) return { kind: 'bad', reason: 'it has too many numbers' }
  const numbers = parts.map((part) =>
    /^[+-]?(\d|\.\d)[\d.e+-]*$/i.test(part) ? Number(part) : NaN,
  )
  const [index, ...shares] = numbers
  if (index === undefined || !Number.isInteger(index) || index < 0 || numbers.some(Number.isNaN))
    return { kind: 'bad', reason: 'it is not a class and numbers' }
  if (shares.length === 4) return { kind: 'passed', reason: 'it is a box, no outline' }
  if (shares.length < 6 || shares.length % 2 === 1)
    return {
      kind: 'bad',
      reason: `${shares.length} numbers are no x and y of three points or more`,
    }
  if (shares.some((share) => share < -1 || share > 2))
    return { kind: 'bad', reason: 'its coordinates are no shares of the image (0 to 1)' }
  return { kind: 'ring', index, shares }
}

/**
 * Filled by COCO's rule, from which such files are made: a pixel spans from its number to the next. Fails with
 * `bad_polygon` where that would take minutes.
 */
export function rleFromYolo(shares: readonly number[], { width, height }: Size): Result<Rle> {
  const ring = shares.map((share, i) => share * (i % 2 === 0 ? width : height))
  return isEndless(ring)
    ? fail('bad_polygon', 'its outline goes to and fro without end')
    : ok(rleFromPolygons([ring], { width, height }))
}

/**
 * The class names of a `data.yaml`: a list or a map under `names`, in a block or in brackets. Fails with `bad_input` where
 * there are none.
 */
export function parseYoloNames(text: string): Result<Map<number, string>> {
  const lines = text.split(/\r?\n/)
  const at = lines.findIndex((line) => /^names\s*:/.test(line))
  if (at < 0) return fail('bad_input', 'it has no names')
  const inline = (lines[at] ?? '').replace(/^names\s*:\s*/, '').replace(/\s+#.*$/, '')
  const names = new Map<number, string>()
  const add = (entry: string) => {
    const [, number, name] = /^(?:-\s+|["']?(\d{1,6})["']?\s*:\s*)?(.*)$/.exec(entry.trim()) ?? []
    if (name !== undefined && name !== '')
      names.set(number === undefined ? names.size : Number(number), unquoted(name))
  }
  if (inline !== '') {
    const inside = inline + lines.slice(at + 1).join(' ')
    const [, list = ''] = /^[[{](.*?)[\]}]/.exec(inside) ?? []
    for (const entry of list.match(/(?:[^,"']|"[^"]*"|'[^']*')+/g) ?? []) add(entry)
  } else
    for (const line of lines.slice(at + 1)) {
      if (/^\s*(#|$)/.test(line)) continue
      if (!/^\s+\S|^-\s/.test(line)) break
      add(line)
    }
  return names.size > 0 ? ok(names) : fail('bad_input', 'it has no names')
}

function unquoted(text: string): string {
  const name = text.trim()
  if (!/^(".*"|'.*')$/.test(name)) return name.replace(/\s+#.*$/, '')
  if (name.startsWith("'")) return name.slice(1, -1).replaceAll("''", "'")
  try {
    return String(JSON.parse(name) as string)
  } catch {
    return name.slice(1, -1)
  }
}
