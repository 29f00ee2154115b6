import type { Migration } from './migration.ts'

/** What models predict for samples, how far that is from the truth, and what reviewers say of it. */
export const predictions: Migration = {
  version: 5,
  name: '0005-predictions',
  sql: `
create table prediction_sets (
  id integer primary key autoincrement,
  name text not null unique,
  source text not null check (source in ('coco-results', 'masks', 'jsonl', 'reasonseg', 'runs')),
  path text not null,
  created_at text not null,
  left_out integer not null,
  left_out_json text not null check (json_valid(left_out_json))
) strict;

create table predictions (
  set_id integer not null references prediction_sets (id) on delete cascade,
  sample_id integer not null references samples (id),
  score real,
  says_absent integer check (says_absent in (0, 1)),
  text text not null,
  run_id integer references runs (id),
  counts text,
  boxes_json text check (json_valid(boxes_json)),
  prior_json text check (json_valid(prior_json)),
  candidates_json text check (json_valid(candidates_json)),
  unique (set_id, sample_id)
) strict;

create table prediction_figures (
  set_id integer not null references prediction_sets (id) on delete cascade,
  sample_id integer not null references samples (id),
  annotation_id integer not null references annotations (id),
  intersection integer not null,
  both_areas integer not null,
  prediction_area integer not null,
  truth_area integer not null,
  measures_json text check (json_valid(measures_json)),
  primary key (set_id, sample_id)
) strict, without rowid;

create table prediction_tags (
  set_id integer not null references prediction_sets (id) on delete cascade,
  sample_id integer not null references samples (id),
  stages_json text not null check (json_valid(stages_json)),
  kinds_json text not null check (json_valid(kinds_json)),
  note text not null,
  author text not null,
  created_at text not null,
  primary key (set_id, sample_id)
) strict, without rowid;
`,
}
