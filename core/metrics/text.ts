/** Tokens of one answer. */
export type Tokens = readonly string[]

export type TextItem = {
  readonly answer: Tokens
  /** At least one. */
  readonly references: readonly Tokens[]
}

const pieces =
  /\.{3,}|\d+(?:[.,:]\d+)*(?![\p{L}\p{N}])|[\p{L}\p{N}\p{M}]+(?:[-'\u2019&][\p{L}\p{N}\p{M}]+)*|\S/gu
const negation = /^(.+)(n['\u2019]t)$/u
const clitic = /^(.+)(['\u2019](?:s|re|ve|ll|d|m))$/u
const joined: Readonly<Record<string, readonly string[]>> = {
  cannot: ['can', 'not'],
  gonna: ['gon', 'na'],
  gotta: ['got', 'ta'],
  wanna: ['wan', 'na'],
  lemme: ['lem', 'me'],
  gimme: ['gim', 'me'],
}
/** What the scores' own tokeniser drops: quotes, brackets, stops, dashes. */
const punctuation = /^(?:["'`\u2018\u2019\u201c\u201d()[\]{}.?!,:;\u2026\u2013\u2014-]|\.{3,})$/u

/**
 * Lower case, punctuation dropped, clitics apart (`don't` is `do n't`, `cat's` is `cat 's`), hyphenated words whole:
 * after the rules of the Penn Treebank tokeniser that the published scores use. It is not that program: texts with
 * abbreviations or markup may come apart otherwise.
 */
export function tokensOf(text: string): string[] {
  return (text.toLowerCase().match(pieces) ?? []).flatMap((piece) => {
    if (punctuation.test(piece)) return []
    const parts = negation.exec(piece) ?? clitic.exec(piece)
    if (parts !== null) return parts.slice(1).map((part) => part.replace('\u2019', "'"))
    return joined[piece] ?? [piece]
  })
}

const beta = 1.2

/**
 * ROUGE-L, 0..1: precision and recall of the longest common subsequence, the best of each over the references by
 * itself, in an F that favours recall (β = 1.2). 0 where nothing is in common.
 * Source: tylin/coco-caption pycocoevalcap/rouge.
 */
export function rougeL({ answer, references }: TextItem): number {
  const common = references.map((reference) => longestCommon(answer, reference))
  const precision = Math.max(0, ...common.map((n) => n / Math.max(1, answer.length)))
  const recall = Math.max(0, ...common.map((n, i) => n / Math.max(1, references[i]?.length ?? 0)))
  if (precision === 0 || recall === 0) return 0
  return ((1 + beta ** 2) * precision * recall) / (recall + beta ** 2 * precision)
}

const longestGram = 4
const lengthSigma = 6

/**
 * CIDEr-D of every item, 0..10: how alike answer and references are in their n-grams of 1 to 4 words, those that few
 * items' references have weighing most. It belongs to the whole list: scores of a part of it are others, and a single
 * item always has 0.
 * Source: tylin/coco-caption pycocoevalcap/cider.
 */
export function ciderD(items: readonly TextItem[]): number[] {
  const counted = items.map(({ answer, references }) => ({
    answer: gramsOf(answer),
    references: references.map(gramsOf),
  }))
  const uses = new Map<string, number>()
  for (const { references } of counted)
    for (const gram of new Set(references.flatMap((reference) => [...reference.keys()])))
      uses.set(gram, (uses.get(gram) ?? 0) + 1)
  const rarity = (gram: string) =>
    Math.log(items.length) - Math.log(Math.max(1, uses.get(gram) ?? 0))
  return counted.map(({ answer, references }) => {
    const own = weighted(answer, rarity)
    const sum = references.reduce((total, one) => total + likeness(own, weighted(one, rarity)), 0)
    return references.length === 0 ? 0 : (10 * sum) / references.length
  })
}

/** Length of the longest common subsequence. */
function longestCommon(a: Tokens, b: Tokens): number {
  let before = new Int32Array(b.length + 1)
  for (const token of a) {
    const row = new Int32Array(b.length + 1)
    for (let j = 0; j < b.length; j++)
      row[j + 1] =
        token === b[j]
          ? (before[j] as number) + 1
          : Math.max(before[j + 1] as number, row[j] as number)
    before = row
  }
  return before[b.length] as number
}

type Grams = ReadonlyMap<string, number>

/** Keys are the words with spaces between; tokens hold none. */
function gramsOf(tokens: Tokens): Grams {
  const counts = new Map<string, number>()
  for (let n = 1; n <= longestGram; n++)
    for (let i = 0; i + n <= tokens.length; i++) {
      const gram = tokens.slice(i, i + n).join(' ')
      counts.set(gram, (counts.get(gram) ?? 0) + 1)
    }
  return counts
}

type Weighted = {
  /** By n - 1. */
  readonly weights: readonly Map<string, number>[]
  readonly norms: readonly number[]
  readonly bigrams: number
}

function weighted(grams: Grams, rarity: (gram: string) => number): Weighted {
  const weights = Array.from({ length: longestGram }, () => new Map<string, number>())
  let bigrams = 0
  for (const [gram, count] of grams) {
    const n = gram.split(' ').length
    if (n === 2) bigrams += count
    weights[n - 1]?.set(gram, count * rarity(gram))
  }
  const norms = weights.map((one) =>
    Math.sqrt([...one.values()].reduce((sum, w) => sum + w * w, 0)),
  )
  return { weights, norms, bigrams }
}

function likeness(answer: Weighted, reference: Weighted): number {
  const penalty = Math.exp(-((answer.bigrams - reference.bigrams) ** 2) / (2 * lengthSigma ** 2))
  const cosines = answer.weights.map((own, i) => {
    let shared = 0
    for (const [gram, weight] of own) {
      const other = reference.weights[i]?.get(gram) ?? 0
      shared += Math.min(weight, other) * other
    }
    const norms = (answer.norms[i] ?? 0) * (reference.norms[i] ?? 0)
    return norms === 0 ? shared : shared / norms
  })
  return (penalty * cosines.reduce((sum, one) => sum + one, 0)) / longestGram
}
