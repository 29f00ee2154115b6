import { sql } from 'kysely'
import type { WriteDb } from './database.ts'
import type { Pair } from './merge-plan.ts'
import { assertNoOpinion } from './opinions.ts'
import { nowText } from './values.ts'

/** What a person says of a sample. */
const said = [
  'variants_json',
  'is_sentence',
  'target',
  'synonyms_json',
  'attributes_json',
  'category',
  'components_json',
  'split',
  'answer',
  'rationale',
] as const

/**
 * Inside a transaction: a sample takes over what its twin in the attached project says and shows. What it said itself
 * stays in the history of its texts, what it showed as an older version. Throws AppFailure `bad_input` while a second
 * opinion on it is under way.
 */
export async function takeTheirs(
  inside: WriteDb,
  { mine, theirs, author }: Pair & { readonly author: string },
): Promise<void> {
  await assertNoOpinion(inside, mine)
  await keepTexts(inside, { mine, theirs, author })
  const now = nowText()
  const columns = sql.raw(said.join(', '))
  await sql`update main.samples set (${columns}, status, no_target, updated_at) =
    (select ${columns}, status, no_target, ${now} from theirs.samples where id = ${theirs})
    where id = ${mine}`.execute(inside)
  await keepUnsaved(inside, mine, now)
  await sql`insert into main.annotations (sample_id, version, target, ignore, no_target, source,
      candidate_ids_json, annotator, created_at, is_stale, seconds, clicks)
    select ${mine}, 1 + coalesce((select max(version) from main.annotations where sample_id = ${mine}), 0),
      target, ignore, no_target, case when source in ('candidate', 'corrected') then 'import' else source end,
      '[]', annotator, created_at, is_stale, seconds, clicks
    from theirs.annotations where sample_id = ${theirs} order by version desc limit 1`.execute(
    inside,
  )
  await showSaved(inside, mine)
}

/** Fields as the window has them, before and after. */
async function keepTexts(
  inside: WriteDb,
  { mine, theirs, author }: Pair & { readonly author: string },
): Promise<void> {
  const fields = sql.raw(`json_object('variants', json(variants_json), 'target', target,
    'synonyms', json(synonyms_json), 'attributes', json(attributes_json), 'category', category,
    'components', json(components_json), 'split', split, 'answer', answer, 'rationale', rationale)`)
  await sql`insert into main.text_changes (sample_id, author, before_json, after_json, created_at)
    select ${mine}, ${author}, b.j, a.j, ${nowText()}
    from (select ${fields} as j from main.samples where id = ${mine}) b,
      (select ${fields} as j from theirs.samples where id = ${theirs}) a
    where b.j <> a.j`.execute(inside)
}

/** A mask that was drawn and not saved becomes a version. */
async function keepUnsaved(inside: WriteDb, mine: number, now: string): Promise<void> {
  await sql`insert into main.annotations (sample_id, version, target, ignore, no_target, source,
      candidate_ids_json, annotator, created_at)
    select d.sample_id, 1 + coalesce(a.version, 0), d.target, d.ignore, d.no_target,
      case d.no_target when 1 then 'no-target' else 'drawn' end, '[]', '', ${now}
    from main.drafts d left join main.annotations a on a.sample_id = d.sample_id and a.version =
      (select max(version) from main.annotations where sample_id = d.sample_id)
    where d.sample_id = ${mine} and (a.id is null and (d.target is not null or d.no_target = 1)
      or a.target is not d.target or a.ignore is not d.ignore)`.execute(inside)
}

/** What is being edited is the last version again; whoever edits still must load it anew. */
async function showSaved(inside: WriteDb, mine: number): Promise<void> {
  await sql`delete from main.edits where sample_id = ${mine}`.execute(inside)
  await sql`insert into main.drafts (sample_id, revision, target, ignore, no_target, cursor)
    select sample_id, 1, target, ignore, no_target, 0 from main.annotations
    where sample_id = ${mine} order by version desc limit 1
    on conflict (sample_id) do update set revision = revision + 1, target = excluded.target,
      ignore = excluded.ignore, no_target = excluded.no_target, cursor = 0`.execute(inside)
}
