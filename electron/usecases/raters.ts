import { setImmediate as breathe } from 'node:timers/promises'
import { votesOf } from '#core/mask/votes'
import { majorityMask, stapleMask } from '#core/metrics/consensus'
import { alphaOfLabels } from '#core/metrics/label-agreement'
import {
  maskAgreementOf,
  maskPairs,
  meanMaskAgreement,
  raterPairs,
  type MaskPair,
} from '#core/metrics/mask-agreement'
import type { ReadDb } from '#electron/store/database'
import { pickRated, ratingsOf, type Rating } from '#electron/store/raters'
import { listLastVerdicts } from '#electron/store/reviews'
import { getSample, readSamples } from '#electron/store/samples'
import { BoundedMap } from '#models/bounded-map'
import { failure, throwIfAborted } from '#models/failure'
import type { Consensus, RatersReport } from '#rpc/schemas/review'
import type { OpenProject } from './open-project.ts'

/** Samples read at once. */
const page = 50
/** Comparisons kept, so that a second look costs nothing. */
const kept = 20_000
/** Samples listed, the worst of all. */
const listed = 1000

const compared = new WeakMap<OpenProject, BoundedMap<readonly MaskPair[]>>()

/**
 * How far annotators agree on masks, categories and verdicts, over the samples that two or more of them annotated: at most
 * `limit`, evenly spaced. Goes through them page by page, and lets other work in between.
 */
export async function ratersReport(project: OpenProject, limit: number): Promise<RatersReport> {
  const { db } = project
  const known = compared.get(project) ?? new BoundedMap<readonly MaskPair[]>(kept, () => 1)
  compared.set(project, known)
  const { total, ids } = await pickRated(db, limit)
  const samples: RatersReport['samples'] = []
  const pairs: MaskPair[] = []
  const categories: (string | null)[][] = []
  for (let i = 0; i < ids.length; i += page)
    for (const { row, image } of await readSamples(db, ids.slice(i, i + page))) {
      throwIfAborted(project.closing)
      const ratings = await ratingsOf(db, { ...row, size: image.size })
      const key = ratings.map((one) => one.key).join('|')
      const own = known.get(key) ?? maskPairs(ratings)
      known.set(key, own)
      const agreement = maskAgreementOf(own)
      if (agreement !== null)
        samples.push({ ...agreement, row, raters: ratings.map(({ rater }) => rater) })
      pairs.push(...own)
      categories.push(ratings.map(({ category }) => category))
      await breathe()
    }
  return {
    total,
    overall: meanMaskAgreement(samples),
    pairs: raterPairs(pairs),
    samples: samples.toSorted((a, b) => a.iou - b.iou || a.row.id - b.row.id).slice(0, listed),
    categories: alphaWithUnits(categories),
    verdicts: alphaWithUnits(await verdictUnits(db)),
  }
}

/** What a sample's masks come to together. Throws AppFailure `bad_input` where fewer than two are there. */
export async function consensusOf(db: ReadDb, sample: number): Promise<Consensus> {
  const { row, image } = await getSample(db, sample)
  const ratings: readonly Rating[] = await ratingsOf(db, { ...row, size: image.size })
  if (ratings.length < 2)
    throw failure(
      'bad_input',
      `Only ${ratings.length === 0 ? 'nobody' : 'one annotator'} has drawn a mask of sample ${sample}.`,
      'Ask for a second opinion first.',
    )
  const votes = votesOf(
    ratings.map(({ target }) => target),
    image.size,
  )
  const { mask, sensitivity, specificity, iterations } = stapleMask(votes)
  return {
    raters: ratings.map(({ rater }) => rater),
    majority: majorityMask(votes),
    staple: mask,
    sensitivity: [...sensitivity],
    specificity: [...specificity],
    iterations,
  }
}

async function verdictUnits(db: ReadDb): Promise<(string | null)[][]> {
  const units = new Map<number, string[]>()
  for (const { sample, verdict } of await listLastVerdicts(db)) {
    const unit = units.get(sample)
    if (unit === undefined) units.set(sample, [verdict])
    else unit.push(verdict)
  }
  return [...units.values()]
}

function alphaWithUnits(units: readonly (readonly (string | null)[])[]) {
  const paired = units.filter((unit) => unit.filter((label) => label !== null).length > 1)
  return { alpha: alphaOfLabels(paired), units: paired.length }
}
