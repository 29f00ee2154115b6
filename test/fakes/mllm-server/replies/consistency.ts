import { areaOf, united } from '../sight/overlap.ts'
import type { Bits } from '../sight/picture.ts'
import type { Seen } from '../sight/sight.ts'
import type { Found } from './found.ts'
import { partsOf, type Part } from './places.ts'
import type { Task } from './task.ts'

/** How good another program's reasoning is, going by the truth. */
export function consistencyReply(task: Task, found: Found): string {
  const { query } = found
  const said = /<reasoning>\s*([\s\S]*?)\s*<\/reasoning>/.exec(task.text)?.[1] ?? ''
  const reasoning = said.toLowerCase()
  const place = /and its place: (.*)\.$/m.exec(task.text)?.[1] ?? ''
  const names = query === null ? [] : [query.target, ...query.synonyms]
  const isNamed = names.some((name) => reasoning.includes(name.toLowerCase()))
  const attributes = query?.attributes ?? []
  const seen = attributes.filter((one) => reasoning.includes(one.toLowerCase()))
  return JSON.stringify({
    logic: reasoning.length > 20 ? 0.9 : 0.2,
    relevance: isNamed ? 1 : 0.2,
    visual: rounded(0.5 + (0.5 * seen.length) / Math.max(1, attributes.length)),
    localisation: rounded(coverage(place, found)),
    reason: isNamed ? 'It is about the right thing.' : 'It is about something else.',
  })
}

function rounded(value: number): number {
  return Number(value.toFixed(2))
}

/** Share of the target that lies in the places named in words; of a target that is not there, whether that was said. */
function coverage(words: string, { pictures, query }: Found): number {
  const [first, second = first] = pictures
  if (first === undefined || second === undefined || query === null) return 0
  if (query.objects.length === 0) return /^nowhere\b/.test(words) ? 1 : 0
  const { width, height } = first.picture
  const truth = united(query.objects, width, height)
  const named = new Uint8Array(width * height)
  for (const place of words.split(';')) {
    const cells = idsIn(place, 'cell')
    const box = boxIn(place)
    const inside =
      box !== null
        ? [filled([scaled(box, width, height)], width, height)]
        : cells.length > 0
          ? [partsNamed(first, cells)]
          : [partsNamed(first, idsIn(place, 'row')), partsNamed(second, idsIn(place, 'column'))]
    for (let i = 0; i < named.length; i++)
      if (inside.every(({ bits }) => bits[i] === 1)) named[i] = 1
  }
  const kept = truth.bits.map((bit, i) => bit & named[i]!)
  return areaOf({ width, height, bits: kept }) / Math.max(1, areaOf(truth))
}

/** `rows 2–3, 5` as 2, 3 and 5. */
function idsIn(place: string, word: string): number[] {
  const list = new RegExp(`${word}s? ([\\d ,–-]+)`).exec(place)?.[1] ?? ''
  return [...list.matchAll(/(\d+)(?:\s*[–-]\s*(\d+))?/g)].flatMap(([, from, to = from]) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => Number(from) + i),
  )
}

type Box = Omit<Part, 'id'>

function boxIn(place: string): Box | null {
  const number = '([\\d.]+)'
  const sides = ['left', 'top', 'right', 'bottom'].map((side) => `${side} ${number}`).join(', ')
  const found = new RegExp(sides).exec(place)?.slice(1).map(Number.parseFloat)
  if (found === undefined) return null
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = found
  return { x0, y0, x1, y1 }
}

function scaled({ x0, y0, x1, y1 }: Box, width: number, height: number): Box {
  return { x0: x0 * width, y0: y0 * height, x1: x1 * width, y1: y1 * height }
}

function partsNamed({ picture, division }: Seen, ids: readonly number[]): Bits {
  const { width, height } = picture
  const parts = partsOf(division(), width, height).filter(({ id }) => ids.includes(id))
  return filled(parts, width, height)
}

function filled(boxes: readonly Box[], width: number, height: number): Bits {
  const bits = new Uint8Array(width * height)
  for (const { x0, y0, x1, y1 } of boxes)
    for (let y = Math.round(y0); y < Math.min(height, Math.round(y1)); y++)
      bits.fill(1, y * width + Math.round(x0), y * width + Math.min(width, Math.round(x1)))
  return { width, height, bits }
}
