import { createHash } from 'node:crypto'
import { setImmediate as breathe } from 'node:timers/promises'
import { nearDuplicateClusters } from '#core/dataset/perceptual-hash'
import { parseSourcePattern } from '#core/dataset/source-pattern'
import { planSplits, splitLeaks, type SplitPlan, type SplitSample } from '#core/dataset/split'
import { countImages, listImageKeys } from '#electron/store/images'
import type { ReadDb } from '#electron/store/database'
import {
  applySplits,
  formerSplits,
  listUnhashed,
  readHashes,
  readSplitRows,
  restoreSplits,
  setSources,
  type SplitRow,
} from '#electron/store/splits'
import { failure, unwrap } from '#models/failure'
import { splits, type SampleFields } from '#rpc/schemas/project'
import type { SourcePlan, SplitParams, SplitPlanReport, SplitState } from '#rpc/schemas/splits'
import { startLook } from './look-at-images.ts'
import type { OpenProject } from './open-project.ts'
import { tellOfSamples } from './samples.ts'
import type { UseCases } from './use-cases.ts'

/** Leaks that are told one by one. */
const mostListed = 200
const examplesShown = 8

type Clusters = ReadonlyMap<number, number>
/** Finding them takes a while where images are many; they change with the images' looks alone. */
const known = new WeakMap<ReadDb, { readonly of: string; readonly clusters: Clusters }>()

type Planned = {
  readonly plan: SplitPlan
  readonly rows: readonly SplitRow[]
  /** With the splits they would have, whatever keeps them together. */
  readonly after: readonly SplitSample[]
}

/** Throws AppFailure `bad_input` for ratios that are all 0. */
async function planned(db: ReadDb, params: SplitParams): Promise<Planned> {
  const rows = await readSplitRows(db)
  const clusters = await clusterImages(db)
  const full = rows.map((row) => ({ ...row, cluster: clusters.get(row.image) ?? null }))
  const scope = full.filter(({ isAccepted }) => isAccepted || !params.acceptedOnly)
  const tied = scope.map((row) => ({
    ...row,
    source: params.by === 'image' ? null : row.source,
    cluster: params.by === 'near-duplicate' ? row.cluster : null,
    split: params.keep ? row.split : null,
  }))
  const ratios = splits
    .map((name) => ({ name, share: params.ratios[name] }))
    .filter(({ share }) => share > 0)
  if (ratios.length === 0)
    throw failure('bad_input', 'All splits have a share of 0.', 'Give one of them a share.')
  const plan = unwrap(planSplits(tied, ratios, params.seed))
  const after = full.map((row) => ({ ...row, split: plan.splits.get(row.id) ?? row.split }))
  return { plan, rows, after }
}

/** The number of its set for every image that looks like another one. */
async function clusterImages(db: ReadDb): Promise<Clusters> {
  const hashes = await readHashes(db)
  const of = createHash('sha256').update(JSON.stringify(hashes)).digest('hex')
  const before = known.get(db)
  if (before?.of === of) return before.clusters
  const steps = nearDuplicateClusters(hashes)
  let step = steps.next()
  for (; step.done !== true; step = steps.next()) await breathe()
  const found = step.value
  const clusters = new Map(found.flatMap((images, i) => images.map((image) => [image, i])))
  known.set(db, { of, clusters })
  return clusters
}

async function planReport(db: ReadDb, params: SplitParams): Promise<SplitPlanReport> {
  const { plan, rows, after } = await planned(db, params)
  const rowOf = new Map(rows.map((row) => [row.id, row]))
  const leaks = splitLeaks(after)
  return {
    samples: plan.splits.size,
    groups: plan.groups,
    changes: rows.filter(({ id, split }) => split !== (plan.splits.get(id) ?? split)).length,
    off: plan.off,
    total: writable(plan.total),
    strata: plan.strata.map(writable),
    leaks: leaks.length,
    listed: leaks.slice(0, mostListed).map(({ by, splits: names, samples }) => ({
      by,
      splits: [...names],
      samples: [...samples],
      images: [...new Set(samples.map((id) => rowOf.get(id)?.imageName ?? ''))],
    })),
    unhashed: (await listUnhashed(db)).length,
  }
}

function writable(counts: SplitPlan['total']): SplitPlanReport['total'] {
  return { ...counts, splits: [...counts.splits] }
}

async function planSources(
  project: OpenProject,
  { pattern, apply }: { readonly pattern: string | null; readonly apply: boolean },
): Promise<SourcePlan> {
  const sourceOf = pattern === null ? () => null : unwrap(parseSourcePattern(pattern))
  const found = (await listImageKeys(project.db)).map(({ id, name, path }) => ({
    id,
    name,
    source: sourceOf(path),
  }))
  if (apply)
    await setSources(project.writer(), new Map(found.map(({ id, source }) => [id, source])))
  const matched = found.filter(({ source }) => source !== null)
  return {
    images: found.length,
    matched: matched.length,
    sources: new Set(matched.map(({ source }) => source)).size,
    examples: found.slice(0, examplesShown).map(({ name, source }) => ({ name, source })),
  }
}

async function splitState(db: ReadDb): Promise<SplitState> {
  const { sourced, sources } = await db
    .selectFrom('images')
    .select(({ fn }) => [
      fn.count<number>('sourceId').as('sourced'),
      fn.count<number>('sourceId').distinct().as('sources'),
    ])
    .executeTakeFirstOrThrow()
  return {
    images: (await countImages(db)).all,
    sourced,
    sources,
    unhashed: (await listUnhashed(db)).length,
    former: await formerSplits(db),
  }
}

export const splitHandlers = {
  'split.state': (studio) => splitState(studio.project().db),
  'split.look': (studio) => startLook(studio),
  'split.sources': (studio, params) => planSources(studio.project(), params),
  'split.plan': (studio, params) => planReport(studio.project().db, params),
  async 'split.apply'(studio, params) {
    const project = studio.project()
    const writer = project.writer()
    const { plan } = await planned(project.db, params)
    const wanted = plan.splits as ReadonlyMap<number, SampleFields['split']>
    const changed = await applySplits(writer, wanted)
    tellOfSamples(studio, null)
    return { changed }
  },
  async 'split.restore'(studio) {
    const changed = await restoreSplits(studio.project().writer())
    tellOfSamples(studio, null)
    return { changed }
  },
} satisfies Partial<UseCases>
