import { setImmediate as breathe } from 'node:timers/promises'
import { agreementOf, agreementOverTime, type JudgedSample } from '#core/metrics/agreement'
import {
  calibrationBins,
  calibrationOf,
  correlationOf,
  type Estimate,
} from '#core/metrics/calibration'
import { iouOf } from '#core/metrics/overlap'
import type { Rle } from '#core/mask/mask'
import { isEmptyRle } from '#core/mask/rle-ops'
import { priorIou, softPriorIou } from '#core/prior/compare'
import {
  pickSavedMasks,
  readJudgedRun,
  readSavedMasks,
  type JudgedRun,
  type SavedMask,
} from '#electron/store/saved-masks'
import { throwIfAborted } from '#models/failure'
import { BoundedMap } from '#models/bounded-map'
import type { AgreementPoint, AgreementReport } from '#rpc/schemas/agreement'
import type { OpenProject } from './open-project.ts'
import type { UseCases } from './use-cases.ts'

/** What is compared of one candidate, by rank. */
type Measured = {
  readonly iou: number
  readonly judged: number | null
  /** IoU of the mask that the judge saw, which a correction may have replaced. */
  readonly judgedIou: number
  readonly geometric: number
  readonly predicted: number
}

type Compared = { readonly point: AgreementPoint; readonly candidates: readonly Measured[] }

/** Masks read at once. */
const page = 50
/** Milliseconds of work before other work has its turn. */
const turn = 10
/** Samples of a running mean. */
const window = 50
/** Points of a line, about. */
const linePoints = 400
/** Comparisons kept, so that a second look costs nothing. */
const kept = 20_000

const compared = new WeakMap<OpenProject, BoundedMap<Compared>>()

/**
 * How the rankings of the project's runs stand to the masks that were accepted: at most `limit` of them, evenly spaced in
 * the order accepted. Goes through them page by page, and lets other work in between.
 */
export async function compareWithAccepted(
  project: OpenProject,
  limit: number,
): Promise<AgreementReport> {
  const known = compared.get(project) ?? new BoundedMap<Compared>(kept, () => 1)
  compared.set(project, known)
  const { total, ids } = await pickSavedMasks(project.db, limit, async () => {
    throwIfAborted(project.closing)
    await breathe()
  })
  const all: Compared[] = []
  let since = performance.now()
  for (let i = 0; i < ids.length; i += page)
    for (const mask of await readSavedMasks(project.db, ids.slice(i, i + page))) {
      throwIfAborted(project.closing)
      const key = `${mask.annotation} ${mask.run}`
      const one =
        known.get(key) ?? compare(mask, await readJudgedRun(project.db, mask.run, mask.size))
      known.set(key, one)
      all.push(one)
      if (performance.now() - since < turn) continue
      await breathe()
      since = performance.now()
    }
  const points = all.map(({ point }) => point)
  return { total, points, window, agreement: agreements(all), calibration: calibrations(all) }
}

function compare(mask: SavedMask, run: JudgedRun): Compared {
  const scores = new Map(run.scores.map((one) => [one.id, one]))
  const withMask = (rle: Rle) => iouOf(rle, mask.target, emptyToNull(mask.ignore)).iou
  const candidates = run.candidates.map(({ id, rle, predictedIou, score }) => {
    const iou = withMask(rle)
    const original = run.refinement?.candidate === id ? run.refinement.original : undefined
    return {
      iou,
      judged: scores.get(id)?.judge ?? null,
      judgedIou: original === undefined ? iou : withMask(original),
      geometric: scores.get(id)?.geometric ?? score,
      predicted: Math.min(1, Math.max(0, predictedIou)),
    }
  })
  return { point: pointOf(mask, run, candidates), candidates }
}

function pointOf(mask: SavedMask, run: JudgedRun, candidates: readonly Measured[]): AgreementPoint {
  const [first] = candidates
  const ranks = run.candidates.flatMap(({ id }, i) => (mask.taken.includes(id) ? [i + 1] : []))
  const stages = Object.values(run.timings).reduce((sum, time) => sum + time, 0)
  const weights = run.prior?.weights
  return {
    sample: mask.sample,
    run: mask.run,
    at: mask.at,
    source: mask.source,
    judge: run.judge,
    wasShown: mask.source !== 'import' && mask.runAt <= mask.at,
    acceptedRank: ranks[0] ?? null,
    rankOneIou: first?.iou ?? 0,
    topThreeIou: Math.max(0, ...candidates.slice(0, 3).map(({ iou }) => iou)),
    judged: first?.judged ?? null,
    geometric: first?.geometric ?? null,
    predictedIou: first?.predicted ?? null,
    priorIou: weights === undefined ? null : priorIou(weights, mask.target),
    softPriorIou: weights === undefined ? null : softPriorIou(weights, mask.target),
    milliseconds: stages + run.replies,
  }
}

function emptyToNull(rle: Rle): Rle | null {
  return isEmptyRle(rle) ? null : rle
}

function agreements(all: readonly Compared[]): AgreementReport['agreement'] {
  const shown = all.filter(({ point }) => point.wasShown)
  const of = (isJudged: boolean) => {
    const samples = shown
      .filter(({ point }) => (point.judge !== 'geometric') === isJudged)
      .map((one) => rankedBy(one, isJudged))
    return { all: agreementOf(samples), over: thinned(agreementOverTime(samples, window)) }
  }
  return { judge: of(true), geometric: of(false) }
}

/** A candidate that the judge never saw was ranked by our own terms. */
function rankedBy({ point, candidates }: Compared, isJudged: boolean): JudgedSample {
  return {
    at: point.at,
    acceptedRank: point.acceptedRank,
    candidates: candidates.map(({ iou, judged, judgedIou, geometric }) =>
      isJudged && judged !== null
        ? { predicted: judged, iou: judgedIou }
        : { predicted: geometric, iou },
    ),
  }
}

/** Evenly, the last one kept. */
function thinned<T>(line: readonly T[]): T[] {
  const step = Math.ceil(line.length / linePoints)
  return line.filter((_, i) => (line.length - 1 - i) % Math.max(1, step) === 0)
}

function calibrations(all: readonly Compared[]): AgreementReport['calibration'] {
  const candidates = all.flatMap((one) => one.candidates)
  const judged = candidates.flatMap(({ judged: predicted, judgedIou: iou }) =>
    predicted === null ? [] : [{ predicted, iou }],
  )
  return {
    judge: calibrationFrom(judged),
    geometric: calibrationFrom(
      candidates.map(({ geometric, iou }) => ({ predicted: geometric, iou })),
    ),
    predicted: calibrationFrom(candidates.map(({ predicted, iou }) => ({ predicted, iou }))),
  }
}

function calibrationFrom(estimates: readonly Estimate[]) {
  const found = calibrationOf(estimates)
  if (found === null) return null
  return {
    n: estimates.length,
    ...found,
    correlation: correlationOf(estimates),
    bins: calibrationBins(estimates),
  }
}

export const agreementHandlers = {
  'runs.agreement': (studio, { limit }) => compareWithAccepted(studio.project(), limit),
} satisfies Partial<UseCases>
