import { create } from 'zustand'
import { isEmptyRle } from '#core/mask/rle-ops'
import type { GridSettings } from '#core/grid/grid'
import type { Region } from '#core/grid/region'
import type { Draft, SampleDetail } from '#rpc/schemas/annotation'
import type { Run } from '#rpc/schemas/pipeline'
import type { PointPromptView } from '../canvas/props.ts'
import type { SaveState } from './edit-queue.ts'

export type RunState =
  | { readonly kind: 'idle' }
  /** `startedAt`: milliseconds of `performance.now`. */
  | {
      readonly kind: 'busy'
      readonly stage: string
      readonly startedAt: number
      /** An MLLM is asked to say where the target is. */
      readonly isAsking: boolean
    }

/** Places that a reply names, on the grid it was shown. */
export type Place = {
  /** Tells it from the others of the same run. */
  readonly id: string
  readonly regions: readonly Region[]
  readonly grid: GridSettings
}

/** The open sample: what the backend said of it, and what the annotator is doing with it. */
export type SessionState = {
  readonly sampleId: number | null
  readonly detail: SampleDetail | null
  readonly isLoading: boolean
  readonly failure: unknown
  /** As shown: acknowledged draft plus edits under way. */
  readonly draft: Draft | null
  readonly saveState: SaveState
  readonly clicks: readonly PointPromptView[]
  readonly isSegmenting: boolean
  /** The reasoning being composed. */
  readonly regions: readonly Region[]
  readonly drawnPrior: readonly number[] | null
  readonly run: Run | null
  readonly runState: RunState
  /** Candidate ids taken as the answer so far; several are joined. */
  readonly chosen: readonly string[]
  readonly hovered: string | null
  /** Ids of candidates whose near-duplicates are unfolded. */
  readonly unfolded: readonly string[]
  /** What of a reply is pointed at, and what stays lit without that. */
  readonly pointed: Place | null
  readonly pinned: Place | null
  /** The refined candidate is shown as it was before. */
  readonly showsOriginal: boolean
}

const closed: SessionState = {
  sampleId: null,
  detail: null,
  isLoading: false,
  failure: null,
  draft: null,
  saveState: 'saved',
  clicks: [],
  isSegmenting: false,
  regions: [],
  drawnPrior: null,
  run: null,
  runState: { kind: 'idle' },
  chosen: [],
  hovered: null,
  unfolded: [],
  pointed: null,
  pinned: null,
  showsOriginal: false,
}

export const useSession = create<SessionState>(() => closed)

export function closedSession(sampleId: number | null = null): SessionState {
  return { ...closed, sampleId }
}

/** What a freshly loaded sample starts with: where its target was last said to be, and the best candidate if nothing is drawn. */
export function sessionOf(detail: SampleDetail): Partial<SessionState> {
  const reasoning = detail.hint ?? detail.run?.reasoning
  return {
    sampleId: detail.row.id,
    detail,
    isLoading: false,
    failure: null,
    draft: detail.draft,
    regions: reasoning?.kind === 'regions' ? reasoning.regions : [],
    run: detail.run,
    chosen: firstChoice(detail),
  }
}

export function firstChoice(detail: SampleDetail): readonly string[] {
  const isUntouched = isBlank(detail.draft) && detail.row.status === 'todo'
  const best = detail.run?.candidates.find(({ rank }) => rank === 1)
  return isUntouched && best !== undefined && detail.run?.isStale === false ? [best.id] : []
}

export function isBlank(draft: Draft): boolean {
  return !draft.noTarget && isEmptyRle(draft.target) && isEmptyRle(draft.ignore)
}
