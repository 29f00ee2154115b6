import { create } from 'zustand'
import { useApp } from './app.ts'

export type KindFilter = 'all' | 'segmenters' | 'text'
export type PlaceFilter = 'all' | 'here'

type ModelsPageState = {
  /** The model whose details are shown; null: the project's segmenter. */
  readonly chosen: string | null
  readonly search: string
  readonly kind: KindFilter
  readonly place: PlaceFilter
}

/** What the Models page shows of all there is. */
export const useModelsPage = create<ModelsPageState>(() => ({
  chosen: null,
  search: '',
  kind: 'all',
  place: 'all',
}))

/** Goes to the Models page, to one model where named. */
export function showModel(id: string | null): void {
  useModelsPage.setState({ chosen: id, ...(id === null ? {} : clearedFilter) })
  useApp.setState({ page: 'models' })
}

export const clearedFilter = { search: '', kind: 'all', place: 'all' } as const
