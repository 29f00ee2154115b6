import type { Migration } from './migration.ts'

/** Who works on what and what they think of it: annotators, assignments, reviews, second opinions, comments, gold
 * samples; notes on query checks; what MLLMs proposed; what tells images apart. */
export const curation: Migration = {
  version: 3,
  name: '0003-curation',
  sql: `
create table annotators (
  name text primary key,
  created_at text not null,
  retired_at text
) strict, without rowid;
update jobs set kind = 'import' where kind = 'import-coco';

insert into annotators (name, created_at)
  select annotator, min(created_at) from annotations where annotator <> '' group by annotator;

alter table annotations add column seconds real;
alter table annotations add column clicks integer;
alter table images add column perceptual_hash text;
alter table images add column source_id text;

create table assignments (
  sample_id integer not null references samples (id),
  annotator text not null references annotators (name),
  role text not null check (role in ('annotate', 'opinion', 'review')),
  created_at text not null,
  done_at text,
  primary key (sample_id, annotator, role)
) strict, without rowid;
create index assignments_open on assignments (annotator, role, sample_id) where done_at is null;

create table opinions (
  id integer primary key,
  sample_id integer not null references samples (id),
  annotator text not null references annotators (name),
  target text,
  ignore text,
  no_target integer not null check (no_target in (0, 1)),
  category text,
  seconds real,
  clicks integer,
  created_at text not null,
  unique (sample_id, annotator)
) strict;

create table set_aside (
  sample_id integer primary key references samples (id),
  annotator text not null references annotators (name),
  draft_json text check (json_valid(draft_json)),
  edits_json text not null check (json_valid(edits_json)),
  created_at text not null
) strict;

create table reviews (
  id integer primary key,
  sample_id integer not null references samples (id),
  version integer not null,
  reviewer text not null references annotators (name),
  verdict text not null check (verdict in ('right', 'fix', 'reject', 'later')),
  is_blind integer not null check (is_blind in (0, 1)),
  seconds real,
  created_at text not null
) strict;
create index reviews_by_sample on reviews (sample_id, id);
create index reviews_by_reviewer on reviews (reviewer, id);

create table review_queue (
  sample_id integer primary key references samples (id),
  annotation_id integer not null references annotations (id),
  annotator text not null,
  is_open integer not null check (is_open in (0, 1)),
  lead real,
  first_rank_iou real,
  clicks integer,
  put_off integer
) strict;
create index review_queue_lead on review_queue (lead, sample_id)
  where is_open = 1 and put_off is null and lead is not null;
create index review_queue_first_rank on review_queue (first_rank_iou, sample_id)
  where is_open = 1 and put_off is null and first_rank_iou is not null;
create index review_queue_clicks on review_queue (clicks desc, sample_id)
  where is_open = 1 and put_off is null and clicks is not null;
create index review_queue_oldest on review_queue (annotation_id)
  where is_open = 1 and put_off is null;
create index review_queue_put_off on review_queue (put_off)
  where is_open = 1 and put_off is not null;

create trigger annotations_queued after insert on annotations begin
  insert or replace into review_queue (sample_id, annotation_id, annotator, is_open, clicks)
    select id, new.id, new.annotator, status = 'accepted' and removed_at is null, new.clicks
    from samples where id = new.sample_id;
end;
create trigger samples_queued after update of status, removed_at on samples begin
  update review_queue set is_open =
    new.status = 'accepted' and new.removed_at is null and not exists (
      select 1 from annotations a join reviews r on r.sample_id = a.sample_id
      where a.id = annotation_id and r.version = a.version and r.verdict = 'right')
    where sample_id = new.id;
end;
insert into review_queue (sample_id, annotation_id, annotator, is_open, clicks)
  select s.id, a.id, a.annotator, s.status = 'accepted' and s.removed_at is null, a.clicks
  from samples s join annotations a on a.sample_id = s.id
  where a.version = (select max(version) from annotations where sample_id = s.id);

create table comments (
  id integer primary key,
  sample_id integer not null references samples (id),
  author text not null,
  text text not null,
  created_at text not null,
  resolved_at text
) strict;
create index comments_by_sample on comments (sample_id, id);

create table gold_samples (
  sample_id integer primary key references samples (id),
  target text,
  ignore text,
  no_target integer not null check (no_target in (0, 1)),
  least_iou real not null check (least_iou between 0 and 1),
  created_at text not null
) strict;

create table text_changes (
  id integer primary key,
  sample_id integer not null references samples (id),
  author text not null,
  before_json text not null check (json_valid(before_json)),
  after_json text not null check (json_valid(after_json)),
  created_at text not null
) strict;
create index text_changes_by_sample on text_changes (sample_id, id);

create table check_notes (
  sample_id integer not null references samples (id),
  check_id text not null,
  query text not null,
  note text not null,
  author text not null,
  created_at text not null,
  primary key (sample_id, check_id)
) strict, without rowid;

create table check_verdicts (
  sample_id integer not null references samples (id),
  check_id text not null,
  query text not null,
  verdict text not null check (verdict in ('ok', 'warn', 'bad')),
  why text not null,
  profile text not null,
  created_at text not null,
  primary key (sample_id, check_id)
) strict, without rowid;

create table proposals (
  id integer primary key,
  kind text not null,
  image_id integer not null references images (id),
  sample_id integer references samples (id),
  target text,
  texts_json text not null check (json_valid(texts_json)),
  record_json text not null check (json_valid(record_json)),
  verdict text not null,
  state text not null check (state in ('waiting', 'taken', 'dropped')),
  decided_by text,
  decided_at text,
  created_at text not null
) strict;
create index proposals_waiting on proposals (id) where state = 'waiting';
`,
}
