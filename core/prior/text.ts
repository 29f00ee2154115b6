/**
 * Highest weight under which a heat map made of words names nothing that is in the picture. CLIPSeg's peaks are said to
 * be 0.36 to 0.99 for things that are there and at most 0.21 for others.
 */
const leastPeak = 0.3

export function findsNothing({ peak }: { readonly peak: number }): boolean {
  return peak < leastPeak
}
