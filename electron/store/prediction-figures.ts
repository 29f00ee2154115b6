import { setImmediate as breathe } from 'node:timers/promises'
import type { PairAreas } from '#core/metrics/overlap'
import type { PredictionMeasures } from '#core/metrics/prediction-measures'
import { inTransaction, prepareStatement, type WriteDb } from './database.ts'

export type FreshFigures = {
  readonly sample: number
  readonly annotation: number
  readonly areas: PairAreas
  readonly measures: PredictionMeasures | null
}

/** Takes the place of what was known of these samples in the set. */
export async function keepFigures(
  db: WriteDb,
  set: number,
  figures: readonly FreshFigures[],
): Promise<void> {
  const keep = prepareStatement(
    db,
    `insert or replace into prediction_figures values (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  for (let at = 0; at < figures.length; at += keptAtOnce) {
    if (at > 0) await breathe()
    await inTransaction(db, async () => {
      for (const { sample, annotation, areas, measures } of figures.slice(at, at + keptAtOnce)) {
        const { intersection, union, prediction, truth } = areas
        const measured = measures === null ? null : JSON.stringify(measures)
        keep(set, sample, annotation, intersection, union, prediction, truth, measured)
      }
    })
  }
}

/** So few that others soon have their turn. */
const keptAtOnce = 2500
