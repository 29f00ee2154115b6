import { sql } from 'kysely'
import type { AnnotationState } from '#core/annotation/annotation'
import { applyEdit, changesNothing, invertEdit, type Edit } from '#core/annotation/edit'
import type { Size } from '#core/geometry/size'
import type { Rle } from '#core/mask/mask'
import { isEmptyRle } from '#core/mask/rle-ops'
import { emptyRle } from '#core/mask/rle'
import { failure, unwrap } from '#models/failure'
import type { Draft } from '#rpc/schemas/annotation'
import { inTransaction, type ReadDb, type WriteDb } from './database.ts'
import { labelOfEdit, toolOfEdit } from './edit-label.ts'
import { getSample } from './samples.ts'
import { nowText } from './values.ts'

/** A sample's annotation in work, without the list of its edits. */
export type DraftState = {
  readonly sampleId: number
  readonly state: AnnotationState
  readonly revision: number
  readonly cursor: number
}

export type Revised = { readonly sample: number; readonly revision: number }

export async function readDraft(db: ReadDb, sampleId: number, size: Size): Promise<Draft> {
  const { state, revision, cursor } = await readDraftState(db, sampleId, size)
  const edits = await db
    .selectFrom('edits')
    .select(['id', 'label', 'tool', 'createdAt'])
    .where('sampleId', '=', sampleId)
    .orderBy('sequence')
    .execute()
  const { target, ignore, noTarget } = state
  return { sampleId, revision, target, ignore, noTarget, edits, cursor }
}

/** A sample nobody edited yet starts from its last saved version, else empty. */
export async function readDraftState(
  db: ReadDb,
  sampleId: number,
  size: Size,
): Promise<DraftState> {
  const draft = await db
    .selectFrom('drafts')
    .selectAll()
    .where('sampleId', '=', sampleId)
    .executeTakeFirst()
  const saved =
    draft ??
    (await db
      .selectFrom('annotations')
      .select(['target', 'ignore', 'noTarget'])
      .where('sampleId', '=', sampleId)
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst())
  const state = {
    size,
    target: rleFromCounts(saved?.target ?? null, size),
    ignore: rleFromCounts(saved?.ignore ?? null, size),
    noTarget: saved?.noTarget === 1,
  }
  return { sampleId, state, revision: draft?.revision ?? 0, cursor: draft?.cursor ?? 0 }
}

/** Throws AppFailure `stale_revision`, `size_mismatch` or `bad_input`. */
export async function pushEdits(db: WriteDb, at: Revised, edits: readonly Edit[]): Promise<void> {
  await inTransaction(db, async (inside) => {
    await appendEdits(inside, await draftAt(inside, at), edits)
  })
}

/** One edit back; throws AppFailure `stale_revision`, or `bad_input` where there is none. */
export async function undoEdit(db: WriteDb, at: Revised): Promise<void> {
  await inTransaction(db, async (inside) => {
    const draft = await draftAt(inside, at)
    const edit = await editAt(inside, draft.sampleId, draft.cursor)
    if (edit === null) throw failure('bad_input', 'There is nothing to undo.')
    await saveDraft(inside, {
      ...draft,
      state: unwrap(applyEdit(draft.state, invertEdit(edit))),
      cursor: draft.cursor - 1,
    })
  })
}

/** One edit forward again; throws AppFailure `stale_revision`, or `bad_input` where there is none. */
export async function redoEdit(db: WriteDb, at: Revised): Promise<void> {
  await inTransaction(db, async (inside) => {
    const draft = await draftAt(inside, at)
    const edit = await editAt(inside, draft.sampleId, draft.cursor + 1)
    if (edit === null) throw failure('bad_input', 'There is nothing to redo.')
    await saveDraft(inside, {
      ...draft,
      state: unwrap(applyEdit(draft.state, edit)),
      cursor: draft.cursor + 1,
    })
  })
}

/** Inside a transaction: applies the edits; what could be redone is forgotten. Strokes that touch nothing leave none. */
export async function appendEdits(
  inside: WriteDb,
  draft: DraftState,
  edits: readonly Edit[],
): Promise<DraftState> {
  const kept = edits.filter((edit) => !changesNothing(edit))
  let { state } = draft
  for (const edit of kept) state = unwrap(applyEdit(state, edit))
  if (kept.length === 0) return draft
  await inside
    .deleteFrom('edits')
    .where('sampleId', '=', draft.sampleId)
    .where('sequence', '>', draft.cursor)
    .execute()
  const createdAt = nowText()
  for (const [i, edit] of kept.entries())
    await inside
      .insertInto('edits')
      .values({
        sampleId: draft.sampleId,
        sequence: draft.cursor + 1 + i,
        tool: toolOfEdit(edit),
        label: labelOfEdit(edit),
        dataJson: JSON.stringify(edit),
        createdAt,
      })
      .execute()
  return saveDraft(inside, { ...draft, state, cursor: draft.cursor + kept.length })
}

/** Tools of the applied edits, in order. */
export async function appliedTools(db: ReadDb, draft: DraftState): Promise<string[]> {
  const rows = await db
    .selectFrom('edits')
    .select('tool')
    .where('sampleId', '=', draft.sampleId)
    .where('sequence', '<=', draft.cursor)
    .orderBy('sequence')
    .execute()
  return rows.map(({ tool }) => tool)
}

/** The draft a write was made on; throws AppFailure `stale_revision` where it has moved on. */
export async function draftAt(db: ReadDb, at: Revised): Promise<DraftState> {
  const { image } = await getSample(db, at.sample)
  const draft = await readDraftState(db, at.sample, image.size)
  if (draft.revision !== at.revision)
    throw failure(
      'stale_revision',
      `Sample ${at.sample} was changed elsewhere (revision ${draft.revision}, not ${at.revision}).`,
      'Load it again.',
    )
  return draft
}

export function countsFromMask(rle: Rle): string | null {
  return isEmptyRle(rle) ? null : rle.counts
}

export function rleFromCounts(counts: string | null, size: Size): Rle {
  return counts === null ? emptyRle(size) : { size: [size.height, size.width], counts }
}

/** Writes the draft at its next revision. */
async function saveDraft(inside: WriteDb, draft: DraftState): Promise<DraftState> {
  const revision = draft.revision + 1
  const values = {
    revision,
    target: countsFromMask(draft.state.target),
    ignore: countsFromMask(draft.state.ignore),
    noTarget: draft.state.noTarget ? 1 : 0,
    cursor: draft.cursor,
  }
  await inside
    .insertInto('drafts')
    .values({ sampleId: draft.sampleId, ...values })
    .onConflict((conflict) => conflict.column('sampleId').doUpdateSet(values))
    .execute()
  await inside
    .updateTable('samples')
    .set({ status: sql`case when status = 'todo' then 'draft' else status end` })
    .where('id', '=', draft.sampleId)
    .execute()
  return { ...draft, revision }
}

async function editAt(db: ReadDb, sampleId: number, sequence: number): Promise<Edit | null> {
  const row = await db
    .selectFrom('edits')
    .select('dataJson')
    .where('sampleId', '=', sampleId)
    .where('sequence', '=', sequence)
    .executeTakeFirst()
  return row === undefined ? null : (JSON.parse(row.dataJson) as Edit)
}
