import { intersectRles, subtractRles } from '#core/mask/rle-ops'
import { emptyRle } from '#core/mask/rle'
import { iouOf } from '#core/metrics/overlap'
import type { PredictionParts } from '#core/metrics/prediction-measures'
import { readMaskPairs, readPredictionParts, type MaskPair } from '#electron/store/prediction-facts'
import { readTagAuthor } from '#electron/store/prediction-sets'
import { failure } from '#models/failure'
import type { PredictionCase } from '#rpc/schemas/predictions'
import { sampleFilterSchema } from '#rpc/schemas/project'
import type { OpenProject } from './open-project.ts'
import { evaluatedOf, judgedOf, measureRows, rowOf, type Evaluated } from './prediction-list.ts'

type Place = { readonly set: number; readonly sample: number }

/** One prediction with everything it was judged by, measured where it was not. Throws AppFailure `not_found`. */
export async function predictionCase(project: OpenProject, at: Place): Promise<PredictionCase> {
  const row = await measuredRow(project, at)
  const [pair] = await readMaskPairs(project.db, at.set, [at.sample])
  const found = judgedOf(row)
  if (pair === undefined || found === null) throw noTruth(at.sample)
  const parts = await readPredictionParts(project.db, at, row.size)
  const { record, funnel } = found
  return {
    row: rowOf(row),
    prediction: pair.prediction,
    truth: pair.truth,
    ignore: pair.ignore ?? emptyRle(row.size),
    ...differences(pair),
    text: row.said.text,
    saysAbsent: row.said.saysAbsent,
    boxes: parts.boxes === null ? null : [...parts.boxes],
    prior: parts.prior === null ? null : [...parts.prior],
    candidates: candidatesOf(parts, pair),
    run: parts.run,
    stages: [...funnel.stages],
    inputs: {
      isSameName: record.reasoning?.isSameName ?? null,
      regionCover: record.regionCover,
      priorCover: record.priorCover,
      bestIou: record.bestIou,
      boundaryIou: record.mask.boundaryIou,
      holes: record.mask.holes,
      islands: record.mask.islands,
      missedParts: record.mask.missedParts,
      parts: record.mask.parts,
    },
    taggedBy: await readTagAuthor(project.db, at),
  }
}

async function measuredRow(project: OpenProject, { set, sample }: Place): Promise<Evaluated> {
  const scope = { set, filter: sampleFilterSchema.parse({ ids: [sample] }) }
  const { rows } = await evaluatedOf(project, scope)
  if (rows.length === 0) throw noTruth(sample)
  if (rows[0]?.measures !== null && rows[0] !== undefined) return rows[0]
  await measureRows(project, set, { rows, milliseconds: Infinity })
  const [row] = (await evaluatedOf(project, scope)).rows
  if (row === undefined) throw noTruth(sample)
  return row
}

function noTruth(sample: number) {
  return failure(
    'not_found',
    `Sample ${sample} has no accepted mask that a prediction can be held against.`,
    'Accept one first.',
  )
}

function differences({
  prediction,
  truth,
  ignore,
}: MaskPair): Pick<PredictionCase, 'shared' | 'missed' | 'extra'> {
  const [given, wanted] = [prediction, truth].map((rle) =>
    ignore === null ? rle : subtractRles(rle, ignore),
  ) as [typeof prediction, typeof truth]
  return {
    shared: intersectRles(given, wanted),
    missed: subtractRles(wanted, given),
    extra: subtractRles(given, wanted),
  }
}

/** Highest score first; of equal ones the first, as they are ranked. */
function candidatesOf(
  { candidates }: PredictionParts,
  { prediction, truth, ignore }: MaskPair,
): PredictionCase['candidates'] {
  if (candidates === null) return null
  return candidates
    .toSorted((a, b) => b.score - a.score)
    .map(({ rle, score }) => ({
      rle,
      score,
      iou: iouOf(rle, truth, ignore).iou,
      isChosen: rle.counts === prediction.counts,
    }))
}
