import { create } from 'zustand'
import type { AppEvent } from '#rpc/events'

type TextEvent = Extract<AppEvent, { kind: 'reply.text' }>
type WaitEvent = Extract<AppEvent, { kind: 'reply.wait' }>

/** What an MLLM has said so far to one question. */
export type LiveReply = {
  readonly stage: TextEvent['stage']
  /** Which of its stage, from 1. */
  readonly number: number
  readonly text: string
}

export type Asking = {
  /** The sample that is asked about; null: none was. */
  readonly sample: number | null
  readonly isUnderWay: boolean
  /** In the order they began. */
  readonly replies: readonly LiveReply[]
  /** Why nothing happens; `until`: milliseconds of `performance.now`, null where nobody can tell. */
  readonly wait: { readonly reason: string; readonly until: number | null } | null
  /** What ended it without a run, and how to try the same again; null: nothing did. */
  readonly failure: { readonly error: unknown; readonly again: () => Promise<void> } | null
}

const nothing: Asking = {
  sample: null,
  isUnderWay: false,
  replies: [],
  wait: null,
  failure: null,
}

/** What MLLMs say of the open sample, as it comes. */
export const useAsking = create<Asking>(() => nothing)

/** Pieces come faster than a screen shows them. */
const flushDelay = 60
let heard: TextEvent[] = []
let timer: ReturnType<typeof setTimeout> | undefined

export function beginAsking(sample: number): void {
  forgetPieces()
  useAsking.setState({ ...nothing, sample, isUnderWay: true })
}

/** `failure`: what ended it without a run, null for a run. What was said is kept beside a failure. */
export function endAsking(failure: Asking['failure']): void {
  flush()
  useAsking.setState(({ replies }) => ({
    isUnderWay: false,
    wait: null,
    failure,
    replies: failure === null ? [] : replies,
  }))
}

export function forgetAsking(): void {
  forgetPieces()
  useAsking.setState(nothing)
}

/** Takes a piece of a reply; those of other samples are nobody's concern here. */
export function hearText(event: TextEvent): void {
  const { sample, isUnderWay } = useAsking.getState()
  if (!isUnderWay || event.sample !== sample) return
  heard.push(event)
  timer ??= setTimeout(flush, flushDelay)
}

export function hearWait({ sample, reason, milliseconds }: WaitEvent): void {
  const asking = useAsking.getState()
  if (!asking.isUnderWay || sample !== asking.sample) return
  const until = milliseconds > 0 ? performance.now() + milliseconds : null
  useAsking.setState({ wait: { reason, until } })
}

function flush(): void {
  clearTimeout(timer)
  timer = undefined
  if (heard.length === 0) return
  const pieces = heard
  heard = []
  useAsking.setState(({ replies }) => ({ replies: withPieces(replies, pieces), wait: null }))
}

function forgetPieces(): void {
  clearTimeout(timer)
  timer = undefined
  heard = []
}

type Piece = Pick<TextEvent, 'stage' | 'reply' | 'more'>

/** The replies with what came since; `more` null begins a text anew. */
export function withPieces(
  replies: readonly LiveReply[],
  pieces: readonly Piece[],
): readonly LiveReply[] {
  const next = [...replies]
  for (const { stage, reply, more } of pieces) {
    const at = next.findIndex((one) => one.stage === stage && one.number === reply)
    const before = next[at]
    if (before === undefined) next.push({ stage, number: reply, text: more ?? '' })
    else next[at] = { ...before, text: more === null ? '' : before.text + more }
  }
  return next
}
