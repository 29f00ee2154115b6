import { leakIn } from './query-leak.ts'

/**
 * Whether a reasoned name means the target: one holds the other's name or a synonym, in any number, or what it is a kind
 * of (“white cat” and “cats”, “garden hose” and “hose”). null where either is empty.
 */
export function isSameTarget(
  name: string,
  target: string,
  synonyms: readonly string[] = [],
): boolean | null {
  const names = [target, ...synonyms].filter((one) => one.trim() !== '')
  if (name.trim() === '' || names.length === 0) return null
  const says = (text: string, wanted: string) => {
    const leak = leakIn({ text, target: wanted, synonyms: [], language: null })
    return leak !== null && leak.kind !== 'inside'
  }
  return names.some((one) => says(name, one) || says(one, name))
}
