import type { FailedSample } from '../../state/runs-batch.ts'

/** The reasons of failures, the commonest first; numbers in them, such as a sample’s, make no other reason. */
export function reasonsOf(
  failed: readonly FailedSample[],
): readonly { readonly reason: string; readonly count: number }[] {
  const counts = new Map<string, { readonly reason: string; count: number }>()
  for (const { code, message } of failed) {
    const key = `${code} ${message.replaceAll(/\d+/g, '#')}`
    const known = counts.get(key)
    if (known === undefined) counts.set(key, { reason: message, count: 1 })
    else known.count++
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count)
}
