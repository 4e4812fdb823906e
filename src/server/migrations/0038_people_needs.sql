-- Which needs of the people a plan answers: a decision, a rule, a special rectification. Of measures
-- `measure_answer` says so.
create table need_answer (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  plan_kind text not null check (plan_kind in ('decision', 'institution', 'special')),
  plan_id uuid not null,
  -- voice:<id>, survey:<id>, visit:<id>
  subject text not null,
  by_person uuid not null references person (id),
  at timestamptz not null,
  withdrawn_at timestamptz,
  primary key (org_id, id)
);
create index need_answer_path on need_answer (org_path);
create index need_answer_plan on need_answer (plan_id);
create index need_answer_subject on need_answer (subject);
create unique index need_answer_once on need_answer (org_id, plan_id, subject)
  where withdrawn_at is null;
alter table need_answer enable row level security, force row level security;
create policy scope on need_answer using (org_path <@ any (app_scopes()));
