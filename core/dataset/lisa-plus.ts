import type { Size } from '../geometry/size.ts'
import type { Rle } from '../mask/mask.ts'
import { parseRings, rleFromPolygons } from '../mask/polygon.ts'
import { isEmptyRle, uniteAll } from '../mask/rle-ops.ts'
import { fail, ok, type Result } from '../result.ts'
import { fieldsOf } from './taken.ts'

/** A row of LISA++'s instance segmentation: a question and the instances that answer it. */
export type LisaPlusRow = {
  /** Name of an image of COCO train2017. */
  readonly image: string
  readonly query: string
  /** Name of the instances where they share one; else empty. */
  readonly target: string
  readonly instances: readonly { readonly id: string; readonly outline: unknown }[]
}

/**
 * Keys as loaders of others read them; no official one is published. Fails with `bad_input`, also where an instance of
 * `ID` has no outline among `points`.
 */
export function parseLisaPlusRow(value: unknown): Result<LisaPlusRow> {
  const record = fieldsOf(value)
  const { img_path: image, 'English Question': query } = record
  if (typeof image !== 'string' || image === '') return bad('it has no text as img_path')
  if (typeof query !== 'string') return bad('it has no text as English Question')
  const points = fieldsOf(record['points'])
  const ids = idsOf(record['ID'] ?? Object.keys(points))
  if (ids === null || ids.length === 0) return bad('it has no ID')
  const names = new Set<string>()
  const instances: { id: string; outline: unknown }[] = []
  for (const id of ids) {
    const found = Object.hasOwn(points, id) ? points[id] : undefined
    const { points: ring, polygon, 'label name': name } = fieldsOf(found)
    const outline = Array.isArray(found) ? found : (ring ?? polygon)
    if (outline === undefined) return bad(`instance ${id} has no outline among points`)
    instances.push({ id, outline })
    names.add(typeof name === 'string' ? name : '')
  }
  const [target = ''] = names
  return ok({ image, query, target: names.size === 1 ? target : '', instances })
}

function idsOf(value: unknown): string[] | null {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  const ids = list.map((id) => (typeof id === 'number' ? String(id) : id))
  return ids.every((id) => typeof id === 'string' && id !== '')
    ? [...new Set(ids as string[])]
    : null
}

/** The union of the instances by COCO's rule, whose outlines they are. Fails with `bad_polygon` or `bad_input`. */
export function lisaPlusMask({ instances }: LisaPlusRow, size: Size): Result<Rle> {
  const masks: Rle[] = []
  for (const { id, outline } of instances) {
    const rings = parseRings(ringsOf(outline))
    if (!rings.ok) return bad(`instance ${id}: ${rings.error.message}`)
    masks.push(rleFromPolygons(rings.value, size))
  }
  const all = uniteAll(masks, size)
  return isEmptyRle(all) ? bad('its mask has no pixel inside the image') : ok(all)
}

/** Flat rings, one flat ring, or rings of pairs of x and y: a flat ring has six numbers at least, a pair two. */
function ringsOf(outline: unknown): unknown {
  if (!Array.isArray(outline)) return outline
  const list: readonly unknown[] = outline
  if (list.every((value) => typeof value === 'number')) return [list]
  if (list.every(isPair)) return [list.flat()]
  if (list.every((ring) => Array.isArray(ring) && ring.length > 0 && ring.every(isPair)))
    return list.map((ring) => (ring as readonly unknown[]).flat())
  return list
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2
}

function bad(message: string): ReturnType<typeof fail> {
  return fail('bad_input', message)
}
