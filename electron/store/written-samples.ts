import { sql } from 'kysely'
import { failure } from '#models/failure'
import type { Proposal, WrittenTexts } from '#rpc/schemas/authoring'
import { inTransaction, type WriteDb } from './database.ts'
import { countsFromMask } from './edits.ts'
import { setProposalState } from './proposals.ts'
import { addSamples, editSample, getSample, setRemoved } from './samples.ts'
import { nowText } from './values.ts'

export type Decision = {
  readonly state: Proposal['state']
  readonly texts: WrittenTexts
  readonly annotator: string
}

/**
 * What a person decided on a proposal, in one transaction: taken, it becomes an accepted sample with its mask, or the
 * rationale of its sample; taken back, that sample is removed, or the rationale emptied where it is still the same.
 * Answers the samples that changed, null where none did. Throws AppFailure `bad_input` for what is said twice.
 */
export async function saveWritten(
  db: WriteDb,
  proposal: Proposal,
  decision: Decision,
): Promise<number[] | null> {
  return inTransaction(db, async (inside) => {
    if (proposal.state === decision.state)
      throw failure('bad_input', `Proposal ${proposal.id} is ${decision.state} already.`)
    const undone =
      proposal.state === 'taken' ? await takeBack(inside, proposal, decision.annotator) : []
    const made = decision.state === 'taken' ? await take(inside, proposal, decision) : []
    const { state, texts, annotator: by } = decision
    await setProposalState(inside, proposal.id, { state, by, texts, target: proposal.target })
    const changed = [...undone, ...made]
    return changed.length === 0 ? null : changed
  })
}

async function take(
  inside: WriteDb,
  proposal: Proposal,
  { texts, annotator }: Decision,
): Promise<number[]> {
  if (proposal.kind === 'rationale') {
    await editSample(inside, proposal.sample, {
      fields: { rationale: texts.rationale },
      author: annotator,
    })
    return [proposal.sample]
  }
  const source = (await getSample(inside, proposal.sample)).fields
  const isOfSource = proposal.kind !== 'questions'
  const fields = {
    ...source,
    ...texts,
    isSentence: true,
    target: isOfSource ? source.target : texts.answer,
    ...(isOfSource ? {} : { synonyms: [], attributes: [] }),
    category: categoryOf(proposal) ?? source.category,
    components: [],
  }
  const [id = 0] = await addSamples(inside, [
    { imageId: proposal.image.id, fields, status: 'accepted' },
  ])
  await inside
    .insertInto('annotations')
    .values({
      sampleId: id,
      version: 1,
      target: countsFromMask(proposal.mask),
      ignore: null,
      noTarget: 0,
      source: 'generated',
      runId: null,
      candidateIdsJson: '[]',
      annotator,
      createdAt: nowText(),
    })
    .execute()
  await link(inside, proposal.id, id)
  return [id]
}

function categoryOf({ kind }: Proposal): string | null {
  if (kind === 'spatial') return 'spatial'
  return kind === 'multi-step' || kind === 'part' ? 'multi-step' : null
}

/** The sample that a proposal became is found again by its own key. */
async function link(inside: WriteDb, proposal: number, sample: number): Promise<void> {
  await sql`insert into foreign_ids (source, kind, foreign_id, row_id)
    values ('proposal', 'annotation', ${String(proposal)}, ${sample})
    on conflict do update set row_id = ${sample}`.execute(inside)
}

async function takeBack(inside: WriteDb, proposal: Proposal, author: string): Promise<number[]> {
  if (proposal.kind === 'rationale') {
    const { fields } = await getSample(inside, proposal.sample)
    if (fields.rationale === proposal.texts.rationale)
      await editSample(inside, proposal.sample, { fields: { rationale: '' }, author })
    return [proposal.sample]
  }
  const row = await inside
    .selectFrom('foreignIds')
    .select('rowId')
    .where('source', '=', 'proposal')
    .where('foreignId', '=', String(proposal.id))
    .executeTakeFirst()
  if (row === undefined) return []
  await setRemoved(inside, [row.rowId], true)
  return [row.rowId]
}
