-- Surveys. What could tell who gave an anonymous answer is not kept: no time, no address, no
-- order, no way from a link to what came through it (docs/decisions/0031-surveys.md).

create table survey (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  title text not null,
  -- who reads it, what it is for: stands at the top of the page
  intro text not null,
  audience text not null check (audience in ('roll', 'open', 'unit')),
  anonymous boolean not null,
  needs boolean not null,
  form jsonb not null,
  -- units and roll as they are written down; rows of their own once it is opened
  units jsonb not null,
  roll jsonb not null,
  -- of the form as it was opened
  form_hash text,
  state text not null check (state in ('draft', 'open', 'closed', 'withdrawn')),
  closes_on date not null,
  opened_on date,
  closed_on date,
  -- the survey it was made from: the next version of it
  follows uuid,
  withdrawn_reason text,
  created_at timestamptz not null,
  created_by uuid not null references person (id),
  version integer not null,
  primary key (org_id, id),
  check (state in ('draft', 'withdrawn') or form_hash is not null),
  check (audience = 'roll' or anonymous)
);
create index survey_id on survey (id);
create index survey_path on survey (org_path, id);
create index survey_due on survey (closes_on) where state = 'open';

-- Units it asks about or in, each with the code of its page and how many people there are.
create table survey_unit (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  survey_id uuid not null,
  unit_id uuid not null references org (id),
  class text not null,
  people integer check (people > 0),
  code text not null,
  position integer not null,
  primary key (org_id, id),
  unique (org_id, survey_id, unit_id),
  foreign key (org_id, survey_id) references survey (org_id, id)
);
create index survey_unit_path on survey_unit (org_path);
create unique index survey_unit_code on survey_unit (code, org_id);

-- Who is asked.
create table survey_invite (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  survey_id uuid not null,
  unit_row uuid not null,
  name text not null,
  primary key (org_id, id),
  foreign key (org_id, survey_id) references survey (org_id, id),
  foreign key (org_id, unit_row) references survey_unit (org_id, id)
);
create index survey_invite_path on survey_invite (org_path);
create index survey_invite_survey on survey_invite (org_id, survey_id);

-- Links that open the form once. Of an anonymous survey nobody knows which is whose.
create table survey_token (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  survey_id uuid not null,
  unit_row uuid not null,
  hash bytea not null,
  anonymous boolean not null,
  invite_id uuid,
  state text not null check (state in ('out', 'spent', 'void')),
  -- answers so far; kept by name only
  answers jsonb,
  primary key (org_id, id),
  check (not anonymous or (invite_id is null and answers is null)),
  foreign key (org_id, survey_id) references survey (org_id, id)
);
create index survey_token_path on survey_token (org_path);
create index survey_token_survey on survey_token (org_id, survey_id);
create unique index survey_token_hash on survey_token (hash, org_id);

create table survey_answer (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  survey_id uuid not null,
  unit_row uuid not null,
  way text not null check (way in ('page', 'paper')),
  answers jsonb not null,
  anonymous boolean not null,
  invite_id uuid,
  on_day date,
  primary key (org_id, id),
  check (not anonymous or (invite_id is null and on_day is null)),
  foreign key (org_id, survey_id) references survey (org_id, id)
);
create index survey_answer_path on survey_answer (org_path);
create index survey_answer_survey on survey_answer (org_id, survey_id);

-- Questions to use again, for a unit and all under it.
create table survey_bank (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  topic text not null,
  question jsonb not null,
  withdrawn_at timestamptz,
  created_at timestamptz not null,
  created_by uuid not null references person (id),
  primary key (org_id, id)
);
create index survey_bank_path on survey_bank (org_path);

alter table survey enable row level security, force row level security;
alter table survey_unit enable row level security, force row level security;
alter table survey_invite enable row level security, force row level security;
alter table survey_token enable row level security, force row level security;
alter table survey_answer enable row level security, force row level security;
alter table survey_bank enable row level security, force row level security;
create policy scope on survey using (org_path <@ any (app_scopes()));
create policy scope on survey_unit using (org_path <@ any (app_scopes()));
create policy scope on survey_invite using (org_path <@ any (app_scopes()));
create policy scope on survey_token using (org_path <@ any (app_scopes()));
create policy scope on survey_answer using (org_path <@ any (app_scopes()));
create policy scope on survey_bank using (org_path <@ any (app_scopes()));
create policy frame on survey_bank for select using (app_scopes() <@ org_path);
