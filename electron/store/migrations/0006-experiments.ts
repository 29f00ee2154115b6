import type { Migration } from './migration.ts'

/** Tables of settings run over labelled samples, beside the runs that annotators see. */
export const experiments: Migration = {
  version: 6,
  name: '0006-experiments',
  sql: `
create table experiments (
  id integer primary key autoincrement,
  name text not null,
  created_at text not null,
  app_version text not null,
  job_id integer references jobs (id),
  rows_json text not null check (json_valid(rows_json))
) strict;

create table experiment_results (
  experiment_id integer not null references experiments (id) on delete cascade,
  setting integer not null,
  sample_id integer not null references samples (id),
  state text not null check (state in ('todo', 'done', 'failed')),
  annotation_id integer references annotations (id),
  counts text,
  figures_json text check (json_valid(figures_json)),
  error_json text check (json_valid(error_json)),
  primary key (experiment_id, setting, sample_id)
) strict, without rowid;

create index calls_by_reply on calls (reply_key);
`,
}
