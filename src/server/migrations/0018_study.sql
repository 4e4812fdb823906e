-- Study: sessions planned and held, who was there, what was decided, what is to be read.
-- Nothing here is a figure of a person: no hours, no points, and no appraisal reads it.

create table study_session (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  campaign_id uuid not null references campaign (id),
  form text not null check (form in ('group', 'seminar', 'lecture', 'expert', 'case')),
  topic text not null,
  -- the problem or question it is there for; as a row of the ledger where there is one
  serves text not null,
  problem_id uuid,
  on_day date not null,
  -- time of day it begins, 'HH:MM'
  at_time text,
  place text,
  host_id uuid references person (id),
  host_name text,
  speaker text,
  agenda text[] not null,
  outcome text,
  state text not null check (state in ('planned', 'held', 'withdrawn')),
  withdrawn_reason text,
  created_at timestamptz not null,
  created_by uuid not null references person (id),
  version integer not null,
  primary key (org_id, id)
);
create index study_session_id on study_session (id);
create index study_session_day on study_session (on_day desc, id desc);
create index study_session_path on study_session (org_path, on_day);

create table study_attendance (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  session_id uuid not null,
  person_id uuid references person (id),
  -- somebody who is not in the directory
  guest text,
  how text not null check (how in ('screen', 'paper', 'list')),
  at timestamptz not null,
  entered_by uuid not null references person (id),
  withdrawn_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, session_id) references study_session (org_id, id)
);
create index study_attendance_id on study_attendance (id);
create index study_attendance_path on study_attendance (org_path);
create index study_attendance_session on study_attendance (org_id, session_id);
create unique index study_attendance_once on study_attendance (org_id, session_id, person_id)
  where withdrawn_at is null and person_id is not null;

create table study_decision (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  session_id uuid not null,
  text text not null,
  owner_id uuid references person (id),
  owner_name text,
  due date,
  state text not null check (state in ('open', 'done', 'withdrawn')),
  -- what became of it, or why it was withdrawn
  result text,
  settled_on date,
  created_at timestamptz not null,
  created_by uuid not null references person (id),
  version integer not null,
  primary key (org_id, id),
  foreign key (org_id, session_id) references study_session (org_id, id)
);
create index study_decision_id on study_decision (id);
create index study_decision_path on study_decision (org_path);
create index study_decision_session on study_decision (org_id, session_id);
create index study_decision_owner on study_decision (owner_id) where state = 'open';

-- Reading list of a campaign; it belongs to the campaign's unit and is read by all under it.
create table study_reading (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  campaign_id uuid not null references campaign (id),
  title text not null,
  link text,
  note text,
  -- class of unit it is meant for; everybody when null
  class text,
  withdrawn_at timestamptz,
  withdrawn_reason text,
  created_at timestamptz not null,
  created_by uuid not null references person (id),
  version integer not null,
  primary key (org_id, id)
);
create index study_reading_id on study_reading (id);
create index study_reading_path on study_reading (org_path);
create index study_reading_campaign on study_reading (campaign_id, id);

-- What was raised from a session, a voice or a finding.
create index problem_origin on problem (origin, state) where origin is not null;

alter table study_session enable row level security, force row level security;
alter table study_attendance enable row level security, force row level security;
alter table study_decision enable row level security, force row level security;
alter table study_reading enable row level security, force row level security;
create policy scope on study_session using (org_path <@ any (app_scopes()));
create policy scope on study_attendance using (org_path <@ any (app_scopes()));
create policy scope on study_decision using (org_path <@ any (app_scopes()));
create policy scope on study_reading using (org_path <@ any (app_scopes()));
-- A reading list holds for the units under its campaign: they read it, with its files.
create policy frame on study_reading for select using (app_scopes() <@ org_path);
create policy frame on evidence for select
  using (subject like 'reading:%' and app_scopes() <@ org_path);
