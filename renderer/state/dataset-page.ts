import { create } from 'zustand'
import { useApp } from './app.ts'

/** The parts of the Dataset page. */
export type DatasetView = 'overview' | 'splits'

export const useDatasetPage = create<{ readonly view: DatasetView }>(() => ({ view: 'overview' }))

export function showDataset(view: DatasetView): void {
  useDatasetPage.setState({ view })
  useApp.setState({ page: 'dataset' })
}
