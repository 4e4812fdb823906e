-- A problem on which others than its unit owe a step (review, confirm, announce, close) and nobody
-- takes it: who was called on about it, one level at a time.
create table supervision_call (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  problem_id uuid not null,
  state text not null check (state in ('applied', 'reviewed', 'confirmed', 'notice')),
  -- the day since which it waits: another one is another ladder
  arm date not null,
  level integer not null,
  step_on date not null,
  -- working days it had waited
  days integer not null,
  -- the unit whose post the step reached, and who held it
  unit_id uuid not null references org (id),
  person_id uuid not null references person (id),
  post_name text not null,
  primary key (org_id, id),
  foreign key (org_id, problem_id) references problem (org_id, id)
);
create index supervision_call_problem on supervision_call (problem_id);
create index supervision_call_path on supervision_call (org_path);
create unique index supervision_call_once
  on supervision_call (org_id, problem_id, state, arm, level);
alter table supervision_call enable row level security, force row level security;
create policy scope on supervision_call using (org_path <@ any (app_scopes()));

-- A unit that merges leaves its work to the one that takes its place: rows and those that refer to them
-- change their unit in one transaction, in any order.
do $$
declare c record;
begin
  for c in
    select conrelid::regclass as tab, conname from pg_constraint
    where contype = 'f' and cardinality(conkey) > 1 and connamespace = 'public'::regnamespace
      and confrelid in ('problem'::regclass, 'measure'::regclass, 'institution'::regclass,
        'special'::regclass, 'study_session'::regclass)
  loop
    execute format('alter table %s alter constraint %I deferrable initially immediate', c.tab, c.conname);
  end loop;
end $$;
