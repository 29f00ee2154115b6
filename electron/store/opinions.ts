import type { Selectable } from 'kysely'
import type { AnnotationState } from '#core/annotation/annotation'
import type { Size } from '#core/geometry/size'
import { failure } from '#models/failure'
import type { Opinion } from '#rpc/schemas/review'
import type { Effort } from '#rpc/schemas/annotation'
import { endAssignment } from './assignments.ts'
import { ensureAnnotator } from './annotators.ts'
import { inTransaction, type ReadDb, type WriteDb } from './database.ts'
import { countsFromMask, readDraftState, rleFromCounts } from './edits.ts'
import { getSample } from './samples.ts'
import type { OpinionsTable } from './curation-tables.ts'
import type { DraftsTable, EditsTable } from './tables.ts'
import { nowText } from './values.ts'

/** Whose opinion on the sample is under way; null: nobody's. */
export async function openOpinion(
  db: ReadDb,
  sampleId: number,
): Promise<{ annotator: string; startedAt: string } | null> {
  const row = await db
    .selectFrom('setAside')
    .select(['annotator', 'createdAt as startedAt'])
    .where('sampleId', '=', sampleId)
    .executeTakeFirst()
  return row ?? null
}

/** Throws AppFailure `bad_input` while a second opinion is under way, whose draft is no mask of the sample. */
export async function assertNoOpinion(db: ReadDb, sampleId: number): Promise<void> {
  const open = await openOpinion(db, sampleId)
  if (open !== null)
    throw failure(
      'bad_input',
      `${open.annotator} gives a second opinion on sample ${sampleId}.`,
      'Give it, or give it up, first.',
    )
}

/** Sets draft and edits aside for an empty draft. Throws AppFailure `bad_input` where nothing is accepted yet, or one is under way. */
export async function startOpinion(
  db: WriteDb,
  sampleId: number,
  annotator: string,
): Promise<void> {
  await inTransaction(db, async (inside) => {
    const { row } = await getSample(inside, sampleId)
    if (row.status !== 'accepted')
      throw failure(
        'bad_input',
        `Sample ${sampleId} has no accepted mask that a second opinion could be held against.`,
        'Annotate it instead.',
      )
    await assertNoOpinion(inside, sampleId)
    await ensureAnnotator(inside, annotator)
    const draft = await draftRow(inside, sampleId)
    const edits = await inside
      .selectFrom('edits')
      .selectAll()
      .where('sampleId', '=', sampleId)
      .orderBy('sequence')
      .execute()
    await inside
      .insertInto('setAside')
      .values({
        sampleId,
        annotator,
        draftJson: draft === null ? null : JSON.stringify(draft),
        editsJson: JSON.stringify(edits),
        createdAt: nowText(),
      })
      .execute()
    const empty = { target: null, ignore: null, noTarget: 0, cursor: 0 }
    await replaceDraft(inside, sampleId, { draft: empty, edits: [] })
  })
}

export type GivenOpinion = {
  readonly sample: number
  readonly category: string | null
  readonly effort: Effort
  /** What the draft is read as: candidates taken, or “no target” declared. */
  readonly read: (inside: ReadDb, state: AnnotationState) => Promise<AnnotationState>
}

/** Keeps the draft as an opinion, in place of an older one by the same annotator, and brings back what was set aside. */
export async function giveOpinion(db: WriteDb, given: GivenOpinion): Promise<Opinion> {
  return inTransaction(db, async (inside) => {
    const { image } = await getSample(inside, given.sample)
    const annotator = await annotatorOfOpen(inside, given.sample)
    const { state: drawn } = await readDraftState(inside, given.sample, image.size)
    const state = await given.read(inside, drawn)
    const values = {
      target: countsFromMask(state.target),
      ignore: countsFromMask(state.ignore),
      noTarget: state.noTarget ? 1 : 0,
      category: given.category,
      seconds: given.effort?.seconds ?? null,
      clicks: given.effort?.clicks ?? null,
      createdAt: nowText(),
    }
    const row = await inside
      .insertInto('opinions')
      .values({ sampleId: given.sample, annotator, ...values })
      .onConflict((conflict) => conflict.columns(['sampleId', 'annotator']).doUpdateSet(values))
      .returningAll()
      .executeTakeFirstOrThrow()
    await bringBack(inside, given.sample)
    await endAssignment(inside, given.sample, { annotator, role: 'opinion' })
    return opinionFromRow(row, image.size)
  })
}

/** Brings back what was set aside; what was drawn meanwhile is forgotten. */
export async function giveOpinionUp(db: WriteDb, sampleId: number): Promise<void> {
  await inTransaction(db, async (inside) => {
    await annotatorOfOpen(inside, sampleId)
    await bringBack(inside, sampleId)
  })
}

/** Oldest first. */
export async function listOpinions(db: ReadDb, sampleId: number, size: Size): Promise<Opinion[]> {
  const rows = await db
    .selectFrom('opinions')
    .selectAll()
    .where('sampleId', '=', sampleId)
    .orderBy('id')
    .execute()
  return rows.map((row) => opinionFromRow(row, size))
}

type Kept = {
  readonly draft: Omit<DraftsTable, 'sampleId' | 'revision'> | null
  readonly edits: readonly Selectable<EditsTable>[]
}

async function bringBack(inside: WriteDb, sampleId: number): Promise<void> {
  const row = await inside
    .selectFrom('setAside')
    .selectAll()
    .where('sampleId', '=', sampleId)
    .executeTakeFirstOrThrow()
  await replaceDraft(inside, sampleId, {
    draft: row.draftJson === null ? null : (JSON.parse(row.draftJson) as Kept['draft']),
    edits: JSON.parse(row.editsJson) as Kept['edits'],
  })
  await inside.deleteFrom('setAside').where('sampleId', '=', sampleId).execute()
}

/** The revision only ever rises, so that a window which missed the change is told that it is stale. */
async function replaceDraft(inside: WriteDb, sampleId: number, kept: Kept): Promise<void> {
  const before = await inside
    .selectFrom('drafts')
    .select('revision')
    .where('sampleId', '=', sampleId)
    .executeTakeFirst()
  await inside.deleteFrom('edits').where('sampleId', '=', sampleId).execute()
  for (const edit of kept.edits) await inside.insertInto('edits').values(edit).execute()
  const draft = kept.draft ?? (await draftOfSaved(inside, sampleId))
  const values = { ...draft, revision: (before?.revision ?? 0) + 1 }
  await inside
    .insertInto('drafts')
    .values({ sampleId, ...values })
    .onConflict((conflict) => conflict.column('sampleId').doUpdateSet(values))
    .execute()
}

async function draftRow(db: ReadDb, sampleId: number): Promise<Kept['draft']> {
  const row = await db
    .selectFrom('drafts')
    .select(['target', 'ignore', 'noTarget', 'cursor'])
    .where('sampleId', '=', sampleId)
    .executeTakeFirst()
  return row ?? null
}

/** What a sample without a draft starts from. */
async function draftOfSaved(db: ReadDb, sampleId: number): Promise<NonNullable<Kept['draft']>> {
  const saved = await db
    .selectFrom('annotations')
    .select(['target', 'ignore', 'noTarget'])
    .where('sampleId', '=', sampleId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return { ...(saved ?? { target: null, ignore: null, noTarget: 0 }), cursor: 0 }
}

async function annotatorOfOpen(db: ReadDb, sampleId: number): Promise<string> {
  const open = await openOpinion(db, sampleId)
  if (open === null)
    throw failure(
      'bad_input',
      `No second opinion on sample ${sampleId} is under way.`,
      'Start one first.',
    )
  return open.annotator
}

function opinionFromRow(row: Selectable<OpinionsTable>, size: Size): Opinion {
  const { sampleId, target, ignore, noTarget, ...rest } = row
  return {
    ...rest,
    sample: sampleId,
    target: rleFromCounts(target, size),
    ignore: rleFromCounts(ignore, size),
    noTarget: noTarget === 1,
  }
}
