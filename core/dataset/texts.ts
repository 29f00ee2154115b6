import { fail, ok, type Result } from '../result.ts'
import type { DatasetSample, DatasetTexts, Loss } from './dataset.ts'

/** The texts of a sample under the names that our files give them; empty ones are left out, save the query. */
export type TextsRecord = {
  readonly query: string
  readonly is_sentence: boolean
  readonly variants?: readonly string[]
  readonly target?: string
  readonly synonyms?: readonly string[]
  readonly attributes?: readonly string[]
  readonly sgdr?: { readonly category: string; readonly components: readonly string[] }
  readonly split?: string
  readonly answer?: string
  readonly rationale?: string
}

export function recordFromTexts(texts: DatasetTexts): TextsRecord {
  const { query, variants, isSentence, target, synonyms, attributes } = texts
  const { category, components, split, answer, rationale } = texts
  return {
    query,
    is_sentence: isSentence,
    ...(variants.length === 0 ? {} : { variants }),
    ...(target === '' ? {} : { target }),
    ...(synonyms.length === 0 ? {} : { synonyms }),
    ...(attributes.length === 0 ? {} : { attributes }),
    ...(category === null ? {} : { sgdr: { category, components } }),
    ...(split === null ? {} : { split }),
    ...(answer === '' ? {} : { answer }),
    ...(rationale === '' ? {} : { rationale }),
  }
}

/**
 * The texts of a record with our names; other names, null and splits of other names are passed over. Fails with
 * `bad_input` where one of ours is of another type, naming it.
 */
export function textsFromRecord(record: Readonly<Record<string, unknown>>): Result<Texts> {
  const texts: Mutable<Texts> = {}
  for (const [name, key] of textNames) {
    const value = record[name] ?? null
    if (value === null) continue
    if (typeof value !== 'string') return wrong(name, 'a text')
    texts[key] = value
  }
  for (const [name, key] of listNames) {
    const value = record[name] ?? null
    if (value === null) continue
    if (!isTextList(value)) return wrong(name, 'a list of texts')
    texts[key] = value
  }
  const isSentence = record['is_sentence'] ?? null
  if (isSentence !== null && typeof isSentence !== 'boolean')
    return wrong('is_sentence', 'true or false')
  if (isSentence !== null) texts.isSentence = isSentence
  const split = record['split']
  if (split === 'train' || split === 'val' || split === 'test') texts.split = split
  return withKind(texts, record['sgdr'] ?? null)
}

/**
 * What of a sample's texts is not among those that `title` holds, as the losses of an export: one a sample, as
 * "variants, rationale: YOLO has no place for them".
 */
export function textLosses(
  sample: DatasetSample,
  held: readonly (keyof DatasetTexts)[],
  title: string,
): Loss[] {
  const lost: string[] = [
    ...textNames.filter(([, key]) => !held.includes(key) && sample[key] !== ''),
    ...listNames.filter(([, key]) => !held.includes(key) && sample[key].length > 0),
  ].map(([name]) => name)
  if (!held.includes('category') && sample.category !== null) lost.push('sgdr')
  if (!held.includes('split') && sample.split !== null) lost.push('split')
  if (lost.length === 0) return []
  const pronoun = lost.length === 1 ? 'it' : 'them'
  const what = `${lost.join(', ')}: ${title} has no place for ${pronoun}`
  return [{ sample: sample.sampleId, what, iou: null }]
}

type Texts = Partial<DatasetTexts>
type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const textNames = [
  ['query', 'query'],
  ['target', 'target'],
  ['answer', 'answer'],
  ['rationale', 'rationale'],
] as const

const listNames = [
  ['variants', 'variants'],
  ['synonyms', 'synonyms'],
  ['attributes', 'attributes'],
] as const

function withKind(texts: Texts, sgdr: unknown): Result<Texts> {
  if (sgdr === null) return ok(texts)
  const kind = typeof sgdr === 'object' ? (sgdr as Readonly<Record<string, unknown>>) : {}
  const { category, components = [] } = kind
  if (typeof category !== 'string') return wrong('sgdr.category', 'a text')
  if (!isTextList(components)) return wrong('sgdr.components', 'a list of texts')
  return ok({ ...texts, category, components })
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string')
}

function wrong(name: string, wanted: string): Result<Texts> {
  return fail('bad_input', `its ${name} is not ${wanted}`)
}
