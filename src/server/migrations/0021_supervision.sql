-- Supervision: reminders that were sent, and letters that climb the chain of responsibility.

-- A reminder of a deadline, sent once under its key.
create table reminder (
  org_id uuid not null references org (id),
  measure_id uuid not null,
  -- <deadline>/<working days from its last day>
  key text not null,
  org_path ltree not null,
  on_day date not null,
  primary key (org_id, measure_id, key),
  foreign key (org_id, measure_id) references measure (org_id, id)
);
create index reminder_path on reminder (org_path);

-- A letter to the unit that owes work: drafted by a step up the chain, signed by a person.
create table supervision_letter (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  problem_id uuid not null,
  measure_id uuid,
  reason text not null check (reason in ('overdue', 'silence')),
  -- the deadline that was missed, or the day since which nothing was done: another one is another ladder
  arm date not null,
  -- place in the chain, from the unit upwards
  level integer not null,
  step_on date not null,
  -- working days late, or silent, on the day of the step
  days integer not null,
  -- the unit whose post the step reached: it sends the letter
  issuer_id uuid not null references org (id),
  answerer_id uuid references person (id),
  post_name text not null,
  state text not null check (state in ('draft', 'sent', 'answered', 'refused', 'withdrawn', 'lapsed')),
  year integer,
  number integer,
  asks text,
  answer_by date,
  signed_by uuid references person (id),
  signed_at timestamptz,
  told uuid[] not null,
  answer text,
  answered_by uuid references person (id),
  answered_at timestamptz,
  ended_by uuid references person (id),
  ended_at timestamptz,
  ended_reason text,
  version integer not null,
  primary key (org_id, id),
  foreign key (org_id, problem_id) references problem (org_id, id)
);
create index supervision_letter_id on supervision_letter (id);
create index supervision_letter_path on supervision_letter (org_path, id);
create index supervision_letter_open on supervision_letter (issuer_id) where state = 'draft';
create index supervision_letter_told on supervision_letter using gin (told) where state = 'sent';
-- A job that runs twice, or on two servers, drafts a step once.
create unique index supervision_letter_once
  on supervision_letter (org_id, problem_id, reason, arm, level);
create unique index supervision_letter_number
  on supervision_letter (issuer_id, year, number, org_id) where number is not null;

-- Days on which the round of reminders and steps was done.
create table supervision_round (
  on_day date primary key,
  done_at timestamptz not null,
  reminders integer not null,
  letters integer not null
);

alter table reminder enable row level security, force row level security;
alter table supervision_letter enable row level security, force row level security;
create policy scope on reminder using (org_path <@ any (app_scopes()));
create policy scope on supervision_letter using (org_path <@ any (app_scopes()));
