import { ambiguitiesIn } from './ambiguity.ts'
import { languageOf } from './language.ts'
import { nearDuplicate, similarQueries, type QueryIndex, type SimilarQuery } from './query-index.ts'
import { leakIn, type Leak } from './query-leak.ts'
import { wordCount } from './words.ts'

/**
 * What can be said of a query without a model. Whether it can be answered without the picture, and whether it fits one
 * target alone, takes a multimodal model and is asked elsewhere.
 */
export const queryCheckNames = ['leak', 'duplicate', 'language', 'length', 'ambiguous'] as const

export type QueryCheck = {
  readonly check: (typeof queryCheckNames)[number]
  /** `unknown`: there is too little to tell by. */
  readonly verdict: 'ok' | 'warn' | 'bad' | 'unknown'
  readonly why: string
}

export type CheckedQuery = {
  /** Id of the sample where it is in the index already, else null. */
  readonly id: number | null
  readonly image: number
  readonly text: string
  readonly isSentence: boolean
  /** Empty where not given. */
  readonly target: string
  readonly synonyms: readonly string[]
}

export type CheckContext = {
  /** Over all queries of the project; each may hold a part of them. */
  readonly indexes: readonly QueryIndex[]
  /** Code of ISO 639-1 of the language the project is written in; null: any. */
  readonly language: string | null
}

/** In the order of `queryCheckNames`. */
export function checkQuery(query: CheckedQuery, context: CheckContext): QueryCheck[] {
  const language = languageOf(query.text)
  return [
    leakCheck(query, language),
    duplicateCheck(query, context.indexes),
    languageCheck(language, context.language),
    lengthCheck(query),
    ambiguityCheck(query.text, language),
  ]
}

function leakCheck({ text, target, synonyms }: CheckedQuery, language: string | null): QueryCheck {
  const check = 'leak'
  if (target.trim() === '' && synonyms.length === 0)
    return { check, verdict: 'unknown', why: 'the target has no name to look for' }
  const leak = leakIn({ text, target, synonyms, language })
  if (leak === null)
    return { check, verdict: 'ok', why: 'names neither the target nor one of its synonyms' }
  const verdict = leak.kind === 'named' ? 'bad' : 'warn'
  return { check, verdict, why: leakReason(leak, leak.name === target) }
}

function leakReason({ kind, found, name }: Leak, isTarget: boolean): string {
  const called = isTarget ? `the target’s name “${name}”` : `its synonym “${name}”`
  return {
    named: `says “${found}”: ${called}`,
    formed: `says “${found}”, a form of ${called}`,
    head: `says “${found}”, what ${called} is a kind of`,
    inside: `holds “${found}”, ${called}, which may be part of another word here`,
  }[kind]
}

function duplicateCheck(
  { id, image, text }: CheckedQuery,
  indexes: readonly QueryIndex[],
): QueryCheck {
  const check = 'duplicate'
  const similar = indexes
    .flatMap((index) => similarQueries(index, text, id))
    .toSorted((a, b) => b.similarity - a.similarity || a.id - b.id)
  const here = similar.filter((one) => one.image === image)
  const [worst] = here.length > 0 ? here : similar
  if (worst === undefined)
    return { check, verdict: 'ok', why: `no query shares ${percent(nearDuplicate)} of its words` }
  const others = similar.length > 1 ? `; ${similar.length} in all` : ''
  const verdict = here.some(({ isEqual }) => isEqual) ? 'bad' : 'warn'
  return { check, verdict, why: `${duplicateReason(worst, worst.image === image)}${others}` }
}

function duplicateReason({ id, text, similarity, isEqual }: SimilarQuery, isHere: boolean): string {
  const where = isHere ? 'of the same image' : 'of another image'
  return isEqual
    ? `the same words as sample ${id} ${where}`
    : `${percent(similarity)} of the words of sample ${id} ${where}: “${text}”`
}

function languageCheck(language: string | null, wanted: string | null): QueryCheck {
  const check = 'language'
  if (language === null)
    return { check, verdict: 'unknown', why: 'too few common words to tell the language by' }
  if (wanted === null || language === wanted)
    return { check, verdict: 'ok', why: `reads as “${language}”` }
  return { check, verdict: 'warn', why: `reads as “${language}”, the project is in “${wanted}”` }
}

const fewestWords = 3
const mostWords = 60
/** A sentence has so many words at least, or ends like one; a phrase has so many at most, and does not. */
const fewestOfSentence = 6
const mostOfPhrase = 20
const sentenceEnd = /[.?!。？！؟…][)"'”’»\]]*\s*$/u

function lengthCheck({ text, isSentence }: CheckedQuery): QueryCheck {
  const check = 'length'
  const words = wordCount(text)
  const counted = `${words} ${words === 1 ? 'word' : 'words'}`
  const warn = (why: string): QueryCheck => ({ check, verdict: 'warn', why: `${counted}: ${why}` })
  if (words === 0) return { check, verdict: 'bad', why: 'holds no words' }
  if (words < fewestWords) return warn('a name rather than a question that needs reasoning')
  if (words > mostWords) return warn(`more than ${mostWords} are hard to read and to answer`)
  const endsAsSentence = sentenceEnd.test(text)
  if (isSentence && !endsAsSentence && words < fewestOfSentence)
    return warn('marked as a sentence, reads as a short phrase')
  if (!isSentence && (endsAsSentence || words > mostOfPhrase))
    return warn('marked as a short phrase, reads as a sentence')
  return { check, verdict: 'ok', why: `${counted}, ${isSentence ? 'a sentence' : 'a phrase'}` }
}

function ambiguityCheck(text: string, language: string | null): QueryCheck {
  const check = 'ambiguous'
  const hints = ambiguitiesIn(text, language)
  if (hints === null)
    return { check, verdict: 'unknown', why: 'wording is looked at in English only' }
  if (hints.length === 0)
    return { check, verdict: 'ok', why: 'no wording that often leaves it open' }
  return { check, verdict: 'warn', why: hints.join('; ') }
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
