import { sql, type Selectable } from 'kysely'
import { failure } from '#models/failure'
import type { Review, Verdict } from '#rpc/schemas/review'
import { endAssignment, openAssignment } from './assignments.ts'
import { ensureAnnotator } from './annotators.ts'
import { addComment } from './comments.ts'
import { inTransaction, type ReadDb, type WriteDb } from './database.ts'
import type { ReviewsTable } from './curation-tables.ts'
import { nowText, type SampleStatus } from './values.ts'

export type NewVerdict = {
  readonly sample: number
  readonly reviewer: string
  readonly verdict: Verdict
  readonly comment: string
  readonly isBlind: boolean
  readonly seconds: number | null
}

const statusAfter: Readonly<Record<Verdict, SampleStatus>> = {
  right: 'accepted',
  later: 'accepted',
  fix: 'draft',
  reject: 'rejected',
}

/**
 * Judges the newest version. One to fix is a draft again, and its annotator's to do. Throws AppFailure `bad_input` where
 * no mask is accepted.
 */
export async function addVerdict(db: WriteDb, given: NewVerdict): Promise<Review> {
  return inTransaction(db, async (inside) => {
    const saved = await newestVersion(inside, given.sample)
    if (saved?.status !== 'accepted')
      throw failure(
        'bad_input',
        `Sample ${given.sample} has no accepted mask to judge.`,
        'Somebody may have sent it back meanwhile: go on with the next one.',
      )
    await ensureAnnotator(inside, given.reviewer)
    const row = await inside
      .insertInto('reviews')
      .values({
        sampleId: given.sample,
        version: saved.version,
        reviewer: given.reviewer,
        verdict: given.verdict,
        isBlind: given.isBlind ? 1 : 0,
        seconds: given.seconds,
        createdAt: nowText(),
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    if (given.comment.trim() !== '')
      await addComment(inside, { ...given, author: given.reviewer, text: given.comment.trim() })
    await setPutOff(inside, given.sample, given.verdict === 'later' ? row.id : null)
    await setStatus(inside, given.sample, statusAfter[given.verdict])
    if (given.verdict !== 'later')
      await endAssignment(inside, given.sample, { annotator: given.reviewer, role: 'review' })
    if (given.verdict === 'fix' && saved.annotator !== '') {
      await ensureAnnotator(inside, saved.annotator)
      await openAssignment(inside, given.sample, { annotator: saved.annotator, role: 'annotate' })
    }
    return reviewFromRow(row)
  })
}

/** Answers the sample, which waits again. Throws AppFailure `bad_input` for one that was judged or changed since. */
export async function takeVerdictBack(db: WriteDb, id: number): Promise<number> {
  return inTransaction(db, async (inside) => {
    const row = await inside
      .selectFrom('reviews')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    if (row === undefined) throw failure('not_found', `There is no verdict ${id}.`)
    const [last] = (await listReviews(inside, row.sampleId)).slice(-1)
    const saved = await newestVersion(inside, row.sampleId)
    if (last?.id !== id || saved === null || saved.version !== row.version)
      throw failure(
        'bad_input',
        `Sample ${row.sampleId} was judged or changed after that verdict.`,
        'Look at its history.',
      )
    await inside.deleteFrom('reviews').where('id', '=', id).execute()
    await setPutOff(inside, row.sampleId, null)
    if (saved.status === statusAfter[row.verdict]) await setStatus(inside, row.sampleId, 'accepted')
    await inside
      .updateTable('assignments')
      .set({ doneAt: null })
      .where('sampleId', '=', row.sampleId)
      .where('annotator', '=', row.reviewer)
      .where('role', '=', 'review')
      .execute()
    if (row.verdict === 'fix')
      await endAssignment(inside, row.sampleId, { annotator: saved.annotator, role: 'annotate' })
    return row.sampleId
  })
}

/** Oldest first. */
export async function listReviews(db: ReadDb, sampleId: number): Promise<Review[]> {
  const rows = await db
    .selectFrom('reviews')
    .selectAll()
    .where('sampleId', '=', sampleId)
    .orderBy('id')
    .execute()
  return rows.map(reviewFromRow)
}

/** Of every sample: the last verdict of each reviewer on its newest judged version. */
export async function listLastVerdicts(
  db: ReadDb,
): Promise<{ sample: number; reviewer: string; verdict: Verdict }[]> {
  const { rows } = await sql<{ sample: number; reviewer: string; verdict: Verdict }>`
    select sample_id as sample, reviewer, verdict from reviews r
    where verdict <> 'later'
      and version = (select max(version) from reviews where sample_id = r.sample_id)
      and id = (select max(id) from reviews where sample_id = r.sample_id
        and reviewer = r.reviewer and version = r.version and verdict <> 'later')
    order by sample_id, reviewer`.execute(db)
  return rows
}

async function newestVersion(
  db: ReadDb,
  sampleId: number,
): Promise<{ version: number; annotator: string; status: SampleStatus } | null> {
  const row = await db
    .selectFrom('annotations')
    .innerJoin('samples', 'samples.id', 'annotations.sampleId')
    .select(['version', 'annotator', 'samples.status'])
    .where('sampleId', '=', sampleId)
    .where('samples.removedAt', 'is', null)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

async function setPutOff(inside: WriteDb, sampleId: number, putOff: number | null): Promise<void> {
  await inside.updateTable('reviewQueue').set({ putOff }).where('sampleId', '=', sampleId).execute()
}

/** Also where it stays the same: the trigger behind it decides anew whether the sample waits for a verdict. */
async function setStatus(inside: WriteDb, sampleId: number, status: SampleStatus): Promise<void> {
  await inside
    .updateTable('samples')
    .set({ status, updatedAt: nowText() })
    .where('id', '=', sampleId)
    .execute()
}

function reviewFromRow({ sampleId, isBlind, ...row }: Selectable<ReviewsTable>): Review {
  return { ...row, sample: sampleId, isBlind: isBlind === 1 }
}
