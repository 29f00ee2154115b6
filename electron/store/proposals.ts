import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { WritingKind, WritingVerdict } from '#core/dataset/generation'
import type { Rle } from '#core/mask/mask'
import { failure } from '#models/failure'
import type { Proposal, WrittenTexts } from '#rpc/schemas/authoring'
import { inTransaction, type ReadDb, type WriteDb } from './database.ts'
import { countsFromMask, rleFromCounts } from './edits.ts'
import type { ProposalsTable } from './curation-tables.ts'
import { nowText } from './values.ts'

export type NewProposal = {
  readonly kind: WritingKind
  readonly image: number
  readonly sample: number
  readonly target: string
  readonly mask: Rle
  readonly texts: WrittenTexts
  readonly verdict: WritingVerdict
  readonly record: ProposalRecord
}

/** How it came about. */
export type ProposalRecord = {
  readonly reason: string
  readonly writer: string
  readonly verifier: string | null
  /** Id and version of the prompt sets. */
  readonly prompts: readonly string[]
  readonly calls: readonly number[]
}

export async function addProposals(db: WriteDb, proposals: readonly NewProposal[]): Promise<void> {
  const createdAt = nowText()
  await inTransaction(db, async (inside) => {
    for (const { kind, image, sample, target, mask, texts, verdict, record } of proposals)
      await inside
        .insertInto('proposals')
        .values({
          kind,
          imageId: image,
          sampleId: sample,
          target: countsFromMask(mask),
          textsJson: JSON.stringify({ ...texts, target }),
          recordJson: JSON.stringify(record),
          verdict,
          state: 'waiting',
          createdAt,
        })
        .execute()
  })
}

export type ProposalPage = {
  readonly state: Proposal['state']
  readonly verdict: WritingVerdict | null
  readonly after: number
  readonly limit: number
}

/** In the order they were made. */
export async function listProposals(db: ReadDb, page: ProposalPage): Promise<Proposal[]> {
  const rows = await db
    .selectFrom('proposals')
    .innerJoin('images', 'images.id', 'proposals.imageId')
    .selectAll('proposals')
    .select(['images.name', 'images.digest', 'images.width', 'images.height'])
    .where('proposals.state', '=', page.state)
    .where('proposals.id', '>', page.after)
    .$if(page.verdict !== null, (query) =>
      query.where('proposals.verdict', '=', page.verdict as WritingVerdict),
    )
    .orderBy('proposals.id')
    .limit(page.limit)
    .execute()
  return rows.map(proposalFromRow)
}

/** Throws AppFailure `not_found`. */
export async function getProposal(db: ReadDb, id: number): Promise<Proposal> {
  const row = await db
    .selectFrom('proposals')
    .innerJoin('images', 'images.id', 'proposals.imageId')
    .selectAll('proposals')
    .select(['images.name', 'images.digest', 'images.width', 'images.height'])
    .where('proposals.id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw failure('not_found', `There is no proposal ${id}.`)
  return proposalFromRow(row)
}

/** How many wait, by verdict, and how many were decided on. */
export async function countProposals(db: ReadDb) {
  const rows = await db
    .selectFrom('proposals')
    .select(['state', 'verdict', sql<number>`count(*)`.as('n')])
    .groupBy(['state', 'verdict'])
    .execute()
  const sum = (state: Proposal['state']) =>
    rows.filter((row) => row.state === state).reduce((total, { n }) => total + n, 0)
  const waiting = rows.filter((row) => row.state === 'waiting')
  return {
    waiting: new Map(waiting.map(({ verdict, n }) => [verdict as WritingVerdict, n])),
    taken: sum('taken'),
    dropped: sum('dropped'),
  }
}

/** Part of the caller's transaction. */
export async function setProposalState(
  inside: WriteDb,
  id: number,
  decided: {
    readonly state: Proposal['state']
    readonly by: string
    readonly texts: WrittenTexts
    readonly target: string
  },
): Promise<void> {
  const { state, by, texts, target } = decided
  const isOpen = state === 'waiting'
  await inside
    .updateTable('proposals')
    .set({
      state,
      textsJson: JSON.stringify({ ...texts, target }),
      decidedBy: isOpen ? null : by,
      decidedAt: isOpen ? null : nowText(),
    })
    .where('id', '=', id)
    .execute()
}

type JoinedRow = Selectable<ProposalsTable> & {
  readonly name: string
  readonly digest: string
  readonly width: number
  readonly height: number
}

function proposalFromRow(row: JoinedRow): Proposal {
  const size = { width: row.width, height: row.height }
  const { target, ...texts } = JSON.parse(row.textsJson) as WrittenTexts & {
    readonly target: string
  }
  const { reason, writer, verifier, calls } = JSON.parse(row.recordJson) as ProposalRecord
  return {
    id: row.id,
    kind: row.kind as WritingKind,
    image: { id: row.imageId, name: row.name, digest: row.digest, size },
    sample: row.sampleId ?? 0,
    target,
    mask: rleFromCounts(row.target, size),
    texts,
    verdict: row.verdict as WritingVerdict,
    reason,
    writer,
    verifier,
    calls: [...calls],
    state: row.state,
  }
}
