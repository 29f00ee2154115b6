import type { DatasetTexts } from './dataset.ts'
import { ok, type Result } from '../result.ts'
import { fieldsOf } from './taken.ts'
import { recordFromTexts, textsFromRecord } from './texts.ts'

/** Names of the texts where a format has a list of named texts for them; lists are JSON. */
export const attributeNames = [
  'query',
  'is_sentence',
  'variants',
  'target',
  'synonyms',
  'attributes',
  'sgdr',
  'split',
  'answer',
  'rationale',
] as const

/** The texts of a sample as named texts; what was not said is not there. */
export function attributesFromTexts(texts: DatasetTexts): [name: string, value: string][] {
  const record = fieldsOf(recordFromTexts(texts))
  return Object.entries(record).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
}

/** The other way; a list that is no JSON is one text. Fails as `textsFromRecord` does. */
export function textsFromAttributes(
  attributes: ReadonlyMap<string, string>,
): Result<Partial<DatasetTexts>> {
  const plain = new Set(['query', 'target', 'answer', 'rationale', 'split'])
  const lists = new Set(['variants', 'synonyms', 'attributes'])
  const record: Record<string, unknown> = {}
  for (const name of attributeNames) {
    const value = attributes.get(name)
    if (value === undefined || value === '') continue
    const parsed = plain.has(name) ? value : parsedOr(value)
    record[name] = lists.has(name) && typeof parsed === 'string' ? [parsed] : parsed
  }
  if (typeof record['is_sentence'] === 'string') delete record['is_sentence']
  return Object.keys(record).length === 0 ? ok({}) : textsFromRecord(record)
}

function parsedOr(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
