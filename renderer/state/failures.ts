import { create } from 'zustand'
import type { Answer, Params } from '#rpc/contract'
import {
  rowChoiceSchema,
  type EvaluatedRow,
  type Evaluation,
  type FunnelReport,
  type PredictionCase,
  type PredictionSet,
  type RowChoice,
} from '#rpc/schemas/predictions'
import { call } from '../rpc/client.ts'
import { useApp } from './app.ts'

export type RowOrder = NonNullable<Params<'predictions.samples'>['order']>
export type Convention = 'exact' | 'lisa'

type FailuresStore = {
  /** null until known. */
  readonly sets: readonly PredictionSet[] | null
  /** Whose failures are shown. */
  readonly set: number | null
  /** Samples without a prediction are left out instead of counted as empty masks. */
  readonly dropMissing: boolean
  readonly convention: Convention
  readonly evaluation: Evaluation | null
  /** null until it is measured a first time. */
  readonly funnel: FunnelReport | null
  /** How many samples have at most 0.1, 0.2 … 1 IoU. */
  readonly upTo: readonly number[] | null
  readonly rows: readonly EvaluatedRow[]
  /** null until known. */
  readonly total: number | null
  readonly choice: RowChoice
  readonly order: RowOrder
  readonly isDescending: boolean
  /** Place in `rows`. */
  readonly selected: number
  /** The case that is looked at closely; null: the gallery is. */
  readonly opened: PredictionCase | null
  readonly isReading: boolean
  /** Samples or masks changed since the figures were computed. */
  readonly isStale: boolean
  readonly failure: unknown
}

export const everyRow: RowChoice = rowChoiceSchema.parse({})

const nothing: FailuresStore = {
  sets: null,
  set: null,
  dropMissing: false,
  convention: 'exact',
  evaluation: null,
  funnel: null,
  upTo: null,
  rows: [],
  total: null,
  choice: everyRow,
  order: 'iou',
  isDescending: false,
  selected: 0,
  opened: null,
  isReading: false,
  isStale: false,
  failure: null,
}

/** What models predicted and how far it is from the truth, as last asked. */
export const useFailures = create<FailuresStore>(() => nothing)

/** Cards that are asked for at once. */
const rowsAtOnce = 60
const tenths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]

/** Answers of an older question are thrown away: about the figures, and about the rows alone. */
let generation = 0
let rowGeneration = 0

export function showFailures(): void {
  useApp.setState({ page: 'failures' })
}

/** Which sets there are; the one that was looked at stays, else the newest is. */
export async function loadSets(): Promise<void> {
  const path = useApp.getState().project?.path
  try {
    const sets = await call('predictions.list', {})
    if (useApp.getState().project?.path !== path) return
    const { set } = useFailures.getState()
    const isThere = sets.some(({ id }) => id === set)
    useFailures.setState({ sets, failure: null })
    if (!isThere) forgetFigures(sets.at(-1)?.id ?? null)
  } catch (failure) {
    useFailures.setState({ failure })
  }
}

/** Predictions came or went, or something was said of them. */
export async function hearPredictions(): Promise<void> {
  if (useApp.getState().page !== 'failures') return
  await loadSets()
  const { evaluation, isReading } = useFailures.getState()
  if (evaluation === null && !isReading) await computeFigures()
}

export async function chooseSet(set: number): Promise<void> {
  forgetFigures(set)
  await computeFigures()
}

export async function removeSet(set: number): Promise<void> {
  await call('predictions.remove', { set })
  await hearPredictions()
}

export async function setDropMissing(dropMissing: boolean): Promise<void> {
  useFailures.setState({ dropMissing })
  await computeFigures()
}

/** Other rows, or another order: the gallery starts anew at its top. */
export async function chooseRows(
  change: Partial<RowChoice>,
  order: Partial<Pick<FailuresStore, 'order' | 'isDescending'>> = {},
): Promise<void> {
  useFailures.setState(({ choice }) => ({
    choice: { ...choice, ...change },
    selected: 0,
    opened: null,
    ...order,
  }))
  await loadRows()
}

/** Everything that is computed of the chosen set; what is known stays in sight until then. */
export async function computeFigures(): Promise<void> {
  const { set, dropMissing } = useFailures.getState()
  if (set === null) return
  const mine = ++generation
  const scope = { set, dropMissing }
  useFailures.setState({ isReading: true, isStale: false, failure: null })
  try {
    const [evaluation] = await Promise.all([call('predictions.evaluate', scope), loadRows()])
    if (mine !== generation) return
    useFailures.setState({ evaluation })
    await countTenths(mine, scope)
    await measureFunnel(mine, scope)
    if (mine === generation) await loadRows(true)
  } catch (failure) {
    if (mine === generation) useFailures.setState({ failure })
  } finally {
    if (mine === generation) useFailures.setState({ isReading: false })
  }
}

/** Nobody looks any more: nothing further is measured. */
export function stopFailures(): void {
  generation++
  useFailures.setState({ isReading: false })
}

/** Figures on screen may be of older masks. */
export function markStale(): void {
  if (useFailures.getState().evaluation !== null) useFailures.setState({ isStale: true })
}

/** The rows under the choice from the top; `keepsAll`: as many as were there. */
export async function loadRows(keepsAll = false): Promise<void> {
  const limit = keepsAll ? Math.max(rowsAtOnce, useFailures.getState().rows.length) : rowsAtOnce
  const answer = await askRows(0, limit)
  if (answer !== null) useFailures.setState(answer)
}

export async function loadMoreRows(): Promise<void> {
  const { rows } = useFailures.getState()
  const answer = await askRows(rows.length, rowsAtOnce)
  if (answer !== null)
    useFailures.setState({ total: answer.total, rows: [...rows, ...answer.rows] })
}

/** null: another question was asked since. */
async function askRows(
  offset: number,
  limit: number,
): Promise<Answer<'predictions.samples'> | null> {
  const { set, dropMissing, choice, order, isDescending } = useFailures.getState()
  if (set === null) return null
  const mine = ++rowGeneration
  const params = { set, dropMissing, choice, order, isDescending, offset, limit }
  const answer = await call('predictions.samples', params)
  return mine === rowGeneration ? answer : null
}

type Scope = { readonly set: number; readonly dropMissing: boolean }

async function countTenths(mine: number, scope: Scope): Promise<void> {
  const answers = await Promise.all(
    tenths.map((iouTo) =>
      call('predictions.samples', { ...scope, choice: { iouTo }, offset: 0, limit: 1 }),
    ),
  )
  if (mine === generation) useFailures.setState({ upTo: answers.map(({ total }) => total) })
}

/** A part at a time, so that what is known shows early. */
async function measureFunnel(mine: number, scope: Scope): Promise<void> {
  for (;;) {
    const funnel = await call('predictions.funnel', scope)
    if (mine !== generation) return
    useFailures.setState({ funnel })
    if (funnel.pending === 0) return
  }
}

function forgetFigures(set: number | null): void {
  generation++
  rowGeneration++
  const { sets, dropMissing, convention, order, isDescending } = useFailures.getState()
  useFailures.setState({ ...nothing, sets, dropMissing, convention, order, isDescending, set })
}

useApp.subscribe(({ project }, before) => {
  if (project?.path === before.project?.path) return
  generation++
  rowGeneration++
  useFailures.setState(nothing)
})
