import type { Verdict } from '#rpc/schemas/review'
import { call } from '../../rpc/client.ts'
import { useApp } from '../../state/app.ts'
import { effortSoFar } from '../../state/effort.ts'
import { attempt, notify } from '../../state/notices.ts'
import { loadFacts, queueParams, refreshQueue, useReview } from '../../state/review.ts'
import { reloadSession } from '../../state/session-edits.ts'
import { openSample } from '../../state/session-save.ts'
import { useSession } from '../../state/session.ts'
import { announce, openDialog } from '../../state/view.ts'
import { changeSettings } from './settings.ts'

const said: Readonly<Record<Verdict, string>> = {
  right: 'Right',
  fix: 'To fix',
  reject: 'Rejected',
  later: 'Put off',
}

/** Brings the queue up to date; opens the first that waits where the open one has no accepted mask to look at. */
export async function enterQueue(): Promise<void> {
  await refreshQueue()
  const { detail } = useSession.getState()
  const isToSee = detail?.row.status === 'accepted' && detail.saved !== null
  const [first] = useReview.getState().pages.get(0) ?? []
  if (!isToSee && first !== undefined) await openSample(first.id)
  await loadFacts()
}

/** The verdict under way, with the opening of the next sample. */
let underWay: Promise<void> = Promise.resolve()

/** Judges the open sample and goes on to the next that waits. A key pressed before that one is there says nothing of it. */
export async function judge(verdict: Verdict, comment = ''): Promise<void> {
  if (useReview.getState().isJudging || !isNamed()) return
  underWay = judgeOpen(verdict, comment)
  await underWay
}

/** What was typed is not lost: it waits for the verdict before it. */
export async function sendBack(comment: string): Promise<void> {
  await underWay.catch(() => undefined)
  await judge('fix', comment)
}

async function judgeOpen(verdict: Verdict, comment: string): Promise<void> {
  const { sampleId: sample } = useSession.getState()
  if (sample === null) return
  useReview.setState({ isJudging: true })
  try {
    const { sample: next } = await call('review.next', { ...queueParams(), after: sample })
    const review = await call('review.verdict', {
      sample,
      verdict,
      comment,
      isBlind: useApp.getState().settings?.isBlind ?? false,
      seconds: effortSoFar().seconds,
    })
    useReview.setState(({ given }) => ({ given: [...given, review], compared: null }))
    await refreshQueue()
    await goOn(next === sample ? null : next, said[verdict])
  } finally {
    useReview.setState({ isJudging: false })
  }
}

/** The one behind the open one, or before it. */
export async function stepQueue(step: 1 | -1): Promise<void> {
  const { sampleId } = useSession.getState()
  if (step === 1) {
    const { sample } = await call('review.next', { ...queueParams(), after: sampleId })
    if (sample === null || sample === sampleId) return announce('This is the last that waits.')
    return openSample(sample)
  }
  const rows = [...useReview.getState().pages]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([, all]) => all)
  const at = rows.findIndex(({ id }) => id === sampleId)
  const before = rows[at - 1]
  if (before === undefined) announce('This is the first that waits.')
  else await openSample(before.id)
}

/** The last verdict given here is forgotten, and its sample is open again. */
export async function takeVerdictBack(): Promise<void> {
  const last = useReview.getState().given.at(-1)
  if (last === undefined) return announce('There is no verdict to take back.')
  await call('review.takeBack', { review: last.id })
  useReview.setState(({ given }) => ({ given: given.slice(0, -1) }))
  await refreshQueue()
  await openSample(last.sample)
  announce('The verdict is taken back.')
}

export async function comment(text: string): Promise<void> {
  const { sampleId: sample } = useSession.getState()
  if (sample === null || text.trim() === '' || !isNamed()) return
  await call('comments.add', { sample, text: text.trim() })
  await loadFacts()
}

export async function resolveComment(id: number, isResolved: boolean): Promise<void> {
  await call('comments.resolve', { comment: id, isResolved })
  await loadFacts()
}

export async function setGold(isGold: boolean): Promise<void> {
  const { sampleId: sample } = useSession.getState()
  if (sample === null) return
  await (isGold ? call('gold.set', { sample }) : call('gold.forget', { sample }))
  await loadFacts()
  announce(isGold ? 'A gold sample now.' : 'No gold sample any more.')
}

export async function takeConsensus(method: 'majority' | 'staple'): Promise<void> {
  const { sampleId: sample } = useSession.getState()
  if (sample === null || !isNamed()) return
  await call('review.takeConsensus', { sample, method })
  await reloadSession()
  await loadFacts()
  announce('The consensus is the mask of the sample now.')
}

/** Hides rankings and verdicts until one has decided, or shows them again. */
export function toggleBlind(): void {
  const isBlind = useApp.getState().settings?.isBlind !== true
  changeSettings({ isBlind })
  useReview.setState({ compared: null })
  announce(isBlind ? 'Blind mode is on.' : 'Blind mode is off.')
  attempt('Reading the sample', reloadSession)
}

/** Whether anybody is named as the one at work; asks who it is where not. */
export function isNamed(): boolean {
  if ((useApp.getState().settings?.annotator ?? '').trim() !== '') return true
  openDialog('annotators')
  return false
}

async function goOn(next: number | null, what: string): Promise<void> {
  const sample = next ?? (await call('review.next', queueParams())).sample
  if (sample === null) {
    await reloadSession()
    await loadFacts()
    announce(`${what}; nothing waits any more.`)
    notify({ level: 'success', title: `${what}. Nothing waits for a verdict any more.` })
    return
  }
  if (sample === useSession.getState().sampleId) await reloadSession()
  else await openSample(sample)
  await loadFacts()
  announce(`${what}; the next sample is open.`)
}
