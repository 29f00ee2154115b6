import { create } from 'zustand'
import type { MllmCall } from '#rpc/schemas/mllm'
import { call } from '../rpc/client.ts'
import { useApp } from './app.ts'

/** What MLLMs were asked for a run. */
export type CallsOfRun =
  | { readonly kind: 'busy' }
  | { readonly kind: 'known'; readonly calls: readonly MllmCall[] }
  | { readonly kind: 'failed'; readonly error: unknown }

/** Runs whose calls are kept; questions and replies are long texts. */
const kept = 20

/** What MLLMs were asked for the runs that were looked at last, by run. */
export const useRunCalls = create<{ readonly calls: ReadonlyMap<number, CallsOfRun> }>(() => ({
  calls: new Map(),
}))

/** Answers for a project that was left are thrown away. */
let generation = 0

/** Reads what MLLMs were asked for a run; a record does not change, so once is enough. */
export async function loadCalls(run: number): Promise<void> {
  const mine = generation
  const known = useRunCalls.getState().calls.get(run)
  if (known !== undefined && known.kind !== 'failed') return
  put(run, { kind: 'busy' })
  const told = await call('runs.calls', { run }).then(
    (calls): CallsOfRun => ({ kind: 'known', calls }),
    (error: unknown): CallsOfRun => ({ kind: 'failed', error }),
  )
  if (mine === generation) put(run, told)
}

function put(run: number, told: CallsOfRun): void {
  useRunCalls.setState(({ calls }) => {
    const others = [...calls].filter(([id]) => id !== run)
    return { calls: new Map([...others, [run, told] as const].slice(-kept)) }
  })
}

// Another project numbers its runs from 1 again.
useApp.subscribe(({ project }, before) => {
  if (project?.path === before.project?.path) return
  generation++
  useRunCalls.setState({ calls: new Map() })
})
