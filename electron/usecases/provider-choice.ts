import type { VerdictsFile } from '#electron/files/verdicts-file'
import { readMachineState, type MachineState } from '#models/onnx/machine'
import { chooseProvider, isCurrent, type ModelTest, type Verdict } from '#models/verdict'

/** A model as tests know it. */
export type Tested = { readonly id: string; readonly digest: string }

export type KnownTest = { readonly test: ModelTest; readonly isCurrent: boolean }

/** What encoders run on, by what their self-tests found on this machine. */
export interface ProviderChoice {
  testOf(model: Tested): Promise<KnownTest | null>
  /** `cpu` unless a test that still counts found something faster. */
  providerFor(model: Tested): Promise<string>
  /** Keeps verdicts; those of other providers stay where they still count. */
  remember(model: Tested, verdicts: readonly Verdict[]): Promise<KnownTest>
  forget(id: string): Promise<void>
}

export type ChoiceParts = {
  readonly verdicts: VerdictsFile
  readonly useGpu: () => boolean
  /** This machine's unless given. */
  readonly machine?: () => Promise<MachineState>
}

export function createProviderChoice(parts: ChoiceParts): ProviderChoice {
  const { verdicts, useGpu } = parts
  let asked: Promise<MachineState> | null = null
  // A driver is not exchanged under a process that runs.
  const machine = () => (asked ??= (parts.machine ?? readMachineState)())
  const testOf = async ({ id, digest }: Tested): Promise<KnownTest | null> => {
    const test = (await verdicts.read()).get(id)
    if (test === undefined) return null
    return { test, isCurrent: isCurrent(test, digest, await machine()) }
  }
  return {
    testOf,
    async providerFor(model) {
      const known = await testOf(model)
      return known?.isCurrent === true ? chooseProvider(known.test.verdicts, useGpu()) : 'cpu'
    },
    async remember(model, found) {
      const known = await testOf(model)
      const earlier = known?.isCurrent === true ? known.test.verdicts : []
      const isNew = new Set(found.map(({ provider }) => provider))
      const test = {
        ...(await machine()),
        digest: model.digest,
        verdicts: [...found, ...earlier.filter(({ provider }) => !isNew.has(provider))],
        testedAt: new Date().toISOString(),
      }
      await verdicts.put(model.id, test)
      return { test, isCurrent: true }
    },
    forget: (id) => verdicts.forget(id),
  }
}
