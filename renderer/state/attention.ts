import { create } from 'zustand'
import type { AttentionState } from '#rpc/schemas/mllm'
import { call } from '../rpc/client.ts'

/** The endpoint that is asked for an MLLM's attention; `state` null: none is set up. */
export const useAttention = create<{
  readonly state: AttentionState | null
  readonly isKnown: boolean
}>(() => ({ state: null, isKnown: false }))

export async function reloadAttention(): Promise<void> {
  takeAttention(await call('attention.get', {}))
}

export function takeAttention(state: AttentionState | null): void {
  useAttention.setState({ state, isKnown: true })
}
