import type { Size } from '../geometry/size.ts'
import type { Rle } from '../mask/mask.ts'
import type { AppError } from '../result.ts'

/** What people say about a sample. Empty texts and lists where nothing was said. */
export type DatasetTexts = {
  readonly query: string
  /** Rephrasings of the query. */
  readonly variants: readonly string[]
  /** A long query (a sentence); false for a short phrase. */
  readonly isSentence: boolean
  /** Name of the target, its synonyms and attributes. */
  readonly target: string
  readonly synonyms: readonly string[]
  readonly attributes: readonly string[]
  /** Kind of reasoning of ReasonSeg-SGDR (`core/dataset/sgdr.ts`) and its components. */
  readonly category: string | null
  readonly components: readonly string[]
  readonly split: 'train' | 'val' | 'test' | null
  readonly answer: string
  readonly rationale: string
}

/** One accepted sample as every format is given it. All ids are the caller's, the same in every export. */
export type DatasetSample = DatasetTexts & {
  readonly sampleId: number
  /** Id of the annotation in exports; at least 1. */
  readonly annotationId: number
  readonly imageId: number
  /** What exports call the image: unique, `/` between folders. */
  readonly imageName: string
  /** Of the upright image. */
  readonly size: Size
  readonly mask: Rle
  readonly ignore: Rle
  readonly noTarget: boolean
}

/** What an export could not say in its format; `iou` of what was written with the truth where it was altered. */
export type Loss = { readonly sample: number; readonly what: string; readonly iou: number | null }

/** A sample from elsewhere, its masks at the upright image's size. */
export type ForeignSample = {
  readonly texts: Partial<DatasetTexts>
  /** null for none; then `noTarget` says whether that is the truth. */
  readonly mask: Rle | null
  readonly ignore: Rle | null
  readonly noTarget: boolean
  /** What the file calls it: the same file read again adds nothing that is there under this key. */
  readonly key: string
  /** A whole number it would like to keep as annotation id in exports. */
  readonly annotationId: number | null
  /** Its id in the project it was exported from. */
  readonly sampleId: number | null
}

/** `bad`: wrong, it refuses a strict import. `passed`: right, and still no sample. */
export type ForeignTaken = {
  /** Line of its file, from 1; null where that says nothing. */
  readonly line: number | null
  /** Where it is and what it is called, as `shapes[3]`; begins the sentence of the report. */
  readonly what: string
} & (
  | { readonly kind: 'sample'; readonly sample: ForeignSample }
  | { readonly kind: 'bad' | 'passed'; readonly reason: string }
)

/** The sentence of a failure for a report that names the file already. */
export function reasonOfError({ message, hint }: AppError): string {
  return hint === '' ? message : `${message}. ${hint}`
}
