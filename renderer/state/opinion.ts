import { create } from 'zustand'
import type { Feedback, SampleDetail } from '#rpc/schemas/annotation'
import { call } from '../rpc/client.ts'
import { effortSoFar, restartEffort } from './effort.ts'
import { notify } from './notices.ts'
import { editsSaved, reloadSession, startSession } from './session-edits.ts'
import { useSession } from './session.ts'

/** What the annotator takes the query for; null: not said. */
export const useOpinion = create<{ readonly category: string | null }>(() => ({ category: null }))

/** What is drawn now is a second opinion, not the sample's mask. */
export function isOpinion(): boolean {
  return (useSession.getState().detail?.opinion ?? null) !== null
}

/** The open sample anew, empty: what is accepted is set aside and hidden. */
export async function startOpinion(): Promise<void> {
  const { sampleId } = useSession.getState()
  if (sampleId === null) return
  await editsSaved()
  startSession(await call('opinions.start', { sample: sampleId }))
  restartEffort()
}

/** What is drawn, or the chosen candidates, or that there is nothing; then the sample is as it was. */
export async function giveOpinion(
  how: { readonly noTarget?: boolean } = {},
): Promise<SampleDetail | null> {
  const { sampleId, run, chosen } = useSession.getState()
  if (sampleId === null) return null
  await editsSaved()
  const { detail, feedback } = await call('opinions.give', {
    sample: sampleId,
    runId: run?.id ?? null,
    candidateIds: chosen,
    noTarget: how.noTarget ?? false,
    category: useOpinion.getState().category,
    effort: effortSoFar(),
  })
  if (useSession.getState().sampleId === sampleId) startSession(detail)
  restartEffort()
  useOpinion.setState({ category: null })
  tellFeedback(feedback)
  return detail
}

export async function giveOpinionUp(): Promise<void> {
  const { sampleId } = useSession.getState()
  if (sampleId === null) return
  await editsSaved()
  await call('opinions.giveUp', { sample: sampleId })
  await reloadSession()
}

/** Tells at once how a try on a gold sample stands to the truth. */
export function tellFeedback(feedback: Feedback | null): void {
  if (feedback === null) return
  const { iou, boundaryIou, leastIou, isPassed } = feedback
  notify({
    level: isPassed ? 'success' : 'warning',
    title: `Gold sample: IoU ${iou.toFixed(2)}, ${isPassed ? 'passed' : 'not passed'}.`,
    hint: `At least ${leastIou.toFixed(2)} is asked for. Boundary IoU ${boundaryIou.toFixed(2)}: the same of the masks’ rims alone.`,
  })
}
