-- Settings, robots, notices; the door through which business transactions enqueue jobs.

create table setting (
  key text primary key,
  value jsonb not null,
  version integer not null,
  changed_at timestamptz not null
);

-- Group chat robots that tell a unit's notices. Address and signing secret are sealed.
create table robot (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  kind text not null check (kind in ('wecom', 'dingtalk', 'feishu')),
  name text not null,
  -- host of the address, to be shown
  host text not null,
  address text not null,
  secret text,
  -- when the last messages were sent, at most 20: the platforms take so many a minute
  sent timestamptz[] not null default '{}',
  created_at timestamptz not null,
  closed_at timestamptz,
  version integer not null,
  primary key (org_id, id)
);
create index robot_path on robot (org_path) where closed_at is null;

-- What somebody is told. `key` makes telling twice the same as telling once.
create table notice (
  id uuid primary key,
  person_id uuid not null references person (id),
  -- the unit it speaks of
  org_id uuid not null references org (id),
  code text not null,
  params jsonb not null,
  link text,
  key text,
  created_at timestamptz not null,
  read_at timestamptz,
  mailed_at timestamptz
);
create unique index notice_once on notice (person_id, key);
create index notice_unread on notice (person_id, id) where read_at is null;
create index notice_person on notice (person_id, id desc);
create index notice_unmailed on notice (person_id) where mailed_at is null;

create table notice_preference (
  person_id uuid primary key references person (id),
  mail text not null check (mail in ('at-once', 'digest', 'no')),
  language text not null check (language in ('zh-CN', 'en')),
  version integer not null
);

alter table robot enable row level security, force row level security;
create policy scope on robot using (org_path <@ any (app_scopes()));

-- A notice is its receiver's alone, wherever the unit it speaks of lies; services deliver it.
create function app_person() returns uuid language sql stable
  return nullif(current_setting('app.person', true), '')::uuid;
alter table notice enable row level security, force row level security;
alter table notice_preference enable row level security, force row level security;
create policy own on notice using (person_id = app_person());
create policy service on notice using (current_setting('app.scopes', true) = '{""}');
create policy tell on notice for insert with check (true);
create policy own on notice_preference using (person_id = app_person());
create policy service on notice_preference using (current_setting('app.scopes', true) = '{""}');

-- The queue's tables have no policies for the ordinary role; this is its only way in.
create function enqueue_job(name text, payload json, queue text, run_at timestamptz,
  max_attempts integer, key text)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform graphile_worker.add_job(name, payload, queue, run_at, max_attempts, key);
end $$;
revoke all on function enqueue_job from public;
