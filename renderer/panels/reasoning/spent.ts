import type { MllmCall } from '#rpc/schemas/mllm'

/** What some calls took together. */
export type Spent = {
  readonly model: string
  /** Of the hosts, without those that were answered by a kept reply. */
  readonly milliseconds: number
  /** null where no host counted. */
  readonly tokens: number | null
  readonly calls: number
  /** All of them were answered by kept replies. */
  readonly isKept: boolean
}

/** What the calls of these stages took; null where there are none. */
export function spentOn(
  calls: readonly MllmCall[],
  stages: readonly MllmCall['stage'][],
): Spent | null {
  const asked = calls.filter(({ stage }) => stages.includes(stage))
  const [first] = asked
  if (first === undefined) return null
  const counted = asked.flatMap(({ tokens: { input, output } }) =>
    input === null && output === null ? [] : [(input ?? 0) + (output ?? 0)],
  )
  return {
    model: first.model,
    milliseconds: asked
      .filter(({ isCached }) => !isCached)
      .reduce((sum, { milliseconds }) => sum + milliseconds, 0),
    tokens: counted.length === 0 ? null : counted.reduce((sum, one) => sum + one, 0),
    calls: asked.length,
    isKept: asked.every(({ isCached }) => isCached),
  }
}
