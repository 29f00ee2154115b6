import { tokensAtMost } from '#core/prompt/question-size'
import { failure } from '#models/failure'
import { costOf } from '#models/mllm/cost'
import type { MllmProfile } from '#models/mllm/mllm-ports'
import type { Purse } from './purse.ts'

/** Hard limits; null: none. Costs are in the currency of the profiles' prices. */
export type Limits = {
  readonly costPerRun: number | null
  readonly tokensPerRun: number | null
  readonly costPerProject: number | null
}

/** What a question is made of, as far as its price goes. */
type Priced = {
  readonly system: string
  readonly turns: readonly { readonly text: string; readonly images: readonly unknown[] }[]
}

type Tokens = { readonly input: number | null; readonly output: number | null }

/** A question's share of the limits, held while it is under way. */
export interface Reservation {
  /** The question was answered: what it cost takes the place of what it might have. Answers the cost. */
  settle(tokens: Tokens): number
  /** It was not. */
  release(): void
}

/** Keeps a run under its limits: what a question might cost at most is set aside before it is asked. */
export interface Budget {
  /**
   * Waits where only other questions under way stand between this one and the project's limit. Throws AppFailure
   * `limit_reached`, `project_limit_reached` or `cancelled`.
   */
  reserve(profile: MllmProfile, question: Priced, signal?: AbortSignal): Promise<Reservation>
  spent(): { readonly cost: number; readonly tokens: number }
}

export function createBudget(limits: Limits, purse: Purse): Budget {
  const used = { cost: 0, tokens: 0 }
  const held = new Set<{ readonly cost: number; readonly tokens: number }>()
  const sum = (of: 'cost' | 'tokens') => [...held].reduce((all, one) => all + one[of], used[of])
  return {
    async reserve(profile, question, signal) {
      const most = atMost(profile, question)
      const checkRun = () =>
        check(limits, { cost: sum('cost') + most.cost, tokens: sum('tokens') + most.tokens })
      checkRun()
      while (!purse.hold(most, limits.costPerProject)) {
        await purse.change(signal)
        checkRun()
      }
      held.add(most)
      const letGo = (cost: number) => {
        held.delete(most)
        purse.settle(most, cost)
      }
      return {
        settle(tokens) {
          // A host that does not count is taken to have used what it might have.
          const input = tokens.input ?? most.input
          const output = tokens.output ?? most.output
          const cost = costOf({ input, output }, profile)
          used.cost += cost
          used.tokens += input + output
          letGo(cost)
          return cost
        },
        release: () => letGo(0),
      }
    },
    spent: () => ({ ...used }),
  }
}

function atMost(profile: MllmProfile, { system, turns }: Priced) {
  const characters = turns.reduce((all, { text }) => all + text.length, system.length)
  const pictures = turns.reduce((all, { images }) => all + images.length, 0)
  const input = tokensAtMost(characters, pictures)
  const output = profile.maxTokens
  return { input, output, tokens: input + output, cost: costOf({ input, output }, profile) }
}

function check(
  { costPerRun, tokensPerRun }: Limits,
  would: { readonly cost: number; readonly tokens: number },
): void {
  if (costPerRun !== null && would.cost > costPerRun)
    throw reached(`The run could cost more than its limit of ${costPerRun}.`)
  if (tokensPerRun !== null && would.tokens > tokensPerRun)
    throw reached(`The run could use more than its limit of ${tokensPerRun} tokens.`)
}

function reached(message: string) {
  return failure('limit_reached', message, 'Raise the limit in the settings, or ask for less.')
}
