import type { Reasoning } from './reasoning.ts'

/** Which words of a reasoning the models that read words are given (design section 4). */
export const textForms = ['answer', 'target', 'target-attributes'] as const
export type TextForm = (typeof textForms)[number]

/** The shortest context holds 32 tokens (SAM 3), and a word is one or two of them. */
const mostWords = 16

/**
 * The words as one short phrase, empty where there are none. `answer`: the reasoner's own words, taken whole. Attributes
 * follow the target as long as all of one fits into 16 words; without a target they name nothing.
 */
export function textOf(reasoning: Reasoning, form: TextForm, answer: string): string {
  if (reasoning.kind === 'absent') return ''
  if (form === 'answer') return oneLine(answer)
  const target = oneLine(reasoning.target)
  if (target === '' || form === 'target') return target
  return reasoning.attributes
    .map(oneLine)
    .filter((attribute) => attribute !== '')
    .reduce((phrase, attribute) => {
      const longer = `${phrase}, ${attribute}`
      return countWords(longer) > mostWords ? phrase : longer
    }, target)
}

function countWords(text: string): number {
  return text.split(' ').length
}

/** One line without the marks that end a sentence or a part of it. */
function oneLine(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(/[\s.,;:]+$/u, '')
    .trim()
}
