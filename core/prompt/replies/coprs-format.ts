import type { Span } from '../reply.ts'

export const thinkOpen = '<think>'
export const thinkClose = '</think>'
export const placeToken = '<REF_POS>'

/** More characters of thinking, or more words between it and the token, count as untidy. */
const longestThinking = 2048
const mostWordsBetween = 10

/**
 * CoPRS's format score by both of its rules: 0 unless there is exactly one thinking with something in it and exactly one
 * token, after it; else 1, or 0.9 where the thinking is long or text stands before it. The third ground for 0.9 differs:
 * text after the token (`paper`: appendix B.2), or over ten words between thinking and token (`code`: the function
 * `format_reward` of the released `rseg_cot.py`, which does not look behind the token).
 */
export function formatScores(text: string): { readonly paper: number; readonly code: number } {
  const thinkings = thinkingsIn(text)
  const [thinking] = thinkings
  const token = text.indexOf(placeToken)
  const isValid =
    thinking !== undefined &&
    thinkings.length === 1 &&
    text.slice(thinking.from, thinking.to).trim() !== '' &&
    token >= thinking.to + thinkClose.length &&
    text.indexOf(placeToken, token + 1) < 0
  if (!isValid) return { paper: 0, code: 0 }
  const before = text.slice(0, thinking.from - thinkOpen.length)
  const between = text.slice(thinking.to + thinkClose.length, token)
  const after = text.slice(token + placeToken.length)
  const length = Array.from(text.slice(thinking.from, thinking.to)).length
  const isUntidy = length > longestThinking || before.trim() !== ''
  const words = between.split(/\s+/).filter((word) => word !== '').length
  return {
    paper: isUntidy || after.trim() !== '' ? 0.9 : 1,
    code: isUntidy || words > mostWordsBetween ? 0.9 : 1,
  }
}

/** What stands between each opening tag and the next closing one. Linear in the text. */
export function thinkingsIn(text: string): readonly Span[] {
  const found: Span[] = []
  let at = 0
  for (;;) {
    const open = text.indexOf(thinkOpen, at)
    const close = open < 0 ? -1 : text.indexOf(thinkClose, open + thinkOpen.length)
    if (close < 0) return found
    found.push({ from: open + thinkOpen.length, to: close })
    at = close + thinkClose.length
  }
}
