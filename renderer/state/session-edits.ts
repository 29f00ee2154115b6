import { isEmptyRle, xorRles } from '#core/mask/rle-ops'
import type { Rle } from '#core/mask/mask'
import type { Draft, EditData, SampleDetail } from '#rpc/schemas/annotation'
import { call } from '../rpc/client.ts'
import { hasCode } from '../rpc/client-error.ts'
import { blinded, hidesRanking } from './blind.ts'
import { restartEffort } from './effort.ts'
import { createEditQueue, type EditOperation, type EditQueue } from './edit-queue.ts'
import { attempt, notify, notifyError } from './notices.ts'
import { closedSession, firstChoice, sessionOf, useSession } from './session.ts'

let queue: { readonly sample: number; readonly edits: EditQueue } | null = null
let hurry = () => {}

/**
 * Shows an edit at once and sends it on. Whatever was chosen among the candidates gives way to the mask being drawn,
 * and a target being drawn takes “no target” back.
 */
export function pushEdits(edits: readonly EditData[]): void {
  if (edits.length === 0) return
  const { draft } = useSession.getState()
  const paints = edits.some((edit) => edit.kind === 'mask' && edit.layer === 'target')
  useSession.setState({ chosen: [] })
  const revived: EditData[] =
    draft?.noTarget === true && paints ? [{ kind: 'no-target', value: false }] : []
  enqueue({ kind: 'push', edits: [...revived, ...edits] })
}

/** Edit that turns the layer's mask into `after`; null where nothing would change. */
export function editTo(
  after: Rle,
  edit: Pick<Extract<EditData, { kind: 'mask' }>, 'tool' | 'layer'> &
    Partial<Pick<Extract<EditData, { kind: 'mask' }>, 'params'>>,
): EditData | null {
  const draft = useSession.getState().draft
  if (draft === null) return null
  const delta = xorRles(draft[edit.layer], after)
  return isEmptyRle(delta) ? null : { kind: 'mask', params: {}, ...edit, delta }
}

/** Takes one step back; steps of the point tool take their click back with them. */
export function undoEdit(): void {
  const { draft, clicks } = useSession.getState()
  if (draft === null || draft.cursor === 0) return
  if (draft.edits[draft.cursor - 1]?.tool === 'click')
    useSession.setState({ clicks: clicks.slice(0, -1) })
  enqueue({ kind: 'undo' })
}

export function redoEdit(): void {
  enqueue({ kind: 'redo' })
}

/** Steps back or forth until `cursor` edits are applied. */
export function goToEdit(cursor: number): void {
  const draft = useSession.getState().draft
  if (draft === null) return
  for (let at = draft.cursor; at > cursor; at--) enqueue({ kind: 'undo' })
  for (let at = draft.cursor; at < cursor; at++) enqueue({ kind: 'redo' })
  useSession.setState({ clicks: [] })
}

/** Everything drawn so far is acknowledged, or was given up with a notice. */
export async function editsSaved(): Promise<void> {
  await queue?.edits.drained()
}

/** Tries waiting edits again at once: the connection is back. */
export function retryEdits(): void {
  hurry()
}

/** Takes a newer detail of the open sample; what the annotator composes stays, and so does an older run that is shown. */
export function takeDetail(given: SampleDetail): void {
  const detail = blinded(given)
  const before = useSession.getState()
  if (before.sampleId !== detail.row.id) return
  const isOther = detail.run !== null && detail.run.id !== before.run?.id
  const isNewRun = isOther && detail.run?.id !== before.detail?.run?.id
  useSession.setState({ detail, run: isOther && !isNewRun ? before.run : detail.run })
  queue?.edits.reset(detail.draft)
  if (isNewRun && before.chosen.length === 0 && !hidesRanking(detail))
    useSession.setState({ chosen: firstChoice(detail) })
}

/** Shows a freshly loaded sample. */
export function startSession(given: SampleDetail): void {
  const detail = blinded(given)
  const restarts = useSession.getState().detail?.row.id !== detail.row.id
  useSession.setState({ ...closedSession(detail.row.id), ...sessionOf(detail) })
  if (hidesRanking(detail)) useSession.setState({ chosen: [] })
  if (restarts) restartEffort()
  queue = { sample: detail.row.id, edits: createQueue(detail) }
}

export function endSession(): void {
  queue = null
  useSession.setState(closedSession())
}

/** Loads the open sample again, giving up what is composed locally. */
export async function reloadSession(): Promise<void> {
  const { sampleId } = useSession.getState()
  if (sampleId === null) return
  const detail = await call('samples.get', { sample: sampleId })
  if (useSession.getState().sampleId === sampleId) startSession(detail)
}

/** The same, keeping unsent edits and the composed reasoning. A sample that was removed is closed. */
export async function refreshSession(): Promise<void> {
  const { sampleId } = useSession.getState()
  if (sampleId === null) return
  try {
    takeDetail(await call('samples.get', { sample: sampleId }))
  } catch (error) {
    if (!hasCode(error, 'not_found')) throw error
    if (useSession.getState().sampleId === sampleId) endSession()
  }
}

function enqueue(operation: EditOperation): void {
  queue?.edits.add(operation)
}

function createQueue(detail: SampleDetail): EditQueue {
  const sample = detail.row.id
  const isOpen = () => useSession.getState().sampleId === sample
  return createEditQueue(detail.draft, {
    send: (operation, revision) => sendOperation(sample, revision, operation),
    onDraft: (draft) => {
      if (isOpen()) useSession.setState({ draft })
    },
    onState: (saveState) => {
      if (isOpen()) useSession.setState({ saveState })
    },
    onStale: (lost) => {
      notify({
        level: 'warning',
        title: 'This sample was changed elsewhere; its newest state is shown.',
        hint: `${lost === 1 ? 'Your last edit was' : `Your last ${lost} edits were`} not applied: look at the mask and repeat what is missing.`,
      })
      if (isOpen()) attempt('Loading the sample again', reloadSession)
    },
    onFailure: (error) => {
      notifyError(error, 'Keeping the edit')
      if (isOpen()) attempt('Loading the sample again', reloadSession)
    },
    pause: (milliseconds) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, milliseconds)
        hurry = () => {
          clearTimeout(timer)
          resolve()
        }
      }),
  })
}

function sendOperation(sample: number, revision: number, operation: EditOperation): Promise<Draft> {
  if (operation.kind === 'push')
    return call('edits.push', { sample, revision, edits: operation.edits })
  return call(operation.kind === 'undo' ? 'edits.undo' : 'edits.redo', { sample, revision })
}
