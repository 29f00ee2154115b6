import { create } from 'zustand'
import type { Run } from '#rpc/schemas/pipeline'
import { call } from '../rpc/client.ts'
import { useApp } from './app.ts'

/** What came of deciding a run again from recorded replies. */
export type Replay =
  | { readonly kind: 'busy' }
  /** `run`: the one that it was kept as. */
  | { readonly kind: 'done'; readonly run: number; readonly differences: readonly string[] }

type RunsStore = {
  readonly sample: number | null
  /** Latest first; null until known. */
  readonly runs: readonly Run[] | null
  /** Why the last reading failed; null where it did not. */
  readonly failure: unknown
  /** By run. */
  readonly replays: ReadonlyMap<number, Replay>
}

const nothing: RunsStore = {
  sample: null,
  runs: null,
  failure: null,
  replays: new Map(),
}

/** The runs of the sample that is open. */
export const useRuns = create<RunsStore>(() => nothing)

/** Answers of an older question are thrown away. */
let generation = 0

/** Reads the runs of a sample; those of the same sample stay until the answer is there. */
export async function loadRuns(sample: number): Promise<void> {
  const mine = ++generation
  if (useRuns.getState().sample !== sample) useRuns.setState({ ...nothing, sample })
  try {
    const runs = await call('runs.list', { sample })
    if (mine === generation) useRuns.setState({ runs, failure: null })
  } catch (failure) {
    if (mine === generation) useRuns.setState({ failure })
  }
}

// Another project numbers its samples and runs from 1 again.
useApp.subscribe(({ project }, before) => {
  if (project?.path === before.project?.path) return
  generation++
  useRuns.setState(nothing)
})

/** Takes a run that was just made, so that the others need not be read again. */
export function takeRun(run: Run): void {
  const { sample, runs } = useRuns.getState()
  if (run.sampleId !== sample || runs === null) return
  useRuns.setState({ runs: withRun(runs, run) })
}

/** Latest first; a known one is replaced. */
export function withRun(runs: readonly Run[], run: Run): readonly Run[] {
  return [run, ...runs.filter(({ id }) => id !== run.id)].toSorted((a, b) => b.id - a.id)
}

export function setReplay(run: number, replay: Replay | null): void {
  useRuns.setState(({ replays }) => {
    const next = new Map(replays)
    if (replay === null) next.delete(run)
    else next.set(run, replay)
    return { replays: next }
  })
}
