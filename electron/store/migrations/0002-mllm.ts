import type { Migration } from './migration.ts'

/** What MLLMs were asked and what they replied, what a run was decided from beyond its numbers, and batches that go on. */
export const mllm: Migration = {
  version: 2,
  name: '0002-mllm',
  sql: `
create table replies (
  key text primary key,
  text text not null,
  finish text not null,
  input_tokens integer,
  output_tokens integer,
  milliseconds real not null,
  is_readable integer not null default 1 check (is_readable in (0, 1)),
  created_at text not null
) strict, without rowid;

create table sample_priors (
  sample_id integer primary key references samples (id),
  name text not null,
  weights_json text not null check (json_valid(weights_json))
) strict;

create table calls (
  id integer primary key autoincrement,
  sample_id integer not null references samples (id),
  run_id integer references runs (id),
  stage text not null,
  profile text not null,
  model text not null,
  request_json text not null check (json_valid(request_json)),
  reply_key text not null,
  reply text,
  outcome text not null,
  is_cached integer not null check (is_cached in (0, 1)),
  input_tokens integer,
  output_tokens integer,
  cost real not null,
  milliseconds real not null,
  tries integer not null,
  created_at text not null
) strict;
create index calls_by_run on calls (run_id, id);
create index calls_by_sample on calls (sample_id, id);

alter table runs add column record_json text not null default '{}' check (json_valid(record_json));

alter table jobs add column params_json text check (json_valid(params_json));
create table job_items (
  job_id integer not null references jobs (id),
  sample_id integer not null references samples (id),
  state text not null check (state in ('todo', 'done', 'failed')),
  run_id integer references runs (id),
  error_json text check (json_valid(error_json)),
  primary key (job_id, sample_id)
) strict, without rowid;
create index job_items_todo on job_items (job_id, state);
`,
}
