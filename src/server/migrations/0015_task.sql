-- Files that are read and written beside requests: what they bring is shown before it is done.

create table task (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  -- what is imported: a kind that a room registers
  kind text not null,
  file_name text not null,
  file_hash text not null references file (hash),
  -- JSON; what the sender asked for besides
  options text not null,
  -- permissions of the API token that asked, when one did: the job has no more
  limited_to text[],
  state text not null
    check (state in ('reading', 'ready', 'writing', 'done', 'failed', 'cancelled')),
  -- how often the work of this state was begun
  attempts integer not null,
  done integer not null,
  total integer not null,
  -- rows of the file, and how many of them become what (JSON); the counts add up to the rows
  rows integer,
  counts text,
  -- JSON; what the page shows, until it is over
  preview text,
  -- tells whether writing would still do what was shown
  seal text,
  -- JSON; rejected rows with their reasons
  rejects text,
  -- JSON; what was written
  result text,
  -- JSON; why it failed: code and issues
  fault text,
  created_at timestamptz not null,
  created_by uuid not null references person (id),
  confirmed_at timestamptz,
  ended_at timestamptz,
  primary key (org_id, id)
);
create index task_id on task (id);
create index task_path on task (org_path);
create index task_person on task (created_by, id desc);

alter table task enable row level security, force row level security;
create policy scope on task using (org_path <@ any (app_scopes()));
create policy own on task using (created_by = nullif(current_setting('app.person', true), '')::uuid);

-- Imports of the tree were kept apart before.
insert into task (org_id, id, org_path, kind, file_name, file_hash, options, state, attempts, done,
  total, result, created_at, created_by, confirmed_at, ended_at)
select org_id, id, org_path, 'org', file_name, file_hash,
  json_build_object('on', on_day, 'closeAbsent', false)::text,
  case when confirmed_at is null then 'cancelled' else 'done' end, 1, 0, 0, result,
  created_at, created_by, confirmed_at, coalesce(confirmed_at, created_at)
from org_import where created_by is not null;
drop table org_import;
