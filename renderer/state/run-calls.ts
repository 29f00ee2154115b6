import { create } from 'zustand'
import type { MllmCall } from '#rpc/schemas/mllm'
import { call } from '../rpc/client.ts'

/** What MLLMs were asked for one run, as the record has it; null: not read yet. */
export const useRunCalls = create<{
  readonly run: number | null
  readonly calls: readonly MllmCall[] | null
}>(() => ({ run: null, calls: null }))

/** Reads the calls of a run; those of another one are forgotten. */
export async function readRunCalls(run: number): Promise<void> {
  if (useRunCalls.getState().run === run) return
  useRunCalls.setState({ run, calls: null })
  const calls = await call('runs.calls', { run })
  if (useRunCalls.getState().run === run) useRunCalls.setState({ calls })
}
