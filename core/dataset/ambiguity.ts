type Hint = {
  readonly pattern: RegExp
  /** Words elsewhere in the query that settle it. */
  readonly unless?: RegExp
  /** What the found words leave open. */
  readonly why: string
}

const comparatives =
  'bigger|larger|smaller|taller|shorter|longer|nearer|closer|farther|further|older|younger|darker|brighter|heavier|lighter|higher|wider|narrower|thinner|thicker|fuller|emptier|newer'
const ordinals =
  'second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\\d+(?:nd|rd|th)|last but one'
const bodyParts = 'hand|arm|leg|foot|eye|ear|shoulder|wing|paw|side'

const hints: readonly Hint[] = [
  {
    pattern: /^\W*(?:it|they|them|he|she|him|her)\b/i,
    why: 'nothing before says what is meant',
  },
  {
    pattern:
      /^\W*(?:this|that|these|those)(?= (?:is|are|was|were|can|could|would|has|have|may)\b)/i,
    why: 'nothing before says what is meant',
  },
  {
    pattern: new RegExp(`\\b(?:${comparatives})\\b`, 'i'),
    unless: /\bthan\b|\bof (?:the )?(?:two|both|them|these|those)\b|\bcompared\b|\bthe other\b/i,
    why: 'does not say than what',
  },
  {
    pattern: new RegExp(`\\b(?:${ordinals})\\b(?![- ](?:hand|half|time)\\b)`, 'i'),
    unless:
      /\b(?:from|counting|row|line|column|queue|shelf|floor|left|right|top|bottom|largest|tallest|nearest|closest)\b/i,
    why: 'does not say where counting starts',
  },
  {
    pattern: new RegExp(
      `\\b(?:his|her|its|their|[\\p{L}]+['’]s) (?:left|right)(?: (?:${bodyParts}))?\\b`,
      'iu',
    ),
    why: 'may be meant as seen in the image or as seen by its owner',
  },
  {
    pattern: /\b(?:some of|several|a few|a couple of|various|a number of)\b/i,
    why: 'leaves open how many belong to the target',
  },
  { pattern: /\band\/or\b|\beither\b/i, why: 'leaves a choice between targets' },
  { pattern: /\betc\b|\band so on\b|\band the like\b/i, why: 'leaves open what else is meant' },
  { pattern: /[?？].*[?？]/su, why: 'asks more than one question' },
]

/** Function words that English alone has, for phrases too short to tell their language otherwise. */
const english = /\b(?:the|of|which|what|that|with|who|where|it|this|they)\b/i

/**
 * Wordings that often fit more than one target, each with what it leaves open; null where the text is not known to be
 * English (`language` is a code of ISO 639-1, null where unknown). Hints alone: whether the picture settles it, only
 * somebody who sees it can say.
 */
export function ambiguitiesIn(text: string, language: string | null): string[] | null {
  if (language !== 'en' && !(language === null && english.test(text))) return null
  return hints.flatMap(({ pattern, unless, why }) => {
    const found = pattern.exec(text)?.[0].trim()
    if (found === undefined || unless?.test(text) === true) return []
    return [found.length > 30 ? why : `“${found}” ${why}`]
  })
}
