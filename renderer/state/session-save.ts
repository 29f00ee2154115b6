import type { SampleDetail } from '#rpc/schemas/annotation'
import type { SampleRow } from '#rpc/schemas/project'
import { call } from '../rpc/client.ts'
import { indexOfId } from './paging.ts'
import { useSamples, replaceRow } from './samples.ts'
import { effortSoFar, restartEffort } from './effort.ts'
import { giveOpinion, isOpinion, tellFeedback } from './opinion.ts'
import { editsSaved, endSession, startSession, takeDetail } from './session-edits.ts'
import { fieldsSaved } from './session-fields.ts'
import { leaveRun } from './session-run.ts'
import { leaveClicks } from './session-clicks.ts'
import { closedSession, useSession } from './session.ts'

/** `position`: 1-based place under the filter. */
export type Neighbour = { readonly sample: number; readonly position: number | null }

let opening: AbortController | null = null

/** Opens a sample once everything of the one before is saved; the latest wish wins. */
export async function openSample(sample: number, position: number | null = null): Promise<void> {
  opening?.abort()
  const mine = new AbortController()
  opening = mine
  leaveRun()
  leaveClicks()
  await fieldsSaved()
  await editsSaved()
  if (mine.signal.aborted) return
  useSession.setState({ ...closedSession(sample), isLoading: true })
  useSamples.setState(({ pages }) => {
    const index = indexOfId(pages, sample)
    return { position: index === null ? position : index + 1 }
  })
  rememberSample(sample)
  try {
    startSession(await call('samples.get', { sample }, { signal: mine.signal }))
  } catch (error) {
    if (mine.signal.aborted) return
    useSession.setState({ isLoading: false, failure: error })
    throw error
  }
}

export function closeSample(): void {
  opening?.abort()
  leaveRun()
  endSession()
  rememberSample(null)
}

/** Takes the chosen candidates (joined where several), or the drawn mask, as the accepted answer. */
export async function acceptAnswer(): Promise<SampleDetail | null> {
  const { chosen, run, sampleId } = useSession.getState()
  if (sampleId === null) return null
  await fieldsSaved()
  await editsSaved()
  if (isOpinion()) return giveOpinion()
  const detail =
    chosen.length > 0 && run !== null
      ? await call('annotations.accept', {
          sample: sampleId,
          runId: run.id,
          candidateIds: chosen,
          effort: effortSoFar(),
        })
      : await saveDraft('accepted')
  return keep(detail)
}

/** Saves what is drawn as a version of its own and leaves the sample open. */
export async function saveOpenDraft(): Promise<SampleDetail | null> {
  if (isOpinion()) return null
  await fieldsSaved()
  await editsSaved()
  return keep(await saveDraft('draft'))
}

export async function acceptNoTarget(): Promise<SampleDetail | null> {
  const { sampleId } = useSession.getState()
  if (sampleId === null) return null
  await fieldsSaved()
  await editsSaved()
  if (isOpinion()) return giveOpinion({ noTarget: true })
  return keep(await call('annotations.noTarget', { sample: sampleId, effort: effortSoFar() }))
}

/** The next (previous, next unlabelled) sample under the filter; null at the end. */
export async function neighbour(
  step: 'next' | 'previous' | 'next-todo',
  sample = useSession.getState().sampleId,
): Promise<Neighbour | null> {
  const { filter } = useSamples.getState()
  const answer = await call('samples.neighbour', { sample, filter, step })
  if (answer.sample === null) return null
  return { sample: answer.sample, position: answer.position === null ? null : answer.position + 1 }
}

/** Has the next unlabelled image encoded ahead of time. */
export async function prefetchNext(): Promise<void> {
  const next = await neighbour('next-todo')
  if (next !== null) await call('runs.prefetch', { sample: next.sample })
}

/** The sample named in the page's address: survives a reload, and nothing else is kept in the browser. */
export function rememberedSample(): number | null {
  const match = /^#sample=(\d+)$/.exec(location.hash)
  return match === null ? null : Number(match[1])
}

function rememberSample(sample: number | null): void {
  history.replaceState(null, '', sample === null ? '#' : `#sample=${sample}`)
}

async function saveDraft(status: SampleRow['status']): Promise<SampleDetail | null> {
  const { draft, sampleId, run } = useSession.getState()
  if (draft === null || sampleId === null) return null
  return call('annotations.save', {
    sample: sampleId,
    revision: draft.revision,
    status,
    runId: run?.id ?? null,
    effort: effortSoFar(),
  })
}

function keep(detail: SampleDetail | null): SampleDetail | null {
  if (detail === null) return null
  restartEffort()
  tellFeedback(detail.feedback)
  takeDetail(detail)
  if (useSession.getState().sampleId === detail.row.id) useSession.setState({ chosen: [] })
  replaceRow(detail.row)
  return detail
}
