import { create } from 'zustand'
import type { ModelEntry, ModelFetch, ModelsState } from '#rpc/schemas/models'
import { call } from '../rpc/client.ts'
import { useApp } from './app.ts'

type ModelsStore = {
  /** Embedded, installed, the user's own, then those that can be fetched; null until known. */
  readonly models: readonly ModelEntry[] | null
  readonly fetches: readonly ModelFetch[]
  /** The model whose self-test runs. */
  readonly testing: string | null
  /** Why the last reading failed; null where it did not. */
  readonly failure: unknown
}

/** The models there are, those on their way, and the self-test under way. */
export const useModels = create<ModelsStore>(() => ({
  models: null,
  fetches: [],
  testing: null,
  failure: null,
}))

/** Answers of an older question are thrown away. */
let generation = 0
/** How often `fetches.changed` was heard: an answer asked for before the last one knows less. */
let heard = 0

/** What a reading brought: models that are here now and were not before. None at the first reading. */
export type ModelNews = { readonly arrived: readonly ModelEntry[] }

/** Asks for the models again, and for the segmenters with them: what can be chosen comes from there. */
export async function reloadModels(): Promise<ModelNews> {
  const mine = ++generation
  const heardBefore = heard
  try {
    const [state, info] = await Promise.all([call('models.state', {}), call('app.info', {})])
    if (mine !== generation) return { arrived: [] }
    const before = useModels.getState()
    useModels.setState({
      models: state.models,
      testing: state.testing,
      fetches: heardBefore === heard ? state.fetches : before.fetches,
      failure: null,
    })
    useApp.setState({ info })
    return { arrived: arrivals(before.models, state.models) }
  } catch (failure) {
    if (mine === generation) useModels.setState({ failure })
    return { arrived: [] }
  }
}

/** Takes news of what is on its way; gives back what has failed since. */
export function takeFetches(fetches: readonly ModelFetch[]): readonly ModelFetch[] {
  heard++
  const before = useModels.getState().fetches
  useModels.setState({ fetches })
  return newFailures(before, fetches)
}

/** Shows what a self-test found before the next reading does. */
export function takeTest(id: string, test: NonNullable<ModelEntry['test']>): void {
  useModels.setState(({ models }) => ({
    models: models?.map((model) => (model.id === id ? { ...model, test } : model)) ?? null,
  }))
}

export function modelOf(id: string, { models } = useModels.getState()): ModelEntry | null {
  return models?.find((model) => model.id === id) ?? null
}

/** The download or import of a model that is under way, waits, or has failed. */
export function fetchOf(id: string, { fetches } = useModels.getState()): ModelFetch | null {
  return fetches.find((fetch) => fetch.id === id && fetch.state !== 'done') ?? null
}

/** Models that are installed after and were not before; none where it is not known what was before. */
export function arrivals(
  before: ModelsState['models'] | readonly ModelEntry[] | null,
  after: readonly ModelEntry[],
): readonly ModelEntry[] {
  if (before === null) return []
  const here = new Set(before.filter(isInstalled).map(({ id }) => id))
  return after.filter((model) => isInstalled(model) && !here.has(model.id))
}

/** Fetches that failed after and had not before. */
export function newFailures(
  before: readonly ModelFetch[],
  after: readonly ModelFetch[],
): readonly ModelFetch[] {
  const failed = new Set(before.filter(hasFailed).map(({ id }) => id))
  return after.filter((fetch) => hasFailed(fetch) && !failed.has(fetch.id))
}

export function isInstalled({ state }: ModelEntry): boolean {
  return state === 'installed'
}

function hasFailed({ state }: ModelFetch): boolean {
  return state === 'failed'
}
