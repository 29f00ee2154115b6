import { create } from 'zustand'
import type { Answer, Params } from '#rpc/contract'
import { call } from '../rpc/client.ts'
import { useApp } from './app.ts'
import { useRunsPage } from './runs-page.ts'

export type Settled = Answer<'jobs.settled'>
export type FailedSample = Settled['failed'][number]

type BatchStore = {
  readonly job: number | null
  /** What became of its samples so far; null until known. */
  readonly settled: Settled | null
  readonly failure: unknown
}

/** The samples of the batch that is looked at. */
export const useBatch = create<BatchStore>(() => ({ job: null, settled: null, failure: null }))

/** Answers of an older question are thrown away. */
let generation = 0

/** Reads what became of the samples of a batch; what is known of it stays until the answer is there. */
export async function loadSettled(job: number): Promise<void> {
  const mine = ++generation
  if (useBatch.getState().job !== job) useBatch.setState({ job, settled: null, failure: null })
  try {
    const settled = await call('jobs.settled', { job })
    if (mine === generation) useBatch.setState({ settled, failure: null })
  } catch (failure) {
    if (mine === generation) useBatch.setState({ failure })
  }
}

/** Starts a batch and shows it. */
export async function startBatch(params: Params<'runs.proposeAll'>): Promise<void> {
  const { job } = await call('runs.proposeAll', params)
  useRunsPage.setState({ view: 'batches', batch: job })
}

/** How many samples there are under a filter. */
export async function countSamples(
  filter: NonNullable<Params<'samples.list'>['filter']>,
): Promise<number> {
  return (await call('samples.list', { filter, limit: 1 })).total
}

useApp.subscribe(({ project }, before) => {
  if (project?.path === before.project?.path) return
  generation++
  useBatch.setState({ job: null, settled: null, failure: null })
})
