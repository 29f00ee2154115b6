import type { ImageBox } from '../geometry/box.ts'
import type { Size } from '../geometry/size.ts'
import { checkRegion } from '../grid/check-region.ts'
import { unpaddedBox } from '../grid/lines.ts'
import type { Region } from '../grid/region.ts'
import type { Rle } from '../mask/mask.ts'
import { emptyRle } from '../mask/rle.ts'
import { importedPrior, mostWeights } from '../prior/imported.ts'
import { priorSide } from '../prior/prior.ts'
import { fail, ok, type Result } from '../result.ts'
import { cocoSegmentation } from './coco.ts'
import { fieldsOf, idOf } from './taken.ts'

/** How a record names the sample it is for; the more it says, the less is left open. */
export type PredictionClaim = {
  readonly sample: number | null
  /** Id of its annotation in exports or in the data set it came from. */
  readonly annotation: number | null
  /** What the data set that the image came from calls it. */
  readonly imageKey: string | null
  /** File name or path of the image. */
  readonly image: string | null
  /** Name of the mask's file without its ending: of the image, or that and `__` and the sample's id. */
  readonly stem: string | null
  readonly query: string | null
}

export const noClaim: PredictionClaim = {
  sample: null,
  annotation: null,
  imageKey: null,
  image: null,
  stem: null,
  query: null,
}

export type PredictedCandidate = { readonly rle: Rle; readonly score: number }

/** What a model says of one sample, at the size of its image; null wherever it says nothing. */
export type Prediction = {
  readonly mask: Rle
  readonly score: number | null
  readonly saysAbsent: boolean | null
  readonly text: string
  /** Image coordinates. */
  readonly boxes: readonly ImageBox[] | null
  /** 32×32 weights in [0, 1]. */
  readonly prior: readonly number[] | null
  readonly candidates: readonly PredictedCandidate[] | null
}

export function maskPrediction(mask: Rle, score: number | null = null): Prediction {
  const nothing = { saysAbsent: null, text: '', boxes: null, prior: null, candidates: null }
  return { ...nothing, mask, score }
}

const longestText = 20_000
const mostCandidates = 200
const rowHint =
  'A row is {image or sample, query?, rle, score?, text?, rows?, columns?, candidates?: [{rle, score}], prior?}.'

type Fields = Readonly<Record<string, unknown>>

/** Whom a row is for. Fails with `bad_input` where it says neither `sample` nor `image`. */
export function claimOfRow(row: Fields): Result<PredictionClaim> {
  const { sample, image, query } = row
  const id = idOf(sample)
  if (sample !== undefined && sample !== null && id === null)
    return bad('its "sample" is no whole number from 1 on')
  const name = typeof image === 'string' && image !== '' ? image : null
  if (id === null && name === null) return bad('it has neither "sample" nor "image"')
  if (query !== undefined && query !== null && typeof query !== 'string')
    return bad('its "query" is no text')
  return ok({ ...noClaim, sample: id, image: name, query: query ?? null })
}

/** Whom an entry of COCO results is for. Fails with `bad_input` where it names no image and no sample. */
export function claimOfResult(entry: Fields): Result<PredictionClaim> {
  const { image_id: key, file_name: name, query } = entry
  const isKey = Number.isSafeInteger(key) || (typeof key === 'string' && key !== '')
  const claim: PredictionClaim = {
    ...noClaim,
    sample: idOf(entry['sample_id']),
    annotation: idOf(entry['annotation_id']),
    imageKey: isKey ? String(key) : null,
    image: typeof name === 'string' && name !== '' ? name : typeof key === 'string' ? key : null,
    query: typeof query === 'string' ? query : null,
  }
  const isNamed = isKey || claim.image !== null || claim.sample !== null
  return isNamed || claim.annotation !== null ? ok(claim) : bad('it has no "image_id"')
}

/** Fails with what is wrong with the mask: `bad_input`, `bad_rle`, `bad_polygon` or `size_mismatch`. */
export function predictionOfResult(entry: Fields, size: Size): Result<Prediction> {
  const mask = maskOf(entry['segmentation'], size)
  if (!mask.ok) return mask
  const score = scoreOf(entry['score'])
  return score.ok ? ok(maskPrediction(mask.value, score.value)) : score
}

/**
 * A row of design section 6 against the size of its image. `rle` may be null for an empty mask, `no_target` says that
 * nothing answers the query; `grid` is the number of rows and columns of the grid prompt, 9 unless given. Fails with
 * `bad_input`, `bad_rle`, `bad_polygon` or `size_mismatch`, naming the field.
 */
export function predictionOfRow(row: Fields, size: Size): Result<Prediction> {
  const mask = maskOf(row['rle'] === undefined ? row['segmentation'] : row['rle'], size)
  if (!mask.ok) return mask
  const score = scoreOf(row['score'])
  if (!score.ok) return score
  const { text, no_target: absent } = row
  if (text !== undefined && text !== null && typeof text !== 'string')
    return bad('its "text" is no text')
  if (typeof text === 'string' && text.length > longestText)
    return bad(`its "text" is longer than ${longestText} characters`)
  const boxes = boxesOf(row, size)
  if (!boxes.ok) return boxes
  const candidates = candidatesOf(row['candidates'], size)
  if (!candidates.ok) return candidates
  const prior = priorOf(row['prior'])
  if (!prior.ok) return prior
  return ok({
    mask: mask.value,
    score: score.value,
    saysAbsent: typeof absent === 'boolean' ? absent : null,
    text: text ?? '',
    boxes: boxes.value,
    prior: prior.value,
    candidates: candidates.value,
  })
}

function maskOf(value: unknown, size: Size): Result<Rle> {
  if (value === undefined) return bad('it has no "rle"')
  return value === null ? ok(emptyRle(size)) : cocoSegmentation(value, size)
}

function scoreOf(value: unknown): Result<number | null> {
  if (value === undefined || value === null) return ok(null)
  return typeof value === 'number' && Number.isFinite(value)
    ? ok(value)
    : bad('its "score" is no number')
}

function boxesOf({ rows, columns, grid }: Fields, size: Size): Result<readonly ImageBox[] | null> {
  if ((rows ?? columns ?? null) === null) return ok(null)
  if (!isIds(rows) || !isIds(columns))
    return bad('its "rows" and "columns" are no two lists of whole numbers')
  const n = grid === undefined || grid === null ? 9 : idOf(grid)
  if (n === null || n < 2 || n > 20) return bad('its "grid" is no whole number from 2 to 20')
  const area = { n, style: 'split', shift: false, size } as const
  const region: Region = { kind: 'strips', rows, columns }
  const checked = checkRegion(region, area)
  return checked.ok ? ok([unpaddedBox(checked.value, area)]) : checked
}

function isIds(value: unknown): value is number[] {
  return Array.isArray(value) && value.length <= 100 && value.every((id) => idOf(id) !== null)
}

function candidatesOf(value: unknown, size: Size): Result<readonly PredictedCandidate[] | null> {
  if (value === undefined || value === null) return ok(null)
  if (!Array.isArray(value)) return bad('its "candidates" are no list')
  if (value.length > mostCandidates) return bad(`it has more than ${mostCandidates} candidates`)
  const found: PredictedCandidate[] = []
  for (const [i, entry] of (value as readonly unknown[]).entries()) {
    const { rle, score } = fieldsOf(entry)
    const mask = maskOf(rle, size)
    const place = `candidates[${i}]`
    if (!mask.ok) return fail(mask.error.code, `${place}: ${mask.error.message}`, mask.error.hint)
    const rank = scoreOf(score)
    if (!rank.ok || rank.value === null) return bad(`${place} has no number as "score"`)
    found.push({ rle: mask.value, score: rank.value })
  }
  return ok(found)
}

/** Rows of numbers, or all numbers of a square in one list; any size up to 4096 × 4096. */
function priorOf(value: unknown): Result<readonly number[] | null> {
  if (value === undefined || value === null) return ok(null)
  const problem = `its "prior" is no list of equally long rows of numbers (${priorSide} × ${priorSide}, or any size)`
  if (!Array.isArray(value) || value.length === 0) return bad(problem)
  const list = value as readonly unknown[]
  const flat = list.every((one) => typeof one === 'number') ? list : list.flat(1)
  const rows = flat === list ? Math.sqrt(list.length) : list.length
  const columns = flat.length / rows
  const isEven = flat === list || list.every((row) => Array.isArray(row) && row.length === columns)
  if (!Number.isInteger(rows) || columns < 1 || !isEven || flat.length > mostWeights)
    return bad(problem)
  if (!flat.every((one) => typeof one === 'number' && Number.isFinite(one))) return bad(problem)
  return ok(importedPrior({ rows, columns, values: Float64Array.from(flat as number[]) }))
}

function bad(message: string): ReturnType<typeof fail> {
  return fail('bad_input', message, rowHint)
}
