import { iouOfAreas } from '#core/metrics/corpus'
import { groupsOf } from '#core/metrics/evaluation'
import { funnelStages, funnelTotals } from '#core/metrics/failure-funnel'
import type { ParsedParams } from '#rpc/contract'
import type { EvaluatedRow, FunnelReport, RowChoice } from '#rpc/schemas/predictions'
import type { OpenProject } from './open-project.ts'
import { countedRows } from './prediction-figures.ts'
import {
  createPace,
  evaluatedOf,
  groupedPair,
  judgedOf,
  measureRows,
  rowOf,
  type Evaluated,
} from './prediction-list.ts'

type RowsInput = ParsedParams<'predictions.samples'>

/** A page of the samples behind an evaluation. */
export async function evaluatedRows(
  project: OpenProject,
  { choice, order, isDescending, offset, limit, ...scope }: RowsInput,
): Promise<{ total: number; rows: EvaluatedRow[] }> {
  const { rows } = await evaluatedOf(project, { set: scope.set, filter: scope.filter })
  const pace = createPace(project)
  const chosen: Evaluated[] = []
  for (const row of countedRows(rows, scope.dropMissing)) {
    if (isChosen(row, choice)) chosen.push(row)
    if (pace.isDue()) await pace.rest()
  }
  const keys = new Map<Evaluated, string | number | null>()
  for (const row of chosen) {
    keys.set(row, keyOf(row, order))
    if (pace.isDue()) await pace.rest()
  }
  const sign = isDescending ? -1 : 1
  chosen.sort((a, b) => {
    const [one, other] = [keys.get(a) ?? null, keys.get(b) ?? null]
    if (one === other) return a.sample - b.sample
    // What is not known comes last either way.
    if (one === null || other === null) return one === null ? 1 : -1
    return one < other ? -sign : sign
  })
  return { total: chosen.length, rows: chosen.slice(offset, offset + limit).map(rowOf) }
}

function isChosen(row: Evaluated, choice: RowChoice): boolean {
  const { causes, kinds, group, isMissing, isTagged, iouFrom, iouTo } = choice
  const iou = iouOfAreas(row.areas)
  if (iou < iouFrom || iou > iouTo) return false
  if (isMissing !== null && row.isMissing !== isMissing) return false
  if (isTagged !== null && (row.tag !== null) !== isTagged) return false
  if (group !== null && !groupsOf(groupedPair(row), group.by).includes(group.tag)) return false
  if (causes.length === 0 && kinds.length === 0) return true
  const found = judgedOf(row)
  if (causes.length > 0 && (found === null || !causes.includes(found.funnel.cause ?? 'right')))
    return false
  return kinds.length === 0 || kindsOfRow(row).some((kind) => kinds.includes(kind))
}

function kindsOfRow(row: Evaluated): readonly string[] {
  return [...new Set([...(judgedOf(row)?.kinds ?? []), ...(row.tag?.kinds ?? [])])]
}

function keyOf(row: Evaluated, order: RowsInput['order']): string | number | null {
  switch (order) {
    case 'iou':
      return iouOfAreas(row.areas)
    case 'sample':
      return row.sample
    case 'score':
      return row.score
    case 'truth':
      return row.areas.truth
    case 'category':
      return row.category
    case 'cause': {
      const found = judgedOf(row)
      if (found === null) return null
      const { cause } = found.funnel
      const place = funnelStages.findIndex((stage) => stage === cause)
      return place >= 0 ? place : funnelStages.length + (cause === null ? 2 : 1)
    }
  }
}

/** Milliseconds of measuring a call. */
const measureFor = 1000

type FunnelInput = ParsedParams<'predictions.funnel'>

/** Where predictions fail, in total; measures for a second at most. */
export async function funnelReport(
  project: OpenProject,
  { set, filter, dropMissing }: FunnelInput,
): Promise<FunnelReport> {
  const before = await evaluatedOf(project, { set, filter })
  const wish = { rows: countedRows(before.rows, dropMissing), milliseconds: measureFor }
  const pending = await measureRows(project, set, wish)
  const { rows } = await evaluatedOf(project, { set, filter })
  const measured = countedRows(rows, dropMissing).filter(({ measures }) => measures !== null)
  const pace = createPace(project)
  const funnels = []
  const counts = new Map<string, number>()
  for (const row of measured) {
    const found = judgedOf(row)
    if (found !== null) funnels.push(found.funnel)
    for (const kind of kindsOfRow(row)) counts.set(kind, (counts.get(kind) ?? 0) + 1)
    if (pace.isDue()) await pace.rest()
  }
  const kinds = [...counts].map(([kind, samples]) => ({ kind, samples }))
  return {
    ...funnelTotals(funnels),
    stages: [...funnelTotals(funnels).stages],
    pending,
    kinds: kinds.toSorted((a, b) => b.samples - a.samples || (a.kind < b.kind ? -1 : 1)),
    means: meansOf(measured.map(rowOf)),
  }
}

const meanMetrics = [
  ['boundaryIou', 'boundaryIou'],
  ['boundaryF', 'boundaryF'],
  ['hd95', 'hd95'],
  ['priorIou', 'priorIou'],
  ['top1', 'top1Iou'],
  ['top3', 'top3Iou'],
] as const

function meansOf(rows: readonly EvaluatedRow[]): FunnelReport['means'] {
  return meanMetrics.flatMap(([metric, field]) => {
    const values = rows.flatMap(({ measured }) => measured?.[field] ?? [])
    if (values.length === 0) return []
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    return [{ metric, mean, n: values.length }]
  })
}
