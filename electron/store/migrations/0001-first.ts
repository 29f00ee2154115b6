import type { Migration } from './migration.ts'

/** The first schema: images, samples, runs, candidates, edits, drafts, versions, hints, foreign ids, settings, jobs. */
export const first: Migration = {
  version: 1,
  name: '0001-first',
  sql: `
create table images (
  id integer primary key,
  export_id integer not null unique,
  path text not null unique,
  name text not null,
  digest text not null,
  width integer not null check (width > 0),
  height integer not null check (height > 0),
  bytes integer not null,
  is_missing integer not null default 0 check (is_missing in (0, 1)),
  created_at text not null
) strict;
create index images_by_digest on images (digest);
create index images_missing on images (id) where is_missing = 1;

create table samples (
  id integer primary key autoincrement,
  export_id integer not null unique,
  image_id integer not null references images (id),
  query text not null,
  variants_json text not null check (json_valid(variants_json)),
  is_sentence integer not null check (is_sentence in (0, 1)),
  target text not null,
  synonyms_json text not null check (json_valid(synonyms_json)),
  attributes_json text not null check (json_valid(attributes_json)),
  category text,
  components_json text not null check (json_valid(components_json)),
  split text check (split in ('train', 'val', 'test')),
  answer text not null,
  rationale text not null,
  status text not null check (status in ('todo', 'draft', 'accepted', 'rejected')),
  no_target integer not null default 0 check (no_target in (0, 1)),
  created_at text not null,
  updated_at text not null,
  removed_at text
) strict;
create index samples_by_image on samples (image_id, id);

create table sample_groups (
  bucket integer not null,
  status text not null,
  category text not null,
  split text not null,
  n integer not null,
  primary key (bucket, status, category, split)
) strict, without rowid;

create trigger samples_counted after insert on samples when new.removed_at is null begin
  insert into sample_groups values
    (new.id >> 10, new.status, coalesce(new.category, ''), coalesce(new.split, ''), 1)
    on conflict do update set n = n + 1;
end;
create trigger samples_recounted
after update of status, category, split, removed_at on samples begin
  update sample_groups set n = n - 1
    where old.removed_at is null and bucket = old.id >> 10 and status = old.status
      and category = coalesce(old.category, '') and split = coalesce(old.split, '');
  delete from sample_groups
    where bucket = old.id >> 10 and status = old.status
      and category = coalesce(old.category, '') and split = coalesce(old.split, '') and n = 0;
  insert into sample_groups
    select new.id >> 10, new.status, coalesce(new.category, ''), coalesce(new.split, ''), 1
    where new.removed_at is null
    on conflict do update set n = n + 1;
end;

create virtual table sample_search using fts5 (
  text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
create trigger samples_indexed after insert on samples begin
  insert into sample_search (rowid, text) values (new.id,
    new.query || ' ' || new.variants_json || ' ' || new.target || ' ' ||
    (select name from images where id = new.image_id));
end;
create trigger samples_reindexed after update of query, variants_json, target on samples begin
  delete from sample_search where rowid = old.id;
  insert into sample_search (rowid, text) values (new.id,
    new.query || ' ' || new.variants_json || ' ' || new.target || ' ' ||
    (select name from images where id = new.image_id));
end;
create trigger images_renamed after update of name on images when old.name <> new.name begin
  delete from sample_search where rowid in (select id from samples where image_id = new.id);
  insert into sample_search (rowid, text)
    select id, query || ' ' || variants_json || ' ' || target || ' ' || new.name
    from samples where image_id = new.id;
end;

create table runs (
  id integer primary key autoincrement,
  sample_id integer not null references samples (id),
  created_at text not null,
  settings_json text not null check (json_valid(settings_json)),
  reasoning_json text not null check (json_valid(reasoning_json)),
  boxes_json text not null check (json_valid(boxes_json)),
  prior_json text check (json_valid(prior_json)),
  model_id text not null,
  model_digest text not null,
  timings_json text not null check (json_valid(timings_json)),
  numbers_json text not null check (json_valid(numbers_json)),
  flags_json text not null check (json_valid(flags_json)),
  is_stale integer not null default 0 check (is_stale in (0, 1))
) strict;
create index runs_by_sample on runs (sample_id, id);

create table candidates (
  run_id integer not null references runs (id),
  id text not null,
  rank integer not null,
  source text not null,
  region integer not null,
  counts text not null,
  predicted_iou real not null,
  stability real,
  token integer not null,
  seed_json text check (json_valid(seed_json)),
  flags_json text not null check (json_valid(flags_json)),
  score real not null,
  terms_json text not null check (json_valid(terms_json)),
  alike_of text,
  reason text,
  unique (run_id, id)
) strict;

create table annotations (
  id integer primary key,
  sample_id integer not null references samples (id),
  version integer not null,
  target text,
  ignore text,
  no_target integer not null check (no_target in (0, 1)),
  source text not null,
  run_id integer references runs (id),
  candidate_ids_json text not null check (json_valid(candidate_ids_json)),
  annotator text not null,
  created_at text not null,
  is_stale integer not null default 0 check (is_stale in (0, 1)),
  unique (sample_id, version)
) strict;

create table drafts (
  sample_id integer primary key references samples (id),
  revision integer not null,
  target text,
  ignore text,
  no_target integer not null check (no_target in (0, 1)),
  cursor integer not null
) strict;

create table edits (
  id integer primary key autoincrement,
  sample_id integer not null references samples (id),
  sequence integer not null,
  tool text not null,
  label text not null,
  data_json text not null check (json_valid(data_json)),
  created_at text not null,
  unique (sample_id, sequence)
) strict;

create table region_hints (
  sample_id integer primary key references samples (id),
  reasoning_json text not null check (json_valid(reasoning_json))
) strict;

create table foreign_ids (
  source text not null,
  kind text not null check (kind in ('image', 'annotation')),
  foreign_id text not null,
  row_id integer not null,
  primary key (source, kind, foreign_id)
) strict, without rowid;
create index foreign_ids_by_row on foreign_ids (kind, row_id);

create table settings (
  key text primary key,
  value_json text not null check (json_valid(value_json))
) strict, without rowid;

create table jobs (
  id integer primary key autoincrement,
  kind text not null,
  title text not null,
  state text not null,
  done real not null,
  total real,
  note text not null,
  error_json text check (json_valid(error_json)),
  result_json text check (json_valid(result_json)),
  created_at text not null,
  updated_at text not null
) strict;
`,
}
