import type { Region } from '#core/grid/region'
import { checkReasoning } from '#core/prompt/check'
import type { Reasoning } from '#core/prompt/reasoning'
import type { Params } from '#rpc/contract'
import type { SampleDetail } from '#rpc/schemas/annotation'
import type { Run } from '#rpc/schemas/pipeline'
import { call } from '../rpc/client.ts'
import { isCancelled } from '../rpc/client-error.ts'
import { useApp } from './app.ts'
import { beginAsking, endAsking, forgetAsking } from './asking.ts'
import { asksWhenProposing, withOnlyMllm } from './asked-settings.ts'
import { blindRun, hidesRanking } from './blind.ts'
import { useMllms } from './mllm.ts'
import { attempt, notify } from './notices.ts'
import { projectSegmenter } from './project-segmenter.ts'
import { promptRefusal } from './prompt-limits.ts'
import { useSession } from './session.ts'
import { tellAskFailure } from './tell-ask-failure.ts'
import { tellRefusal } from './tell-refusal.ts'
import { announce } from './view.ts'

type RegionHint = Params<'samples.setHint'>['hint']

const autoDelay = 350
let underWay: AbortController | null = null
let autoTimer: ReturnType<typeof setTimeout> | undefined
let keepTimer: ReturnType<typeof setTimeout> | undefined
/** Sends the regions not yet kept. */
let unkept: (() => void) | null = null

/** Sets the regions; with `autoPropose` on, candidates follow by themselves once the hand rests. */
export function setRegions(regions: readonly Region[]): void {
  useSession.setState({ regions })
  keepSoon()
  proposeSoon()
}

/** Marked regions are kept like edits are, also where no run follows; what is off the grid is not worth keeping. */
function keepSoon(): void {
  clearTimeout(keepTimer)
  const { sampleId, detail, regions } = useSession.getState()
  const { project, pipeline } = useApp.getState()
  if (sampleId === null || detail === null || pipeline === null || project?.isReadOnly) return
  const hint = regions.length === 0 ? null : reasoningOf(detail, regions)
  const grid = { ...pipeline.grid, size: detail.image.size }
  if (hint !== null && !checkReasoning(hint, grid).ok) return
  unkept = () =>
    attempt('Keeping the regions', () =>
      call('samples.setHint', { sample: sampleId, hint: structuredClone(hint) as RegionHint }),
    )
  keepTimer = setTimeout(keepNow, autoDelay)
}

function keepNow(): void {
  clearTimeout(keepTimer)
  unkept?.()
  unkept = null
}

function reasoningOf(detail: SampleDetail, regions: readonly Region[]): Reasoning {
  const { target, attributes, rationale } = detail.fields
  return { kind: 'regions', target, attributes, regions, rationale }
}

/** Weights of the drawn prior, 32×32, or null to do without. */
export function setDrawnPrior(drawnPrior: readonly number[] | null): void {
  useSession.setState({ drawnPrior })
  proposeSoon()
}

export function proposeSoon(): void {
  clearTimeout(autoTimer)
  const { regions } = useSession.getState()
  const { settings, pipeline } = useApp.getState()
  if (settings?.autoPropose !== true || regions.length === 0) return
  // What costs money or minutes is asked for on purpose alone.
  if (pipeline !== null && asksWhenProposing(pipeline)) return
  if (promptRefusal(projectSegmenter(), { kind: 'propose' }) !== null) return
  autoTimer = setTimeout(() => attempt('Proposing candidates', propose), autoDelay)
}

/** Runs the pipeline on the composed reasoning; an earlier run still under way is given up. */
export async function propose(): Promise<void> {
  const { sampleId, detail, regions, drawnPrior } = useSession.getState()
  const { pipeline: settings } = useApp.getState()
  if (sampleId === null || detail === null || !mayPropose(regions)) return
  const params = {
    sample: sampleId,
    reasoning: reasoningOf(detail, regions),
    settings: settings === null ? null : withOnlyMllm(settings, useMllms.getState().states),
    drawnPrior,
  }
  const tells = settings !== null && asksWhenProposing(settings)
  await takeInHand({ isAsking: false, tells, again: propose }, (signal) =>
    call('runs.propose', params, { signal }),
  )
}

export type RunKind = {
  /** An MLLM is asked where the target is. */
  readonly isAsking: boolean
  /** What MLLMs say is shown as it comes, and what ends it beside that. */
  readonly tells: boolean
  /** The same once more, after a failure. */
  readonly again: () => Promise<void>
}

/**
 * Does the work as the run in hand of the open sample and shows the run that comes of it; an earlier one is given up.
 * Rejects with what ended it, unless that is told where the replies are.
 */
export async function takeInHand(
  { isAsking, tells, again }: RunKind,
  work: (signal: AbortSignal) => Promise<Run>,
): Promise<void> {
  clearTimeout(autoTimer)
  const { sampleId } = useSession.getState()
  if (sampleId === null) return
  underWay?.abort()
  const mine = new AbortController()
  underWay = mine
  useSession.setState({
    runState: { kind: 'busy', stage: 'waiting', startedAt: performance.now(), isAsking },
  })
  if (tells) beginAsking(sampleId)
  else forgetAsking()
  try {
    const run = await work(mine.signal)
    if (underWay !== mine || useSession.getState().sampleId !== sampleId) return
    if (tells) endAsking(null)
    showRun(run)
  } catch (error) {
    if (isCancelled(error)) {
      if (underWay === mine) forgetAsking()
    } else if (tells && underWay === mine) {
      endAsking({ error, again })
      tellAskFailure(error)
    } else throw error
  } finally {
    if (underWay === mine) {
      underWay = null
      useSession.setState({ runState: { kind: 'idle' } })
    }
  }
}

/** Whether there is something to propose from and a segmenter that can; says so where not. */
function mayPropose(regions: readonly Region[]): boolean {
  const refusal = promptRefusal(projectSegmenter(), { kind: 'propose' })
  if (refusal !== null) tellRefusal(refusal, () => {})
  else if (regions.length === 0)
    notify({
      level: 'info',
      title: 'Say first where the target is.',
      hint: 'Drag over rows and columns with the region tool (R), or draw a box (X).',
    })
  return refusal === null && regions.length > 0
}

/** Gives the run up, here and in the backend. */
export function cancelRun(): void {
  clearTimeout(autoTimer)
  const { sampleId } = useSession.getState()
  underWay?.abort()
  underWay = null
  forgetAsking()
  useSession.setState({ runState: { kind: 'idle' } })
  if (sampleId !== null) attempt('Cancelling', () => call('runs.cancel', { sample: sampleId }))
}

/** Leaves a run that belongs to another sample alone: its answer is kept by the backend. */
export function leaveRun(): void {
  clearTimeout(autoTimer)
  keepNow()
  underWay = null
  forgetAsking()
}

export function showProgress(sample: number, stage: string): void {
  const { sampleId, runState } = useSession.getState()
  if (sample === sampleId && runState.kind === 'busy')
    useSession.setState({ runState: { ...runState, stage } })
}

function isReasonedByMllm({ record, settings }: Run): boolean {
  return record.reason !== undefined && settings.reasoner === 'mllm'
}

function regionsOf({ reasoning }: Run): readonly Region[] {
  return reasoning.kind === 'regions' ? reasoning.regions : []
}

function showRun(given: Run): void {
  const { detail } = useSession.getState()
  if (detail === null) return
  const isBlind = hidesRanking(detail)
  const run = isBlind ? blindRun(given) : given
  const best = run.candidates.find(({ rank }) => rank === 1)
  useSession.setState({
    detail: { ...detail, run },
    run,
    ...(isReasonedByMllm(run) ? { regions: regionsOf(run) } : {}),
    chosen: best === undefined || isBlind ? [] : [best.id],
    hovered: null,
    unfolded: [],
    pointed: null,
    pinned: null,
    showsOriginal: false,
  })
  announce(
    run.reasoning.kind === 'absent'
      ? 'The MLLM says that nothing in the image answers the query.'
      : best === undefined
        ? 'No candidate was found.'
        : isBlind
          ? `${run.candidates.length} candidates, unranked.`
          : `${run.candidates.length} candidates; the first scores ${best.score.toFixed(2)}.`,
  )
}
