-- Rules made, amended or repealed 立改废, and rectifications across units 专项整治.

-- One act of rule-making. `document_number` is that of the issued paper.
create table institution (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  kind text not null check (kind in ('make', 'amend', 'repeal')),
  title text not null,
  document_number text,
  -- what it now provides, in a few sentences
  provides text not null,
  -- the rule it amends or repeals
  follows uuid,
  in_force_on date not null,
  -- day on which its effect is looked at
  review_on date,
  created_at timestamptz not null,
  created_by uuid not null references person (id),
  withdrawn_on date,
  withdrawn_reason text,
  version integer not null,
  primary key (org_id, id)
);
create index institution_id on institution (id);
create index institution_path on institution (org_path, in_force_on desc);
create index institution_to_review on institution (review_on, org_path) where withdrawn_on is null;

-- What looking at a rule found.
create table institution_review (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  institution_id uuid not null,
  on_day date not null,
  finding text not null check (finding in ('keeps', 'amend', 'repeal')),
  text text not null,
  by_person uuid not null references person (id),
  at timestamptz not null,
  primary key (org_id, id),
  foreign key (org_id, institution_id) references institution (org_id, id)
);
create index institution_review_of on institution_review (org_id, institution_id, id);
create index institution_review_path on institution_review (org_path);

-- Which problems a rule answers. The row lies with the problem: whoever reads it sees its rules.
create table institution_problem (
  org_id uuid not null references org (id),
  problem_id uuid not null,
  institution_id uuid not null,
  org_path ltree not null,
  added_by uuid not null references person (id),
  added_at timestamptz not null,
  removed_at timestamptz,
  primary key (org_id, problem_id, institution_id),
  foreign key (org_id, problem_id) references problem (org_id, id)
);
create index institution_problem_rule on institution_problem (institution_id);
create index institution_problem_path on institution_problem (org_path);

create table special (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  campaign_id uuid not null references campaign (id),
  name text not null,
  goal text not null,
  -- department that leads it
  lead_id uuid not null references org (id),
  since date not null,
  due date not null,
  closed_on date,
  outcome text,
  created_at timestamptz not null,
  created_by uuid not null references person (id),
  version integer not null,
  primary key (org_id, id)
);
create index special_id on special (id);
create index special_path on special (org_path, id);

-- Sub-tasks are problems of the units that take part; the row lies with the problem.
create table special_problem (
  org_id uuid not null references org (id),
  problem_id uuid not null,
  special_id uuid not null,
  org_path ltree not null,
  added_by uuid not null references person (id),
  added_at timestamptz not null,
  removed_at timestamptz,
  primary key (org_id, problem_id, special_id),
  foreign key (org_id, problem_id) references problem (org_id, id)
);
create index special_problem_special on special_problem (special_id);
create index special_problem_path on special_problem (org_path);

alter table institution enable row level security, force row level security;
alter table institution_review enable row level security, force row level security;
alter table institution_problem enable row level security, force row level security;
alter table special enable row level security, force row level security;
alter table special_problem enable row level security, force row level security;
-- Rules and special rectifications of a unit hold for those under it: they read them.
create policy scope on institution using (org_path <@ any (app_scopes()));
create policy frame on institution for select using (app_scopes() <@ org_path);
create policy scope on institution_review using (org_path <@ any (app_scopes()));
create policy frame on institution_review for select using (app_scopes() <@ org_path);
create policy scope on institution_problem using (org_path <@ any (app_scopes()));
create policy scope on special using (org_path <@ any (app_scopes()));
create policy frame on special for select using (app_scopes() <@ org_path);
create policy scope on special_problem using (org_path <@ any (app_scopes()));
