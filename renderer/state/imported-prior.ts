import { create } from 'zustand'
import { call } from '../rpc/client.ts'

/** Name of the prior that was imported for a sample; null: none. */
export const useImportedPrior = create<{
  readonly sample: number | null
  readonly name: string | null
}>(() => ({ sample: null, name: null }))

export async function readImported(sample: number): Promise<void> {
  const prior = await call('priors.get', { sample })
  useImportedPrior.setState({ sample, name: prior?.name ?? null })
}
