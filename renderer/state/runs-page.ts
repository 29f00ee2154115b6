import { create } from 'zustand'
import { useApp } from './app.ts'

/** The parts of the Runs page. */
export type RunsView = 'sample' | 'batches' | 'agreement'

/** What the batches show: one job, or the form of a new one. */
export type ShownBatch = number | 'new'

type RunsPageState = {
  readonly view: RunsView
  /** The run that is shown; null, or one of another sample: the latest. */
  readonly run: number | null
  /** The run it is compared with. */
  readonly compared: number | null
  /** null: the latest batch, or a new one where there is none. */
  readonly batch: ShownBatch | null
}

/** What the Runs page shows. */
export const useRunsPage = create<RunsPageState>(() => ({
  view: 'sample',
  run: null,
  compared: null,
  batch: null,
}))

// Another project numbers its runs and jobs from 1 again.
useApp.subscribe(({ project }, before) => {
  if (project?.path !== before.project?.path)
    useRunsPage.setState({ run: null, compared: null, batch: null })
})

/** Goes to the runs of the open sample, to one of them where named. */
export function showRuns(run: number | null = null): void {
  useRunsPage.setState({ view: 'sample', run, compared: null })
  useApp.setState({ page: 'runs' })
}

export function showBatch(batch: ShownBatch | null): void {
  useRunsPage.setState({ view: 'batches', batch })
  useApp.setState({ page: 'runs' })
}

export function showAgreement(): void {
  useRunsPage.setState({ view: 'agreement' })
  useApp.setState({ page: 'runs' })
}
