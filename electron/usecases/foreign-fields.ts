import type { DatasetTexts } from '#core/dataset/dataset'
import { sampleFieldsSchema, type SampleFields } from '#rpc/schemas/project'

/** The texts of a foreign sample within our limits, or which one is not. */
export function fieldsFromTexts(texts: Partial<DatasetTexts>): SampleFields | string {
  const parsed = sampleFieldsSchema.safeParse({ query: '', ...texts })
  if (parsed.success) return withCleanTexts(parsed.data)
  const [issue] = parsed.error.issues
  return `its ${issue?.path.join('.')}: ${issue?.message}`
}

/** SQLite ends texts at a zero, and half a surrogate pair is no text. */
function withCleanTexts(fields: SampleFields): SampleFields {
  const clean = (text: string) => text.replaceAll(/[\0\p{Cs}]/gu, '')
  const { query, target, answer, rationale } = fields
  return {
    ...fields,
    query: clean(query),
    target: clean(target),
    answer: clean(answer),
    rationale: clean(rationale),
    category: fields.category === null ? null : clean(fields.category),
    variants: fields.variants.map(clean),
    synonyms: fields.synonyms.map(clean),
    attributes: fields.attributes.map(clean),
    components: fields.components.map(clean),
  }
}
