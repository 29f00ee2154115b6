import { create } from 'zustand'
import { barTitle, figureTexts } from '#core/dataset/figure-texts'
import type { FigureId } from '#core/dataset/figures'
import type { DatasetSummary } from '#rpc/schemas/dataset'
import { sampleStatuses, splits } from '#rpc/schemas/project'
import { call } from '../rpc/client.ts'
import { useApp } from './app.ts'
import { chooseSamples, emptyFilter, setFilter, useSamples } from './samples.ts'
import { rowAt } from './paging.ts'
import { openSample } from './session-save.ts'
import { useView } from './view.ts'

type DatasetStore = {
  /** null until known. */
  readonly summary: DatasetSummary | null
  readonly isReading: boolean
  readonly failure: unknown
}

const nothing: DatasetStore = { summary: null, isReading: false, failure: null }

/** What the project holds, as last asked. */
export const useDataset = create<DatasetStore>(() => nothing)

/** Answers of an older question are thrown away. */
let generation = 0

/** Counts anew, until every mask is measured; what is known stays in sight until then. */
export async function loadSummary(): Promise<void> {
  const mine = ++generation
  useDataset.setState({ isReading: true })
  try {
    for (;;) {
      const summary = await call('dataset.summary', {})
      if (mine !== generation) return
      const isReading = summary.pending > 0
      useDataset.setState({ summary, isReading, failure: null })
      if (!isReading) return
    }
  } catch (failure) {
    if (mine === generation) useDataset.setState({ isReading: false, failure })
  }
}

/** Nobody looks any more: no further masks are measured. */
export function stopSummary(): void {
  generation++
  useDataset.setState({ isReading: false })
}

/** Shows the samples behind a bar in the list, and opens the first one. */
export async function openBar(figure: FigureId, key: string): Promise<void> {
  const filter = fieldFilter(figure, key)
  if (filter !== null) await setFilter({ ...emptyFilter, ...filter })
  else {
    const { samples } = await call('dataset.samplesOf', { figure, key })
    await chooseSamples(samples, `${figureTexts[figure].title}: ${barTitle(figure, key)}`)
  }
  await showListed()
}

/** Goes to the list as it is filtered, and to its first sample. */
export async function showListed(): Promise<void> {
  useApp.setState({ page: 'annotate' })
  useView.setState(({ isNarrow, isInspectorOpen }) => ({
    isSamplesOpen: true,
    isInspectorOpen: isInspectorOpen && !isNarrow,
  }))
  const first = rowAt(useSamples.getState().pages, 0)
  if (first !== null) await openSample(first.id, 1)
}

/** What the list has a filter of its own for goes by that, and stays true as samples change. */
function fieldFilter(figure: FigureId, key: string) {
  if (figure === 'status') return { status: sampleStatuses.find((one) => one === key) ?? null }
  if (key === '') return null
  if (figure === 'category') return { category: key }
  return figure === 'split' ? { split: splits.find((one) => one === key) ?? null } : null
}

useApp.subscribe(({ project }, before) => {
  if (project?.path === before.project?.path) return
  generation++
  useDataset.setState(nothing)
})
