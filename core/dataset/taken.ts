import type { Size } from '../geometry/size.ts'
import type { ForeignSample, ForeignTaken } from './dataset.ts'

/** Where a record is, as reports say it. */
export type Place = { readonly line: number | null; readonly what: string }

type Given = Partial<ForeignSample> & Pick<ForeignSample, 'key' | 'texts'>

/** A sample from elsewhere, bad where it has no query. What is not given is none; texts are checked by who keeps them. */
export function takeSample(place: Place, given: Given): ForeignTaken {
  if ((given.texts.query ?? '').trim() === '') return takeBad(place, 'it has no query')
  const none = { mask: null, ignore: null, noTarget: false, annotationId: null, sampleId: null }
  return { ...place, kind: 'sample', sample: { ...none, ...given } }
}

export function takeBad(place: Place, reason: string): ForeignTaken {
  return { ...place, kind: 'bad', reason }
}

export function takePassed(place: Place, reason: string): ForeignTaken {
  return { ...place, kind: 'passed', reason }
}

/** Why a mask is not taken for an image of this size. Masks are never stretched. */
export function problemOfSize(mask: Size, image: Size): string | null {
  if (mask.width === image.width && mask.height === image.height) return null
  return (
    `it is ${mask.width} × ${mask.height} pixels, the image ${image.width} × ${image.height}; ` +
    'export masks at the size of the image as it is shown, after EXIF rotation'
  )
}

/** A whole number that may be an id. */
export function idOf(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : null
}

/** Named fields of what may be a JSON object; none of what is not. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as Record<string, unknown>) : {}
}
