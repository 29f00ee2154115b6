import type { MllmProfile, MllmReply } from './mllm-ports.ts'

const perPrice = 1_000_000

type Priced = Pick<MllmProfile, 'cost'>

/** What a reply cost, in the profile's currency; null where tokens have a price and the host did not count them. */
export function costOf(
  tokens: { readonly input: number; readonly output: number },
  profile: Priced,
): number
export function costOf(tokens: MllmReply['tokens'], profile: Priced): number | null
export function costOf(tokens: MllmReply['tokens'], { cost }: Priced): number | null {
  const input = shareOf(tokens.input, cost.input)
  const output = shareOf(tokens.output, cost.output)
  return input === null || output === null ? null : input + output
}

function shareOf(tokens: number | null, price: number): number | null {
  if (price === 0) return 0
  return tokens === null ? null : (tokens * price) / perPrice
}
