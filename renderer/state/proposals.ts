import { create } from 'zustand'
import type { WritingVerdict } from '#core/dataset/generation'
import type { Proposal, WrittenTexts } from '#rpc/schemas/authoring'
import type { Answer } from '#rpc/contract'
import { call } from '../rpc/client.ts'

type Proposals = {
  readonly rows: readonly Proposal[]
  readonly counts: Answer<'proposals.list'> | null
  /** Only those of this verdict; null: all. */
  readonly verdict: WritingVerdict | null
  /** Decided on in this window, the last at the end. */
  readonly undo: readonly number[]
  readonly failure: unknown
}

export const useProposals = create<Proposals>(() => ({
  rows: [],
  counts: null,
  verdict: null,
  undo: [],
  failure: null,
}))

let generation = 0

/** What waits to be decided on, the oldest first. */
export async function loadProposals(): Promise<void> {
  const mine = ++generation
  try {
    const { verdict } = useProposals.getState()
    const counts = await call('proposals.list', { verdict, limit: 50 })
    if (mine === generation) useProposals.setState({ counts, rows: counts.rows, failure: null })
  } catch (failure) {
    if (mine === generation) useProposals.setState({ failure })
  }
}

export async function showVerdict(verdict: WritingVerdict | null): Promise<void> {
  useProposals.setState({ verdict })
  await loadProposals()
}

/** The next one comes up by itself. */
export async function decideProposal(
  proposal: number,
  state: 'taken' | 'dropped',
  texts: WrittenTexts,
): Promise<void> {
  await call('proposals.decide', { proposal, state, texts })
  useProposals.setState(({ undo }) => ({ undo: [...undo, proposal] }))
  await loadProposals()
}

/** The last decision of this window is taken back. */
export async function undoProposal(): Promise<void> {
  const { undo } = useProposals.getState()
  const last = undo.at(-1)
  if (last === undefined) return
  await call('proposals.decide', { proposal: last, state: 'waiting' })
  useProposals.setState({ undo: undo.slice(0, -1) })
  await loadProposals()
}
