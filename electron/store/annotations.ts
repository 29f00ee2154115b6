import type { Selectable } from 'kysely'
import { isNoTarget, type AnnotationState } from '#core/annotation/annotation'
import { leadOf } from '#core/dataset/review-order'
import { editFromStates, editsForNoTarget } from '#core/annotation/edit'
import type { Size } from '#core/geometry/size'
import type { Rle } from '#core/mask/mask'
import { isEmptyRle, uniteAll } from '#core/mask/rle-ops'
import { iouOf } from '#core/metrics/overlap'
import type { AnnotationVersion, Effort } from '#rpc/schemas/annotation'
import { endAssignment } from './assignments.ts'
import { inTransaction, type ReadDb, type WriteDb } from './database.ts'
import {
  appendEdits,
  appliedTools,
  countsFromMask,
  draftAt,
  readDraftState,
  rleFromCounts,
  type DraftState,
  type Revised,
} from './edits.ts'
import { assertNoOpinion } from './opinions.ts'
import { setDoubts, type RankingDoubts } from './review-queue.ts'
import { readCandidateMasks } from './runs.ts'
import { getSample } from './samples.ts'
import type { AnnotationsTable } from './tables.ts'
import { listFromJson, nowText, type LayerSource, type SampleStatus } from './values.ts'

export type SaveInput = Revised & {
  readonly status: SampleStatus
  readonly runId: number | null
  readonly candidateIds: readonly string[]
  readonly annotator: string
  readonly effort?: Effort
}

/** The draft becomes a new version, and the sample takes the status. Throws AppFailure `stale_revision`. */
export async function saveAnnotation(db: WriteDb, input: SaveInput): Promise<void> {
  await inTransaction(db, async (inside) => {
    await assertNoOpinion(inside, input.sample)
    const draft = await draftAt(inside, input)
    await addVersion(inside, draft, { ...input, source: await sourceOf(inside, draft, input) })
  })
}

export type AcceptInput = {
  readonly sample: number
  readonly runId: number
  readonly candidateIds: readonly string[]
  readonly annotator: string
  readonly effort?: Effort
}

/**
 * The union of the candidates becomes the mask, as an edit that can be undone, and is saved as accepted.
 * Throws AppFailure `not_found` for a run or candidate that is not the sample's.
 */
export async function acceptCandidates(db: WriteDb, input: AcceptInput): Promise<void> {
  await inTransaction(db, async (inside) => {
    await assertNoOpinion(inside, input.sample)
    const { image } = await getSample(inside, input.sample)
    const draft = await readDraftState(inside, input.sample, image.size)
    const masks = await readCandidateMasks(inside, input)
    const taken = editFromStates(draft.state.target, uniteAll(masks, image.size), {
      layer: 'target',
      tool: 'candidate',
      params: { run: input.runId, candidates: input.candidateIds.join(' ') },
    })
    const edited = await appendEdits(inside, draft, [
      ...(draft.state.noTarget ? [{ kind: 'no-target', value: false } as const] : []),
      taken,
    ])
    await addVersion(inside, edited, { ...input, status: 'accepted', source: 'candidate' })
  })
}

/** Accepts that nothing in the image answers the query; what was painted is cleared by an edit that can be undone. */
export async function acceptNoTarget(
  db: WriteDb,
  input: { readonly sample: number; readonly annotator: string; readonly effort?: Effort },
): Promise<void> {
  await inTransaction(db, async (inside) => {
    await assertNoOpinion(inside, input.sample)
    const { image } = await getSample(inside, input.sample)
    const draft = await readDraftState(inside, input.sample, image.size)
    const edited = await appendEdits(inside, draft, editsForNoTarget(draft.state, true))
    await addVersion(inside, edited, {
      ...input,
      status: 'accepted',
      source: 'no-target',
      runId: null,
      candidateIds: [],
    })
  })
}

/** A mask that others agreed on becomes the sample's, as an edit that can be undone, and is saved as accepted. */
export async function acceptConsensus(
  db: WriteDb,
  input: { readonly sample: number; readonly mask: Rle; readonly method: string },
  annotator: string,
): Promise<void> {
  await inTransaction(db, async (inside) => {
    await assertNoOpinion(inside, input.sample)
    const { image } = await getSample(inside, input.sample)
    const draft = await readDraftState(inside, input.sample, image.size)
    const isNone = isEmptyRle(input.mask)
    const edits = isNone
      ? editsForNoTarget(draft.state, true)
      : [
          ...editsForNoTarget(draft.state, false),
          editFromStates(draft.state.target, input.mask, {
            layer: 'target',
            tool: 'candidate',
            params: { consensus: input.method },
          }),
        ]
    await addVersion(inside, await appendEdits(inside, draft, edits), {
      status: 'accepted',
      source: isNone ? 'no-target' : 'consensus',
      runId: null,
      candidateIds: [],
      annotator,
    })
  })
}

/** Latest first. */
export async function listVersions(
  db: ReadDb,
  sampleId: number,
  size: Size,
): Promise<AnnotationVersion[]> {
  const rows = await db
    .selectFrom('annotations')
    .selectAll()
    .where('sampleId', '=', sampleId)
    .orderBy('version', 'desc')
    .execute()
  return rows.map((row) => versionFromRow(row, size))
}

export async function latestVersion(
  db: ReadDb,
  sampleId: number,
  size: Size,
): Promise<AnnotationVersion | null> {
  const row = await db
    .selectFrom('annotations')
    .selectAll()
    .where('sampleId', '=', sampleId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? null : versionFromRow(row, size)
}

type VersionInput = {
  readonly status: SampleStatus
  readonly source: LayerSource
  readonly runId: number | null
  readonly candidateIds: readonly string[]
  readonly annotator: string
  readonly effort?: Effort
}

async function addVersion(inside: WriteDb, draft: DraftState, input: VersionInput): Promise<void> {
  const last = await inside
    .selectFrom('annotations')
    .select((select) => select.fn.max('version').as('version'))
    .where('sampleId', '=', draft.sampleId)
    .executeTakeFirst()
  const noTarget = isNoTarget(draft.state) ? 1 : 0
  const createdAt = nowText()
  await inside
    .insertInto('annotations')
    .values({
      sampleId: draft.sampleId,
      version: (last?.version ?? 0) + 1,
      target: countsFromMask(draft.state.target),
      ignore: countsFromMask(draft.state.ignore),
      noTarget,
      source: input.source,
      runId: input.runId,
      candidateIdsJson: JSON.stringify(input.candidateIds),
      annotator: input.annotator,
      createdAt,
      seconds: input.effort?.seconds ?? null,
      clicks: input.effort?.clicks ?? null,
    })
    .execute()
  await inside
    .updateTable('samples')
    .set({ status: input.status, noTarget, updatedAt: createdAt })
    .where('id', '=', draft.sampleId)
    .execute()
  if (input.runId !== null)
    await setDoubts(inside, draft.sampleId, await doubtsOf(inside, input.runId, draft.state))
  if (input.status === 'accepted')
    await endAssignment(inside, draft.sampleId, { ...input, role: 'annotate' })
}

/** How sure the run's ranking was, and how far the mask agrees with it. */
async function doubtsOf(
  db: ReadDb,
  runId: number,
  { size, target, ignore }: AnnotationState,
): Promise<RankingDoubts> {
  const candidates = await db
    .selectFrom('candidates')
    .select(['counts', 'score', 'alikeOf'])
    .where('runId', '=', runId)
    .orderBy('rank')
    .execute()
  const [first] = candidates
  const scores = candidates.filter(({ alikeOf }) => alikeOf === null).map(({ score }) => score)
  const left = isEmptyRle(ignore) ? null : ignore
  return {
    lead: leadOf(scores),
    firstRankIou:
      first === undefined ? null : iouOf(rleFromCounts(first.counts, size), target, left).iou,
  }
}

/** Where the mask of a draft comes from: a candidate as it was, one that was corrected, or the annotator's hand alone. */
async function sourceOf(
  inside: WriteDb,
  draft: DraftState,
  input: SaveInput,
): Promise<LayerSource> {
  if (isNoTarget(draft.state)) return 'no-target'
  if (input.runId !== null && input.candidateIds.length > 0)
    await readCandidateMasks(inside, { ...input, runId: input.runId })
  const tools = await appliedTools(inside, draft)
  const lastTaken = tools.lastIndexOf('candidate')
  const isTaken = lastTaken >= 0 || input.candidateIds.length > 0
  if (!isTaken) return 'drawn'
  const isCorrected = tools.slice(lastTaken + 1).some((tool) => tool !== 'no-target')
  return isCorrected ? 'corrected' : 'candidate'
}

function versionFromRow(row: Selectable<AnnotationsTable>, size: Size): AnnotationVersion {
  return {
    id: row.id,
    sampleId: row.sampleId,
    version: row.version,
    target: rleFromCounts(row.target, size),
    ignore: rleFromCounts(row.ignore, size),
    noTarget: row.noTarget === 1,
    source: row.source,
    runId: row.runId,
    candidateIds: listFromJson(row.candidateIdsJson),
    annotator: row.annotator,
    createdAt: row.createdAt,
    isStale: row.isStale === 1,
    seconds: row.seconds,
    clicks: row.clicks,
  }
}
