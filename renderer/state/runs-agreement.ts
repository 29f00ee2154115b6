import { create } from 'zustand'
import type { AgreementReport } from '#rpc/schemas/agreement'
import { call } from '../rpc/client.ts'
import { useApp } from './app.ts'

type AgreementStore = {
  /** null until known. */
  readonly report: AgreementReport | null
  readonly isReading: boolean
  readonly failure: unknown
}

const nothing: AgreementStore = { report: null, isReading: false, failure: null }

/** How the project's rankings stand to what was accepted, as last asked. */
export const useAgreement = create<AgreementStore>(() => nothing)

/** Answers of an older question are thrown away. */
let generation = 0

/** Of more masks than this, evenly spaced ones. */
const limit = 1000

/** Compares anew; what is known stays in sight until then. */
export async function loadAgreement(): Promise<void> {
  const mine = ++generation
  useAgreement.setState({ isReading: true })
  try {
    const report = await call('runs.agreement', { limit })
    if (mine === generation) useAgreement.setState({ report, isReading: false, failure: null })
  } catch (failure) {
    if (mine === generation) useAgreement.setState({ isReading: false, failure })
  }
}

useApp.subscribe(({ project }, before) => {
  if (project?.path === before.project?.path) return
  generation++
  useAgreement.setState(nothing)
})
