-- Special rectifications: what every sub-task begins with, what the lead asks of units, and who signs.
alter table special add column template jsonb;

-- A change of a sub-task that the lead department asks for; the row lies with the sub-task.
create table special_ask (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  special_id uuid not null,
  problem_id uuid not null,
  text text not null,
  asked_by uuid not null references person (id),
  asked_at timestamptz not null,
  answer text,
  answered_by uuid references person (id),
  answered_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, problem_id) references problem (org_id, id) deferrable initially immediate
);
create index special_ask_special on special_ask (special_id);
create index special_ask_problem on special_ask (org_id, problem_id);
create index special_ask_path on special_ask (org_path) where answered_at is null;

-- A unit's consent to the joint closing, or the finding of the lead; the row lies with who signs.
create table special_signature (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  special_id uuid not null,
  kind text not null check (kind in ('consent', 'finding')),
  words text,
  -- what was signed: the sub-tasks as they stood; of what changes after, nobody signed anything
  stood text not null,
  by_person uuid not null references person (id),
  at timestamptz not null,
  primary key (org_id, id),
  unique (special_id, kind, org_id, stood)
);
create index special_signature_path on special_signature (org_path);

alter table special_ask enable row level security, force row level security;
alter table special_signature enable row level security, force row level security;
create policy scope on special_ask using (org_path <@ any (app_scopes()));
create policy scope on special_signature using (org_path <@ any (app_scopes()));
