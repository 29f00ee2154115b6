import type { Selectable } from 'kysely'
import { failure } from '#models/failure'
import type { Comment } from '#rpc/schemas/review'
import { inTransaction, type ReadDb, type WriteDb } from './database.ts'
import type { CommentsTable } from './curation-tables.ts'
import { nowText } from './values.ts'

/** Oldest first. */
export async function listComments(db: ReadDb, sampleId: number): Promise<Comment[]> {
  const rows = await db
    .selectFrom('comments')
    .selectAll()
    .where('sampleId', '=', sampleId)
    .orderBy('id')
    .execute()
  return rows.map(commentFromRow)
}

export async function addComment(
  db: WriteDb,
  comment: { readonly sample: number; readonly author: string; readonly text: string },
): Promise<Comment> {
  const { sample: sampleId, author, text } = comment
  return inTransaction(db, async (inside) =>
    commentFromRow(
      await inside
        .insertInto('comments')
        .values({ sampleId, author, text, createdAt: nowText(), resolvedAt: null })
        .returningAll()
        .executeTakeFirstOrThrow(),
    ),
  )
}

/** Throws AppFailure `not_found`. */
export async function resolveComment(
  db: WriteDb,
  id: number,
  isResolved: boolean,
): Promise<Comment> {
  return inTransaction(db, async (inside) => {
    const row = await inside
      .updateTable('comments')
      .set({ resolvedAt: isResolved ? nowText() : null })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst()
    if (row === undefined) throw failure('not_found', `There is no comment ${id}.`)
    return commentFromRow(row)
  })
}

function commentFromRow({ sampleId, ...row }: Selectable<CommentsTable>): Comment {
  return { sample: sampleId, ...row }
}
