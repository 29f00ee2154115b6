import { isUnspaced, singularsOf, stemsOf, wordsOf, type Word } from './words.ts'

/** Where a query says its target's name. */
export type Leak = {
  /**
   * `named`: the name or a synonym, possibly in the plural, as words of their own. `formed`: a word made from it
   * (seat, seating). `head`: of a name of several words only the one that says what it is (of “garden hose” the hose).
   * `inside`: a single character of a script without spaces, which may belong to another word.
   */
  readonly kind: 'named' | 'formed' | 'head' | 'inside'
  /** The name or synonym, as it was given. */
  readonly name: string
  /** The words of the query, in lower case without accents. */
  readonly found: string
}

export type LeakSubject = {
  readonly text: string
  readonly target: string
  readonly synonyms: readonly string[]
  /** Code of ISO 639-1; null: not known. Endings other than English ones are looked at where it is another. */
  readonly language: string | null
}

/**
 * The plainest way in which the query names its target; null where it does not. Whole words are compared in any script,
 * without case, accents, hyphens and possessive 's, by the rules of English plurals; in another language two words with
 * four letters in common at their start that differ in at most two at their end are taken as forms of one.
 */
export function leakIn({ text, target, synonyms, language }: LeakSubject): Leak | null {
  const words = wordsOf(text)
  const names = [target, ...synonyms].flatMap((name) => {
    const own = wordsOf(name)
    return own.length === 0 ? [] : [{ name, words: own }]
  })
  const leaks = names.flatMap(({ name, words: own }) => {
    const leak = leakOf(words, own, language)
    return leak === null ? [] : [{ ...leak, name }]
  })
  return leaks.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))[0] ?? null
}

const order: readonly Leak['kind'][] = ['named', 'inside', 'formed', 'head']

function leakOf(
  words: readonly Word[],
  name: readonly Word[],
  language: string | null,
): Omit<Leak, 'name'> | null {
  const [only] = name
  const isSingle = name.length === 1 && only !== undefined && isUnspaced(only.text)
  const named = findName(words, name, isSame(singularsOf))
  if (named !== null) return { kind: isSingle ? 'inside' : 'named', found: named }
  const isForm = language === null || language === 'en' ? isSame(stemsOf) : isAlike
  const formed = findName(words, name, isForm)
  if (formed !== null) return { kind: 'formed', found: formed }
  const head = headOf(name)
  const found = head === null ? null : findName(words, [head], isSame(singularsOf))
  return found === null ? null : { kind: 'head', found }
}

/**
 * The first stretch of words that is the name: as many words, or fewer written as one, or more with hyphens between.
 */
function findName(
  words: readonly Word[],
  name: readonly Word[],
  matches: (word: string, name: string) => boolean,
): string | null {
  const whole = solid(name)
  for (let from = 0; from < words.length; from++) {
    let joined = ''
    for (let to = from; to < words.length && joined.length <= whole.length + 4; to++) {
      const word = words[to] as Word
      if (to - from >= name.length && !word.isJoined) break
      joined += word.text
      if (matches(joined, whole)) return textOf(words.slice(from, to + 1))
    }
  }
  return null
}

function isSame(formsOf: (word: string) => string[]): (word: string, name: string) => boolean {
  return (word, name) => {
    const forms = new Set(formsOf(name))
    return formsOf(word).some((form) => forms.has(form))
  }
}

const leastShared = 4
const mostEnding = 2

function isAlike(word: string, name: string): boolean {
  let shared = 0
  while (shared < word.length && word[shared] === name[shared]) shared++
  const ending = Math.max(word.length, name.length) - shared
  return shared >= leastShared && ending <= mostEnding
}

/** What a name of several words is a kind of: its last word, or the one before “of”. */
function headOf(name: readonly Word[]): Word | null {
  if (name.length < 2 || name.some(({ text }) => isUnspaced(text))) return null
  const of = name.findIndex(({ text }) => text === 'of')
  return name.at(of > 0 ? of - 1 : -1) ?? null
}

function solid(words: readonly Word[]): string {
  return words.map(({ text }) => text).join('')
}

function textOf(words: readonly Word[]): string {
  return words.reduce((text, word) => {
    const isClose = text === '' || isUnspaced(word.text)
    return text + (isClose ? '' : word.isJoined ? '-' : ' ') + word.text
  }, '')
}
