import type { DatasetTexts, ForeignTaken } from '#core/dataset/dataset'
import type { Split } from '#core/dataset/mask-scoring'
import { problemOfSize, takeBad, takeSample } from '#core/dataset/taken'
import type { Size } from '#core/geometry/size'
import { sizeOfRle, type Rle } from '#core/mask/mask'
import { isEmptyRle } from '#core/mask/rle-ops'
import { parseRle } from '#core/mask/rle'
import type { HfRow } from './hf-group.ts'

/** The sample of a row. `split`: where the row itself names none. */
export function sampleFromHf(row: HfRow, split: Split | null, size: Size): ForeignTaken {
  const place = { line: null, what: `row ${row.number}` }
  const { mask, texts } = row
  if (mask === null) return takeBad(place, 'it has no mask')
  if ('problem' in mask) return takeBad(place, `its mask is broken: ${mask.problem}`)
  const odd = problemOfSize(sizeOfRle(mask), size)
  if (odd !== null) return takeBad(place, `its mask does not fit: ${odd}`)
  const needed = row.isOurs ? [...texts.keys()].filter((name) => !mayBeNull.has(name)) : ['text']
  const unread = needed.find((name) => (texts.get(name) ?? null) === null)
  if (unread !== undefined)
    return takeBad(place, `its ${unread} is missing, too long or no UTF-8 text`)
  const ignore = ignoreOf(texts.get('ignore') ?? null, size)
  if (typeof ignore === 'string') return takeBad(place, ignore)
  const noTarget = isEmptyRle(mask)
  return takeSample(place, {
    key: texts.get('ann_id') ?? `row ${row.number}`,
    texts: textsFrom(row, split),
    mask: noTarget ? null : mask,
    ignore,
    noTarget,
    annotationId: row.isOurs ? idFrom(texts.get('ann_id') ?? null) : null,
    sampleId: row.sampleId,
  })
}

const mayBeNull: ReadonlySet<string> = new Set(['ignore', 'category', 'split'])

/** What is wrong where it is a text. */
function ignoreOf(text: string | null, size: Size): Rle | null | string {
  if (text === null) return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'its ignore is no JSON'
  }
  const rle = parseRle(value)
  if (!rle.ok) return `its ignore: ${rle.error.message}`
  const odd = problemOfSize(sizeOfRle(rle.value), size)
  return odd === null ? rle.value : `its ignore does not fit: ${odd}`
}

function textsFrom(
  { texts, lists, flags, isOurs }: HfRow,
  split: Split | null,
): Partial<DatasetTexts> {
  const query = texts.get('text') ?? ''
  if (!isOurs) return { query, split }
  const own = texts.get('split') ?? null
  return {
    query,
    isSentence: flags.get('is_sentence') ?? true,
    variants: lists.get('variants') ?? [],
    target: texts.get('target') ?? '',
    synonyms: lists.get('synonyms') ?? [],
    attributes: lists.get('attributes') ?? [],
    category: texts.get('category') ?? null,
    components: lists.get('components') ?? [],
    split: own === 'train' || own === 'val' || own === 'test' ? own : null,
    answer: texts.get('answer') ?? '',
    rationale: texts.get('rationale') ?? '',
  }
}

function idFrom(text: string | null): number | null {
  const id = Number(text ?? '')
  return Number.isSafeInteger(id) && id > 0 ? id : null
}
