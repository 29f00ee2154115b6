import { create } from 'zustand'
import type { RatersReport } from '#rpc/schemas/review'
import { call } from '../rpc/client.ts'
import { useApp } from './app.ts'

type RatersStore = {
  /** null until known. */
  readonly report: RatersReport | null
  readonly isReading: boolean
  readonly failure: unknown
}

const nothing: RatersStore = { report: null, isReading: false, failure: null }

/** How far annotators agree, as last asked. */
export const useRaters = create<RatersStore>(() => nothing)

/** Answers of an older question are thrown away. */
let generation = 0

/** Compares anew; what is known stays in sight until then. */
export async function loadRaters(): Promise<void> {
  const mine = ++generation
  useRaters.setState({ isReading: true })
  try {
    const report = await call('review.agreement', {})
    if (mine === generation) useRaters.setState({ report, isReading: false, failure: null })
  } catch (failure) {
    if (mine === generation) useRaters.setState({ isReading: false, failure })
  }
}

useApp.subscribe(({ project }, before) => {
  if (project?.path === before.project?.path) return
  generation++
  useRaters.setState(nothing)
})
