import { intersectRles, subtractRles, uniteRles } from '#core/mask/rle-ops'
import { emptyRle } from '#core/mask/rle'
import { sizeOfRle } from '#core/mask/mask'
import { editTo, pushEdits } from '../../state/session-edits.ts'
import { useSession } from '../../state/session.ts'
import { announce, useView } from '../../state/view.ts'
import { maskJob } from '../../workers/mask-client.ts'
import type { MaskOperation } from '../../workers/mask-job.ts'
import { chosenMask } from './candidates.ts'

/** Works on the whole mask of the current layer, as one edit. */
export async function operateOnMask(operation: MaskOperation): Promise<void> {
  const { draft, sampleId } = useSession.getState()
  const { layer } = useView.getState()
  if (draft === null) return
  const { rle } = await maskJob({ kind: 'operate', rle: draft[layer], operation })
  const now = useSession.getState()
  if (now.sampleId !== sampleId || now.draft?.[layer].counts !== draft[layer].counts) return
  const { kind, ...given } = operation
  const numbers = Object.entries(given).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  )
  const edit = editTo(rle, { layer, tool: kind, params: Object.fromEntries(numbers) })
  const title = kind.replace('-', ' ')
  if (edit === null) announce(`${title}: nothing to change.`)
  else {
    pushEdits([edit])
    announce(`${title}: done.`)
  }
}

const combinations = {
  unite: uniteRles,
  subtract: subtractRles,
  intersect: intersectRles,
} as const

/** Unites, subtracts or intersects the mask with the chosen candidates. */
export function combineWithChosen(kind: keyof typeof combinations): void {
  const { draft, run, chosen } = useSession.getState()
  const { layer } = useView.getState()
  const other = chosenMask()
  if (draft === null || other === null || run === null) return
  const params = { run: run.id, candidates: chosen.join(' ') }
  const edit = editTo(combinations[kind](draft[layer], other), { layer, tool: kind, params })
  if (edit !== null) pushEdits([edit])
}

export function clearMask(): void {
  const { draft } = useSession.getState()
  const { layer } = useView.getState()
  if (draft === null) return
  const edit = editTo(emptyRle(sizeOfRle(draft[layer])), { layer, tool: 'clear' })
  if (edit !== null) pushEdits([edit])
  useSession.setState({ clicks: [] })
}
