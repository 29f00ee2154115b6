import { create } from 'zustand'
import type { Annotator } from '#rpc/schemas/review'
import { call } from '../rpc/client.ts'
import { useApp } from './app.ts'

type AnnotatorStore = {
  /** null until known. */
  readonly all: readonly Annotator[] | null
}

/** Everyone with a profile in the open project. */
export const useAnnotators = create<AnnotatorStore>(() => ({ all: null }))

export async function loadAnnotators(): Promise<void> {
  useAnnotators.setState({ all: await call('annotators.list', {}) })
}

/** Makes it who works here; a new name gets a profile. */
export async function switchAnnotator(name: string): Promise<void> {
  const all = await call('annotators.switch', { name })
  const { settings } = useApp.getState()
  if (settings !== null) useApp.setState({ settings: { ...settings, annotator: name.trim() } })
  useAnnotators.setState({ all })
}

export async function addAnnotator(name: string): Promise<void> {
  useAnnotators.setState({ all: await call('annotators.add', { name }) })
}

export async function retireAnnotator(name: string, isRetired: boolean): Promise<void> {
  useAnnotators.setState({ all: await call('annotators.retire', { name, isRetired }) })
}

useApp.subscribe(({ project }, before) => {
  if (project?.path !== before.project?.path) useAnnotators.setState({ all: null })
})
