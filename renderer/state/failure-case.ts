import type { FunnelStage } from '#core/metrics/failure-funnel'
import { failureTagSchema, type FailureTag } from '#rpc/schemas/predictions'
import { call } from '../rpc/client.ts'
import { useApp } from './app.ts'
import { computeFigures, loadMoreRows, loadRows, loadSets, useFailures } from './failures.ts'
import { openSample } from './session-save.ts'

/** Opens the sample of that place in the gallery. */
export async function openCase(place: number): Promise<void> {
  const { rows, set } = useFailures.getState()
  const row = rows[place]
  if (row === undefined || set === null) return
  useFailures.setState({ selected: place })
  const opened = await call('predictions.case', { set, sample: row.sample })
  const now = useFailures.getState()
  if (now.set === set && now.selected === place) useFailures.setState({ opened })
}

export function closeCase(): void {
  useFailures.setState({ opened: null })
}

/** To the next or the one before, in the gallery or from case to case. */
export async function stepCase(by: 1 | -1): Promise<void> {
  const { selected, rows, total, opened } = useFailures.getState()
  const next = Math.max(0, selected + by)
  if (next >= rows.length && rows.length < (total ?? 0)) await loadMoreRows()
  if (next >= useFailures.getState().rows.length) return
  if (opened === null) useFailures.setState({ selected: next })
  else await openCase(next)
}

/** Says that a stage failed in the selected sample; said again, it is taken back. */
export async function tagStage(stage: FunnelStage): Promise<void> {
  const row = selectedRow()
  if (row !== null) await sendTag(withStage(row.tag, stage))
}

export async function forgetTag(): Promise<void> {
  await sendTag(null)
}

/** The tag with that stage blamed, or no more; null where nothing is left of it. */
export function withStage(tag: FailureTag | null, stage: FunnelStage): FailureTag | null {
  const { stages, ...rest } = tag ?? failureTagSchema.parse({})
  const { [stage]: before, ...others } = stages
  const next = before === 'failed' ? others : { ...others, [stage]: 'failed' as const }
  const isEmpty = Object.keys(next).length === 0 && rest.kinds.length === 0 && rest.note === ''
  return isEmpty ? null : { ...rest, stages: next }
}

/** Goes to the editor with the selected sample, to mend its truth. */
export async function editSelected(): Promise<void> {
  const row = selectedRow()
  if (row === null) return
  useApp.setState({ page: 'annotate' })
  await openSample(row.sample)
}

/** The sets, and everything of the one that was looked at last. */
export async function openFailures(): Promise<void> {
  await loadSets()
  await recompute()
}

/** All figures anew, and the case that is open. */
export async function recompute(): Promise<void> {
  const { opened, set } = useFailures.getState()
  await computeFigures()
  if (opened === null || set === null) return
  const fresh = await call('predictions.case', { set, sample: opened.row.sample })
  if (useFailures.getState().opened?.row.sample === opened.row.sample)
    useFailures.setState({ opened: fresh })
}

function selectedRow() {
  const { rows, selected, opened } = useFailures.getState()
  return opened?.row ?? rows[selected] ?? null
}

async function sendTag(tag: FailureTag | null): Promise<void> {
  const { set, dropMissing } = useFailures.getState()
  const row = selectedRow()
  if (row === null || set === null) return
  const tagged = await call('predictions.tag', { set, sample: row.sample, tag })
  useFailures.setState(({ opened, rows }) => ({
    opened: opened?.row.sample === row.sample ? tagged : opened,
    rows: rows.map((one) => (one.sample === row.sample ? tagged.row : one)),
  }))
  const funnel = await call('predictions.funnel', { set, dropMissing })
  if (useFailures.getState().set === set) useFailures.setState({ funnel })
  await loadRows(true)
}
