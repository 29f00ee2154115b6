import type { Size } from '../geometry/size.ts'
import type { DatasetTexts, ForeignSample, ForeignTaken } from './dataset.ts'
import { problemOfTexts } from './texts.ts'

/** Where a record is, as reports say it. */
export type Place = { readonly line: number | null; readonly what: string }

type Given = Partial<ForeignSample> & Pick<ForeignSample, 'key' | 'texts'>

/** A sample from elsewhere, or why its texts make it none. What is not given is none. */
export function takeSample(place: Place, given: Given): ForeignTaken {
  const texts = cleanTexts(given.texts)
  const problem = problemOfTexts(texts)
  if (problem !== null) return takeBad(place, problem)
  const none = { mask: null, ignore: null, noTarget: false, annotationId: null, sampleId: null }
  return { ...place, kind: 'sample', sample: { ...none, ...given, texts } }
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

/** The store ends texts at a zero, and half a surrogate pair is no text. */
function cleanTexts(texts: Partial<DatasetTexts>): Partial<DatasetTexts> {
  const cleaned = Object.entries(texts).map(([key, value]) => [key, cleanValue(value)])
  return Object.fromEntries(cleaned) as Partial<DatasetTexts>
}

function cleanValue(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(/[\0\p{Cs}]/gu, '')
  return Array.isArray(value) ? value.map(cleanValue) : value
}
