import type { SampleFields } from '#rpc/schemas/project'
import { call } from '../rpc/client.ts'
import { notifyError } from './notices.ts'
import { replaceRow } from './samples.ts'
import { refreshSession, takeDetail } from './session-edits.ts'
import { useSession } from './session.ts'

let lastEdit: Promise<unknown> = Promise.resolve()

/** Changes what is said about the open sample: shown at once, saved one change after another. */
export function editFields(fields: Partial<SampleFields>): void {
  const { sampleId, detail } = useSession.getState()
  if (sampleId === null || detail === null || isSame(detail.fields, fields)) return
  useSession.setState({
    detail: { ...detail, fields: { ...detail.fields, ...fields } },
    saveState: 'saving',
  })
  lastEdit = lastEdit.then(() => save(sampleId, fields))
}

/** All changes of fields are saved, or were refused with a notice. */
export async function fieldsSaved(): Promise<void> {
  await lastEdit
}

async function save(sample: number, fields: Partial<SampleFields>): Promise<void> {
  try {
    const detail = await call('samples.edit', { sample, fields })
    takeDetail(detail)
    replaceRow(detail.row)
  } catch (error) {
    notifyError(error, 'Saving the sample’s fields')
    await refreshSession().catch((again: unknown) => notifyError(again, 'Loading the sample again'))
  } finally {
    if (useSession.getState().sampleId === sample) useSession.setState({ saveState: 'saved' })
  }
}

function isSame(before: SampleFields, change: Partial<SampleFields>): boolean {
  return Object.entries(change).every(
    ([key, value]) => JSON.stringify(before[key as keyof SampleFields]) === JSON.stringify(value),
  )
}
