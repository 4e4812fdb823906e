-- The organisation tree, people, their posts and rights; entries of the record.
-- Tables with `org_path` have a row policy: a request sees the rows under the units in
-- `app.scopes`, whatever its queries ask (docs/decisions/0009-access.md).

create extension if not exists ltree;
create extension if not exists pg_trgm;

-- Units as they are now. `path` holds the last 12 hexadecimal digits of the ids from the
-- root down, all of one length: a subtree is the range [path, path || '0') of the index.
create table org (
  id uuid primary key,
  parent_id uuid references org (id),
  path ltree not null,
  name text not null,
  short_name text,
  code text,
  kind text not null,
  class text,
  -- among the children of one parent
  position integer not null,
  -- open units under this one, itself included; 0 when closed
  units integer not null,
  -- day from which this version holds
  since date not null,
  -- day from which the unit is no more
  closed_on date,
  version integer not null
);
create unique index org_path on org (path);
create unique index org_code on org (code) where closed_on is null;
create index org_parent on org (parent_id, position, id);
create index org_words on org using gin ((name || ' ' || coalesce(short_name, '')) gin_trgm_ops);

-- Versions that no longer hold: valid on the days from `since` up to, not including, `until`.
create table org_past (
  org_id uuid not null references org (id),
  since date not null,
  until date not null,
  parent_id uuid,
  name text not null,
  short_name text,
  code text,
  kind text not null,
  class text,
  position integer not null,
  primary key (org_id, since)
);
create index org_past_parent on org_past (parent_id, since);

-- What became of a unit: merged into, split into.
create table org_succession (
  from_id uuid not null references org (id),
  to_id uuid not null references org (id),
  kind text not null check (kind in ('merge', 'split')),
  on_day date not null,
  primary key (from_id, to_id)
);
create index org_succession_to on org_succession (to_id);

create table person (
  id uuid primary key,
  org_id uuid not null references org (id),
  org_path ltree not null,
  name text not null,
  -- number of the person in the organisation's own files
  number text,
  mobile text,
  email text,
  created_at timestamptz not null,
  left_on date,
  erased_at timestamptz,
  version integer not null
);
create unique index person_number on person (number);
create index person_org on person (org_path);
create index person_words on person using gin (name gin_trgm_ops);

-- A place in a unit that somebody holds. The chain of responsibility goes up the first posts.
create table post (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  name text not null,
  rank text not null check (rank in ('first', 'deputy', 'liaison', 'member')),
  position integer not null,
  since date not null,
  closed_on date,
  version integer not null,
  primary key (org_id, id)
);
create index post_path on post (org_path);

-- Who holds a post, from a day up to, not including, another.
create table tenure (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  post_id uuid not null,
  person_id uuid not null references person (id),
  kind text not null check (kind in ('regular', 'acting', 'concurrent')),
  since date not null,
  until date check (until > since),
  -- number of the document of appointment
  document text,
  version integer not null,
  primary key (org_id, id),
  foreign key (org_id, post_id) references post (org_id, id)
);
create index tenure_post on tenure (org_id, post_id);
create index tenure_person on tenure (person_id);
create index tenure_path on tenure (org_path);

-- What somebody may do, where and when; `from_grant` when it is another's, lent while away.
create table access_grant (
  id uuid primary key,
  person_id uuid not null references person (id),
  role text not null,
  org_id uuid not null references org (id),
  org_path ltree not null,
  since timestamptz not null,
  until timestamptz,
  from_grant uuid references access_grant (id),
  reason text,
  created_at timestamptz not null,
  created_by uuid references person (id),
  revoked_at timestamptz,
  revoked_by uuid references person (id)
);
create index access_grant_person on access_grant (person_id);
create index access_grant_path on access_grant (org_path);

-- One entry for every change. The leaf of the tree is made from these columns, so none of
-- them can be altered unseen; `position` is its place there once it is sealed.
create table record_entry (
  id uuid primary key,
  at timestamptz not null,
  actor text not null,
  act text not null,
  subject text not null,
  org_id uuid not null,
  org_path ltree not null,
  commitment bytea not null,
  position bigint
);
create unique index record_entry_position on record_entry (position);
create index record_entry_unsealed on record_entry (at, id) where position is null;
create index record_entry_subject on record_entry (subject, id);
create index record_entry_path on record_entry (org_path, id);

-- What the commitment commits to. Erased together when a person's data is erased.
create table record_content (
  entry_id uuid primary key references record_entry (id),
  org_path ltree not null,
  salt bytea not null,
  content text not null
);

-- An organisation to start with, and what accounts had before as people and grants.
insert into org (id, path, name, kind, position, units, since, version)
select id, right(id::text, 12)::ltree, '本单位', 'organisation', 0, 1, current_date, 1
from (select gen_random_uuid() as id) first;

insert into person (id, org_id, org_path, name, created_at, version)
select a.id, o.id, o.path, a.name, a.created_at, 1 from account a, org o;
insert into access_grant (id, person_id, role, org_id, org_path, since, created_at)
select gen_random_uuid(), a.id, r.role, o.id, o.path, a.created_at, a.created_at
from account a cross join lateral unnest(a.roles) as r (role) cross join org o;
alter table account add foreign key (id) references person (id);
alter table account drop column name, drop column roles;

-- Panels and runs belong to the unit they were made for; schemes are rules, for all to know.
alter table panel add column org_id uuid references org (id), add column org_path ltree;
alter table run add column org_id uuid references org (id), add column org_path ltree;
update panel set org_id = o.id, org_path = o.path from org o;
update run set org_id = o.id, org_path = o.path from org o;
alter table panel alter column org_id set not null, alter column org_path set not null;
alter table run alter column org_id set not null, alter column org_path set not null;
create index panel_path on panel (org_path, id);
create index run_path on run (org_path, id);
-- A scheme that a run used is frozen.
alter table scheme add column used_at timestamptz;
update scheme set used_at = (select min(created_at) from run where scheme_id = scheme.id);

-- Second wall: rows outside the scopes of the request do not exist for it. Without scopes
-- there is nothing at all.
create function app_scopes() returns ltree[] language sql stable
  return coalesce(nullif(current_setting('app.scopes', true), ''), '{}')::ltree[];

alter table person enable row level security, force row level security;
alter table post enable row level security, force row level security;
alter table tenure enable row level security, force row level security;
alter table access_grant enable row level security, force row level security;
alter table panel enable row level security, force row level security;
alter table run enable row level security, force row level security;
alter table record_entry enable row level security, force row level security;
alter table record_content enable row level security, force row level security;
create policy scope on person using (org_path <@ any (app_scopes()));
create policy scope on post using (org_path <@ any (app_scopes()));
create policy scope on tenure using (org_path <@ any (app_scopes()));
create policy scope on access_grant using (org_path <@ any (app_scopes()));
-- Whoever may change something writes its entry; who reads it is another matter.
create policy scope on panel using (org_path <@ any (app_scopes()));
create policy scope on run using (org_path <@ any (app_scopes()));
create policy scope on record_entry using (org_path <@ any (app_scopes()));
create policy append on record_entry for insert with check (true);
create policy scope on record_content using (org_path <@ any (app_scopes()));
create policy append on record_content for insert with check (true);
