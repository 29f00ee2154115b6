import { create } from 'zustand'
import {
  splitParamsSchema,
  type SplitParams,
  type SplitPlanReport,
  type SplitState,
} from '#rpc/schemas/splits'
import { call } from '../rpc/client.ts'
import { useApp } from './app.ts'
import { notify } from './notices.ts'

type SplitStore = {
  readonly params: SplitParams
  /** null until known. */
  readonly state: SplitState | null
  /** Of the parameters as they are; null while it is made. */
  readonly plan: SplitPlanReport | null
  readonly failure: unknown
}

const nothing: SplitStore = {
  params: splitParamsSchema.parse({}),
  state: null,
  plan: null,
  failure: null,
}

/** How the samples are to be divided. */
export const useSplits = create<SplitStore>(() => nothing)

/** Answers of an older question are thrown away. */
let generation = 0

/** Plans with the parameters as they are, and asks what is known of the images. */
export async function planSplits(): Promise<void> {
  const mine = ++generation
  const { params } = useSplits.getState()
  try {
    const [plan, state] = await Promise.all([call('split.plan', params), call('split.state', {})])
    if (mine === generation) useSplits.setState({ plan, state, failure: null })
  } catch (failure) {
    if (mine === generation) useSplits.setState({ failure, plan: null })
  }
}

export async function setSplitParams(change: Partial<SplitParams>): Promise<void> {
  useSplits.setState(({ params }) => ({ params: { ...params, ...change } }))
  await planSplits()
}

export async function applySplits(): Promise<void> {
  const { changed } = await call('split.apply', useSplits.getState().params)
  tell(`${changed.toLocaleString('en')} samples were divided.`)
  await planSplits()
}

export async function restoreSplits(): Promise<void> {
  const { changed } = await call('split.restore', {})
  if (changed === 0) notify({ level: 'info', title: 'There are no former splits.' })
  else tell(`The splits of ${changed.toLocaleString('en')} samples are back as they were.`)
  await planSplits()
}

function tell(title: string): void {
  notify({
    level: 'info',
    title,
    action: { label: 'Put back', run: () => void restoreSplits() },
  })
}

useApp.subscribe(({ project }, before) => {
  if (project?.path === before.project?.path) return
  generation++
  useSplits.setState(nothing)
})
