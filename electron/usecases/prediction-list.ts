import { setImmediate as breathe } from 'node:timers/promises'
import { isSameTarget } from '#core/dataset/target-name'
import type { PairAreas } from '#core/metrics/overlap'
import { pairAreas } from '#core/metrics/overlap'
import { iouOfAreas } from '#core/metrics/corpus'
import { funnelOf, type FunnelRecord, type FunnelResult } from '#core/metrics/failure-funnel'
import type { GroupedPair } from '#core/metrics/evaluation'
import {
  failureKindsOf,
  funnelRecordOf,
  measurePrediction,
  type PredictionMeasures,
} from '#core/metrics/prediction-measures'
import { createKeptReads } from '#electron/store/kept-reads'
import { keepFigures, type FreshFigures } from '#electron/store/prediction-figures'
import {
  countUnlabelled,
  readFreshPairs,
  readMaskPairs,
  readPredictionFacts,
  readPredictionParts,
  readSameNamed,
  type MaskPair,
  type PredictionFacts,
} from '#electron/store/prediction-facts'
import { assertPredictionSet } from '#electron/store/prediction-sets'
import { openSampleIndex } from '#electron/store/sample-index'
import { throwIfAborted } from '#models/failure'
import type { SampleFilter } from '#rpc/schemas/project'
import type { EvaluatedRow } from '#rpc/schemas/predictions'
import type { OpenProject } from './open-project.ts'

/** A sample's prediction held against its truth. */
export type Evaluated = Omit<PredictionFacts, 'areas'> & { readonly areas: PairAreas }

export type EvaluatedList = {
  readonly rows: readonly Evaluated[]
  /** Samples with a prediction and without a truth. */
  readonly unlabelled: number
}

type Scope = { readonly set: number; readonly filter: SampleFilter }

/** Samples read at once. */
const page = 500
/** Milliseconds of work before other work has its turn. */
const turn = 10

const keepCompared = createKeptReads<true>(1000, () => 1)
const keepLists = createKeptReads<EvaluatedList>(400_000, ({ rows }) => rows.length)

/** What a project that cannot be written to measured. */
const measuredApart = new WeakMap<OpenProject, Map<string, FreshFigures>>()
const generations = new WeakMap<OpenProject, number>()

/**
 * The accepted samples under the filter, ascending, each held against what the set predicts. Figures are on record with
 * the version of the truth they are of, so that only what changed is looked at again. Throws AppFailure `not_found`.
 */
export async function evaluatedOf(project: OpenProject, scope: Scope): Promise<EvaluatedList> {
  await assertPredictionSet(project.db, scope.set)
  await keepCompared(project.db, JSON.stringify(scope), async () => {
    await compareFresh(project, scope)
    return true
  })
  // What is measured apart changes nothing in the database.
  const key = `${generations.get(project) ?? 0} ${JSON.stringify(scope)}`
  return keepLists(project.db, key, () => readList(project, scope))
}

async function readList(project: OpenProject, { set, filter }: Scope): Promise<EvaluatedList> {
  const { db } = project
  const index = await openSampleIndex(db, filter)
  const known = apart(project)
  const pace = createPace(project)
  const rows: Evaluated[] = []
  let unlabelled = 0
  for (let at = 0; at < index.total; at += page) {
    const samples = await index.page(at, page)
    for (const one of await readPredictionFacts(db, set, samples)) {
      const kept = known.get(keyOf(set, one))
      const areas = one.areas ?? kept?.areas
      const measures = one.measures ?? kept?.measures ?? null
      if (areas !== undefined) rows.push({ ...one, areas, measures })
    }
    unlabelled += await countUnlabelled(db, set, samples)
    if (pace.isDue()) await pace.rest()
  }
  return { rows, unlabelled }
}

/** Holds what has no figures of its present truth against it, and puts them on record all at once. */
async function compareFresh(project: OpenProject, { set, filter }: Scope): Promise<void> {
  const { db } = project
  const index = await openSampleIndex(db, filter)
  const known = apart(project)
  const pace = createPace(project)
  const fresh: FreshFigures[] = []
  for (let at = 0; at < index.total; at += page) {
    const pairs = await readFreshPairs(db, set, await index.page(at, page))
    for (const { sample, annotation, prediction, truth, ignore } of pairs) {
      if (known.has(keyOf(set, { sample, annotation }))) continue
      const areas = pairAreas(prediction, truth, ignore)
      fresh.push({ sample, annotation, areas, measures: null })
      if (pace.isDue()) await pace.rest()
    }
  }
  if (fresh.length > 0) await keep(project, set, fresh)
}

export type Pace = {
  /** So long was worked that others should have a turn: then `rest` is to be awaited. */
  isDue(): boolean
  rest(): Promise<void>
}

/** Has other work begin every few milliseconds. */
export function createPace(project: OpenProject): Pace {
  let since = performance.now()
  return {
    isDue: () => performance.now() - since >= turn,
    async rest() {
      throwIfAborted(project.closing)
      await breathe()
      since = performance.now()
    },
  }
}

async function keep(
  project: OpenProject,
  set: number,
  figures: readonly FreshFigures[],
): Promise<void> {
  if (!project.isReadOnly) return keepFigures(project.writer(), set, figures)
  const known = apart(project)
  for (const one of figures) known.set(keyOf(set, one), one)
  generations.set(project, (generations.get(project) ?? 0) + 1)
}

function apart(project: OpenProject): Map<string, FreshFigures> {
  const known = measuredApart.get(project) ?? new Map<string, FreshFigures>()
  measuredApart.set(project, known)
  return known
}

function keyOf(
  set: number,
  { sample, annotation }: Pick<PredictionFacts, 'sample' | 'annotation'>,
): string {
  return `${set} ${sample} ${annotation}`
}

/** So few that a call takes hardly longer than it may. */
const measuredAtOnce = 8

/** Measures what was not, the worst first, for about so many milliseconds; answers how many are left. */
export async function measureRows(
  project: OpenProject,
  set: number,
  wish: { readonly rows: readonly Evaluated[]; readonly milliseconds: number },
): Promise<number> {
  const left = wish.rows
    .filter(({ measures }) => measures === null)
    .toSorted((a, b) => iouOfAreas(a.areas) - iouOfAreas(b.areas) || a.sample - b.sample)
  const pace = createPace(project)
  const until = performance.now() + wish.milliseconds
  let done = 0
  while (done < left.length && performance.now() < until) {
    const some = left.slice(done, done + measuredAtOnce)
    const samples = some.map(({ sample }) => sample)
    const pairs = await readMaskPairs(project.db, set, samples)
    const pairOf = new Map(pairs.map((pair) => [pair.sample, pair]))
    const fresh: FreshFigures[] = []
    for (const one of some) {
      const pair = pairOf.get(one.sample)
      // Accepted anew, or no longer, since it was listed: the next call sees that.
      if (pair?.annotation !== one.annotation) continue
      const measures = await measureOne(project, { set, one, pair })
      fresh.push({ sample: one.sample, annotation: one.annotation, areas: one.areas, measures })
      if (pace.isDue()) await pace.rest()
    }
    await keep(project, set, fresh)
    done += some.length
  }
  return left.length - done
}

async function measureOne(
  { db }: OpenProject,
  { set, one, pair }: { readonly set: number; readonly one: Evaluated; readonly pair: MaskPair },
): Promise<PredictionMeasures> {
  const parts = await readPredictionParts(db, { set, sample: one.sample }, one.size)
  const others = await readSameNamed(db, one)
  return measurePrediction(parts, { truth: pair.truth, ignore: pair.ignore, others })
}

/** For figures over many samples. */
export function groupedPair({ areas, said, ...one }: Evaluated): GroupedPair {
  const { isMissing, category, components, isSentence, isNoTarget } = one
  const { saysAbsent } = said
  return { ...areas, isMissing, category, components, isSentence, isNoTarget, saysAbsent }
}

export type Judged = {
  readonly record: FunnelRecord
  readonly funnel: FunnelResult
  readonly kinds: NonNullable<EvaluatedRow['measured']>['kinds']
}

const judged = new WeakMap<Evaluated, Judged>()

/** Why it failed, where it did; null where it is not measured yet. */
export function judgedOf(one: Evaluated): Judged | null {
  const { measures, isNoTarget, tag, size, areas } = one
  if (measures === null) return null
  const known = judged.get(one)
  if (known !== undefined) return known
  const record = funnelRecordOf({ isNoTarget, reasoning: reasoningOf(one) }, measures)
  const funnel = funnelOf(record, undefined, tag?.stages as Parameters<typeof funnelOf>[2])
  const kinds = failureKindsOf(funnel, measures, { size, area: areas.truth })
  const found = { record, funnel, kinds }
  judged.set(one, found)
  return found
}

/** null: the model said neither words nor a region. */
function reasoningOf({ said, target, synonyms, isMissing }: Evaluated): FunnelRecord['reasoning'] {
  const { text, saysAbsent, hasRegion } = said
  if (isMissing || (text === '' && saysAbsent === null && !hasRegion)) return null
  const isSameName = text === '' ? null : isSameTarget(text, target, synonyms)
  return { saysAbsent: saysAbsent ?? false, isSameName }
}

export function rowOf(one: Evaluated): EvaluatedRow {
  const { areas, measures, said: _said, synonyms: _synonyms, ...facts } = one
  const found = judgedOf(one)
  return {
    ...facts,
    ...areas,
    iou: iouOfAreas(areas),
    measured:
      measures === null || found === null
        ? null
        : {
            boundaryIou: measures.mask.boundaryIou,
            boundaryF: measures.boundaryF,
            hd95: measures.hd95,
            priorIou: measures.priorIou,
            bestIou: measures.bestIou,
            top1Iou: measures.top1Iou,
            top3Iou: measures.top3Iou,
            cause: found.funnel.cause ?? 'right',
            kinds: [...found.kinds],
          },
  }
}
