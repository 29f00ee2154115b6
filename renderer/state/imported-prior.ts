import { create } from 'zustand'
import type { Answer } from '#rpc/contract'
import { call } from '../rpc/client.ts'
import { useSession } from './session.ts'

/** Name of the prior that was imported for a sample; null: none. */
export const useImportedPrior = create<{
  readonly sample: number | null
  readonly name: string | null
}>(() => ({ sample: null, name: null }))

export async function readImported(sample: number): Promise<void> {
  const prior = await call('priors.get', { sample })
  useImportedPrior.setState({ sample, name: prior?.name ?? null })
}

/** Imports a file for one sample, or, for null, a folder for all; then reads what lies with the open one. */
export async function importPriors(
  sample: number | null,
  path: string,
): Promise<Answer<'priors.import'>> {
  const result = await call('priors.import', { sample, path })
  const { sampleId } = useSession.getState()
  if (sampleId !== null) await readImported(sampleId)
  return result
}
