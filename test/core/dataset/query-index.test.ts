import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearDuplicate, queryIndexOf, similarQueries } from '#core/dataset/query-index'
import { singularsOf, wordsOf } from '#core/dataset/words'
import { createRandom } from '#core/random'

const texts = [
  'What in the picture could protect the snail from birds that are hungry?',
  'what in the pictures could protect the snail, from birds that are hungry',
  'What in the picture could protect the snail from cats that are hungry?',
  'The place where people sit',
  'the place where people sit!',
  'Which of the two dogs is the older one?',
  '左边的猫在哪里',
]
const index = queryIndexOf(texts.map((text, i) => ({ id: i + 1, image: i % 3, text })))
const found = (text: string, except: number | null = null) =>
  similarQueries(index, text, except).map(({ id, similarity, isEqual }) => [
    id,
    Number(similarity.toFixed(2)),
    isEqual,
  ])

describe('similarQueries', () => {
  it.each([
    [
      'the same words',
      'The place, where people sit',
      [
        [4, 1, true],
        [5, 1, true],
      ],
    ],
    [
      'one word in twelve changed',
      texts[2]!,
      [
        [3, 1, true],
        [1, 0.78, false],
        [2, 0.78, false],
      ],
    ],
    ['nothing like it', 'Who is asleep here?', []],
    ['other order', 'people sit where the place', []],
    ['no words', '?!', []],
    ['a script without spaces', '左边的猫在哪里？', [[7, 1, true]]],
  ])('%s', (_name, text, expected) => expect(found(text)).toEqual(expected))
  it('a plural is near, not equal', () => {
    expect(found(texts[0]!, 1)).toEqual([
      [2, expect.any(Number), false],
      [3, 0.78, false],
    ])
  })
  it('the query itself is left out', () => {
    expect(found(texts[3]!, 4)).toEqual([[5, 1, true]])
    expect(found(texts[5]!, 6)).toEqual([])
  })
  it('an empty index knows nothing', () =>
    expect(similarQueries(queryIndexOf([]), 'a b')).toEqual([]))
  it('finds all that comparing every pair finds', () => {
    const word = fc.constantFrom('cup', 'cups', 'red', 'on', 'the', 'table', 'who', 'left')
    const text = fc.array(word, { maxLength: 9 }).map((words) => words.join(' '))
    fc.assert(
      fc.property(fc.array(text, { maxLength: 30 }), text, (all, asked) => {
        const queries = all.map((one, id) => ({ id, image: 0, text: one }))
        const plain = queries.flatMap(({ id, text: one }) => {
          const similarity = plainSimilarity(one, asked)
          return similarity >= nearDuplicate ? [id] : []
        })
        const ids = similarQueries(queryIndexOf(queries), asked).map(({ id }) => id)
        expect(ids.toSorted((a, b) => a - b)).toEqual(plain)
      }),
    )
  })
  it('few of many are compared', () => {
    const random = createRandom(3)
    const pick = (of: readonly string[]) => of[Math.floor(random() * of.length)]!
    const nouns = Array.from({ length: 400 }, (_, i) => `noun${i}`)
    const many = Array.from({ length: 10_000 }, (_, id) => ({
      id,
      image: id,
      text: `Which ${pick(nouns)} in the picture would ${pick(nouns)} use when the ${pick(nouns)} is ${pick(nouns)}?`,
    }))
    const large = queryIndexOf(many)
    const longest = [...large.postings.values()].reduce(
      (most, one) => Math.max(most, one.length),
      0,
    )
    expect(longest).toBeLessThan(200)
    for (const query of many.slice(0, 200))
      expect(similarQueries(large, query.text)[0]).toMatchObject({ similarity: 1, isEqual: true })
  })
})

function plainSimilarity(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => {
    const words = wordsOf(text).map((word) => singularsOf(word.text).at(-1)!)
    return new Set([...words, ...words.slice(1).map((word, i) => `${words[i]} ${word}`)])
  }) as [Set<string>, Set<string>]
  const shared = [...left].filter((one) => right.has(one)).length
  const union = left.size + right.size - shared
  return union === 0 ? 0 : shared / union
}
