import { call } from '../../rpc/client.ts'
import { sampleFieldsSchema, type SampleRow } from '#rpc/schemas/project'
import { notify, notifyError, attempt } from '../../state/notices.ts'
import { refreshRows, useSamples } from '../../state/samples.ts'
import { indexOfId, rowAt } from '../../state/paging.ts'
import {
  acceptAnswer,
  acceptNoTarget,
  closeSample,
  neighbour,
  openSample,
  prefetchNext,
  saveOpenDraft,
} from '../../state/session-save.ts'
import { isOpinion } from '../../state/opinion.ts'
import { editsSaved } from '../../state/session-edits.ts'
import { useSession } from '../../state/session.ts'
import { announce, showTab } from '../../state/view.ts'

export async function goTo(step: 'next' | 'previous' | 'next-todo'): Promise<boolean> {
  const next = await neighbour(step)
  if (next === null) {
    announce(step === 'previous' ? 'This is the first sample.' : 'There is no further sample.')
    return false
  }
  await openSample(next.sample, next.position)
  prefetchNext().catch((error: unknown) => notifyError(error, 'Encoding the next image'))
  return true
}

export async function acceptAndNext(): Promise<void> {
  const detail = await acceptAnswer()
  if (detail !== null) await moveOn('Accepted')
}

export async function noTargetAndNext(): Promise<void> {
  const detail = await acceptNoTarget()
  if (detail !== null) await moveOn('Accepted: no target')
}

export async function saveDraftNow(): Promise<void> {
  if (isOpinion()) return announce('What is drawn is kept; it counts when you give the opinion.')
  const detail = await saveOpenDraft()
  if (detail?.saved) announce(`Saved as version ${detail.saved.version}.`)
}

/** Another sample of the same image, ready for its query. */
export async function addQuery(image: number, query: string): Promise<void> {
  const fields = sampleFieldsSchema.parse({ query })
  const row = await call('samples.add', { image, fields })
  await refreshRows()
  await openSample(row.id)
  showTab('query')
}

export async function duplicateSample(sample: number): Promise<void> {
  const row = await call('samples.duplicate', { sample })
  await refreshRows()
  await openSample(row.id)
  announce('Duplicated.')
}

/** Takes a sample out of the list; one click brings it back. */
export async function removeSample(sample: number): Promise<void> {
  const isOpen = useSession.getState().sampleId === sample
  const beside = besideInList(sample)
  if (isOpen) {
    await editsSaved()
    closeSample()
  }
  await call('samples.remove', { samples: [sample] })
  await refreshRows()
  if (isOpen && beside !== null) await openSample(beside)
  notify({
    level: 'info',
    title: 'Sample removed.',
    action: {
      label: 'Undo',
      run: () => attempt('Bringing the sample back', () => restoreSample(sample)),
    },
  })
}

async function restoreSample(sample: number): Promise<void> {
  await call('samples.restore', { samples: [sample] })
  await refreshRows()
  await openSample(sample)
}

/** The row below, else above, among those loaded. */
function besideInList(sample: number): number | null {
  const { pages } = useSamples.getState()
  const index = indexOfId<SampleRow>(pages, sample)
  if (index === null) return null
  return (rowAt(pages, index + 1) ?? rowAt(pages, index - 1))?.id ?? null
}

async function moveOn(what: string): Promise<void> {
  const hasNext = await goTo('next-todo')
  announce(hasNext ? `${what}; the next sample is open.` : `${what}; nothing is left to do here.`)
  if (!hasNext)
    notify({
      level: 'success',
      title: `${what}. Nothing is left to do under this filter.`,
      hint: 'Choose another filter, import more images, or export.',
    })
}
