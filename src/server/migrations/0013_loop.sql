-- The loop: campaigns, problems, measures, what came of them, and every step on the way.

-- Frame of a campaign over the unit it belongs to and everything under it; no phases. `rules`
-- holds the days of notice, observation, lights, silence and re-check; `taxonomy` mirrors and
-- tendencies; `templates` typical problems by class of unit; `required` who must have a list.
create table campaign (
  id uuid primary key,
  org_id uuid not null references org (id),
  org_path ltree not null,
  parent_id uuid references campaign (id),
  name text not null,
  theme text not null,
  since date not null,
  closed_on date,
  rules jsonb not null,
  taxonomy jsonb not null,
  required jsonb not null,
  templates jsonb not null,
  created_at timestamptz not null,
  created_by uuid not null references person (id),
  version integer not null
);
create index campaign_path on campaign (org_path);

-- Last ledger number given in a unit in a year.
create table ledger_number (
  org_id uuid not null references org (id),
  year integer not null,
  last integer not null,
  primary key (org_id, year)
);

-- A row of a problem list. `due`, `long_term` and `breaks` are kept by the service from its
-- measures, so that lists, lights and counts read one table.
create table problem (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  campaign_id uuid not null references campaign (id),
  number text not null,
  -- number in the sender's own ledger
  foreign_number text,
  -- of the unit, or of one leading official
  list text not null check (list in ('unit', 'personal')),
  person_id uuid references person (id),
  source text not null,
  source_text text,
  -- what it was raised from: 'session:<id>', 'voice:<id>', 'problem:<id>' …
  origin text,
  -- the closed problem that it repeats
  recurs_of uuid,
  mirror text,
  tendency text,
  title text not null,
  facts text not null,
  cause text,
  severity text not null check (severity in ('slight', 'ordinary', 'grave')),
  systemic boolean not null,
  owner_id uuid references person (id),
  -- as an imported ledger names somebody who is not in the directory yet
  owner_name text,
  leader_id uuid references person (id),
  leader_name text,
  state text not null,
  raised_on date not null,
  due date,
  long_term boolean not null,
  breaks text[] not null,
  -- last day on which something was done: silence is counted from here
  moved_on date not null,
  done_on date,
  applied_by uuid references person (id),
  reviewed_by uuid references person (id),
  confirmed_by uuid references person (id),
  notice_until date,
  -- address of the public notice: nobody guesses it
  notice_code text,
  closed_on date,
  reopened integer not null,
  -- day it was last sent back by somebody outside: the effect must show anew from then
  again_from date,
  withdrawn_reason text,
  created_at timestamptz not null,
  created_by uuid not null references person (id),
  version integer not null,
  primary key (org_id, id),
  unique (org_id, number)
);
create index problem_id on problem (id);
create index problem_path on problem (org_path, id);
create index problem_newest on problem (id desc, org_path);
create index problem_due on problem (due, org_path) where due is not null and closed_on is null;
create index problem_owner on problem (owner_id, state);
create index problem_leader on problem (leader_id, state);
create index problem_words on problem using gin ((title || ' ' || facts) gin_trgm_ops);
create unique index problem_notice on problem (notice_code, org_id) where notice_code is not null;

create table measure (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  problem_id uuid not null,
  position integer not null,
  text text not null,
  kind text not null check (kind in ('at-once', 'by-date', 'long-term')),
  due date,
  owner_id uuid references person (id),
  owner_name text,
  -- how its effect will be judged, written before work starts
  criterion text,
  figure text,
  figure_unit text,
  baseline numeric,
  target numeric,
  beneficiaries text,
  expected bigint,
  -- business figure it serves: F5
  serves text,
  state text not null check (state in ('planned', 'working', 'done', 'withdrawn')),
  started_on date,
  done_on date,
  effect numeric,
  effect_text text,
  effect_on date,
  benefited bigint,
  withdrawn_reason text,
  created_at timestamptz not null,
  created_by uuid not null references person (id),
  version integer not null,
  primary key (org_id, id),
  foreign key (org_id, problem_id) references problem (org_id, id)
);
create index measure_id on measure (id);
create index measure_problem on measure (org_id, problem_id, position);
create index measure_path on measure (org_path);
create index measure_due on measure (due, org_path) where due is not null and state in ('planned', 'working');
create index measure_owner on measure (owner_id, state);

create table progress (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  problem_id uuid not null,
  measure_id uuid,
  on_day date not null,
  text text not null,
  -- figure reached on that day
  value numeric,
  by_person uuid not null references person (id),
  at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_reason text,
  primary key (org_id, id),
  foreign key (org_id, problem_id) references problem (org_id, id)
);
create index progress_id on progress (id);
create index progress_problem on progress (org_id, problem_id, id);
create index progress_path on progress (org_path);

-- A later deadline is asked for with a reason and decided one level up.
create table deadline_change (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  problem_id uuid not null,
  measure_id uuid not null,
  was date,
  wanted date not null,
  reason text not null,
  state text not null check (state in ('asked', 'granted', 'refused', 'withdrawn')),
  asked_by uuid not null references person (id),
  asked_at timestamptz not null,
  decided_by uuid references person (id),
  decided_at timestamptz,
  decision text,
  primary key (org_id, id),
  foreign key (org_id, problem_id) references problem (org_id, id),
  foreign key (org_id, measure_id) references measure (org_id, id)
);
create index deadline_change_id on deadline_change (id);
create index deadline_change_path on deadline_change (org_path);
create unique index deadline_change_asked on deadline_change (org_id, measure_id) where state = 'asked';

-- Said against a close-out under public notice, by anyone affected, with a name or without.
create table objection (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  problem_id uuid not null,
  text text not null,
  person_id uuid references person (id),
  at timestamptz not null,
  state text not null check (state in ('open', 'upheld', 'dismissed')),
  answer text,
  decided_by uuid references person (id),
  decided_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, problem_id) references problem (org_id, id)
);
create index objection_id on objection (id);
create index objection_problem on objection (org_id, problem_id, id);
create index objection_path on objection (org_path);

-- Looking back after closing: planned by the campaign's rules, or drawn by lot.
create table recheck (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  problem_id uuid not null,
  kind text not null check (kind in ('planned', 'drawn')),
  due date not null,
  state text not null check (state in ('due', 'held', 'failed')),
  findings text,
  value numeric,
  by_person uuid references person (id),
  on_day date,
  primary key (org_id, id),
  foreign key (org_id, problem_id) references problem (org_id, id)
);
create index recheck_id on recheck (id);
create index recheck_problem on recheck (org_id, problem_id, due);
create index recheck_path on recheck (org_path, due);

-- Every step of a problem: what was done, from which state to which, with which due day, so
-- that any past day can be read again. `blamed` is who had confirmed what is opened again.
create table problem_step (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  problem_id uuid not null,
  campaign_id uuid not null references campaign (id),
  step text not null,
  from_state text,
  to_state text not null,
  due date,
  reason text,
  by_person uuid references person (id),
  blamed uuid references person (id),
  on_day date not null,
  at timestamptz not null,
  primary key (org_id, id),
  foreign key (org_id, problem_id) references problem (org_id, id)
);
create index problem_step_problem on problem_step (org_id, problem_id, id);
create index problem_step_path on problem_step (org_path, on_day);
create index problem_step_blamed on problem_step (blamed) where blamed is not null;

-- Views of the ledger that somebody saved: the state of the page's address.
create table ledger_view (
  id uuid primary key,
  person_id uuid not null references person (id),
  name text not null,
  view jsonb not null,
  created_at timestamptz not null,
  unique (person_id, name)
);

alter table campaign enable row level security, force row level security;
alter table problem enable row level security, force row level security;
alter table measure enable row level security, force row level security;
alter table progress enable row level security, force row level security;
alter table deadline_change enable row level security, force row level security;
alter table objection enable row level security, force row level security;
alter table recheck enable row level security, force row level security;
alter table problem_step enable row level security, force row level security;
alter table ledger_view enable row level security, force row level security;
-- A frame holds for the units under it: they read it, only those above write it.
create policy scope on campaign using (org_path <@ any (app_scopes()));
create policy frame on campaign for select using (app_scopes() <@ org_path);
create policy scope on problem using (org_path <@ any (app_scopes()));
create policy scope on measure using (org_path <@ any (app_scopes()));
create policy scope on progress using (org_path <@ any (app_scopes()));
create policy scope on deadline_change using (org_path <@ any (app_scopes()));
create policy scope on objection using (org_path <@ any (app_scopes()));
create policy scope on recheck using (org_path <@ any (app_scopes()));
create policy scope on problem_step using (org_path <@ any (app_scopes()));
create policy own on ledger_view using (person_id = app_person());
create policy service on ledger_view using (current_setting('app.scopes', true) = '{""}');
