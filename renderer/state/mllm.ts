import { create } from 'zustand'
import type { MllmState, MllmTest, Spending } from '#rpc/schemas/mllm'
import { call } from '../rpc/client.ts'

/** What came of asking an MLLM what a small picture shows. */
export type TestOutcome =
  | { readonly kind: 'busy' }
  | { readonly kind: 'done'; readonly test: MllmTest }
  | { readonly kind: 'failed'; readonly error: unknown }

type MllmStore = {
  /** Profiles as they were set up; null until known. */
  readonly states: readonly MllmState[] | null
  /** Why the last reading failed; null where it did not. */
  readonly failure: unknown
  /** The last test of each profile in this window, by name. */
  readonly tests: ReadonlyMap<string, TestOutcome>
  /** Of the open project; null until known. */
  readonly spending: Spending | null
}

/** The MLLMs that were set up, and what the open project has asked of them. */
export const useMllms = create<MllmStore>(() => ({
  states: null,
  failure: null,
  tests: new Map(),
  spending: null,
}))

/** Answers of an older question are thrown away. */
let generation = 0

export async function reloadMllms(): Promise<void> {
  const mine = ++generation
  try {
    const states = await call('mllm.list', {})
    if (mine === generation) useMllms.setState({ states, failure: null })
  } catch (failure) {
    if (mine === generation) useMllms.setState({ failure })
  }
}

/** Takes what a change answered: newer than anything asked for before. */
export function takeMllms(states: readonly MllmState[]): void {
  generation++
  useMllms.setState({ states, failure: null })
}

export function mllmOf(name: string, { states } = useMllms.getState()): MllmState | null {
  return states?.find(({ profile }) => profile.name === name) ?? null
}

export function showTest(name: string, outcome: TestOutcome | null): void {
  useMllms.setState(({ tests }) => {
    const next = new Map(tests)
    if (outcome === null) next.delete(name)
    else next.set(name, outcome)
    return { tests: next }
  })
}

/** What the open project has spent so far. */
export async function readSpending(): Promise<void> {
  useMllms.setState({ spending: await call('mllm.spending', {}) })
}

/** How the project's choice of an MLLM stands. */
export type MllmChoice =
  /** It is not known yet which there are. */
  | { readonly kind: 'unknown' }
  /** None was set up so far. */
  | { readonly kind: 'none' }
  /** There are some, and none is chosen. */
  | { readonly kind: 'unchosen' }
  /** The one that is chosen is not there any more. */
  | { readonly kind: 'missing'; readonly name: string }
  | { readonly kind: 'here'; readonly state: MllmState }

/** A project that chose none uses the only one there is. */
export function chosenMllm(
  states: readonly MllmState[] | null,
  chosen: string | null | undefined,
): MllmChoice {
  if (states === null) return { kind: 'unknown' }
  const name = chosen ?? null
  if (name !== null) {
    const state = states.find(({ profile }) => profile.name === name)
    return state === undefined ? { kind: 'missing', name } : { kind: 'here', state }
  }
  const [only] = states
  if (only === undefined) return { kind: 'none' }
  return states.length === 1 ? { kind: 'here', state: only } : { kind: 'unchosen' }
}

/** Why nobody can be asked; null where somebody can. */
export function whyNobody(choice: MllmChoice): string | null {
  switch (choice.kind) {
    case 'unknown':
      return 'It is not known yet which MLLMs there are.'
    case 'none':
      return 'Set up an MLLM first.'
    case 'unchosen':
      return 'Choose an MLLM for this project first.'
    case 'missing':
      return `The project’s MLLM, ${choice.name}, is not set up on this computer.`
    case 'here':
      return null
  }
}
