-- Chains of responsibility: duties of a unit, who signed for them, what was done in person.

-- A duty and the post or department that answers for it. `wording` counts the wordings: a
-- signature holds for one of them.
create table duty (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  kind text not null check (kind in ('first', 'line', 'part', 'liaison')),
  title text not null,
  text text not null,
  post_id uuid,
  department_id uuid references org (id),
  position integer not null,
  wording integer not null,
  since date not null,
  closed_on date,
  version integer not null,
  primary key (org_id, id),
  foreign key (org_id, post_id) references post (org_id, id)
);
create index duty_id on duty (id);
create index duty_path on duty (org_path);
-- A unit has one whole; its lines and parts are many.
create unique index duty_first on duty (org_id) where kind = 'first' and closed_on is null;

create table duty_acknowledgement (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  duty_id uuid not null,
  wording integer not null,
  person_id uuid not null references person (id),
  at timestamptz not null,
  -- {"kind":"drawn","strokes":[[x,y,…],…]} or {"kind":"typed","name":…}
  signature jsonb not null,
  primary key (org_id, id),
  foreign key (org_id, duty_id) references duty (org_id, id)
);
create unique index duty_acknowledgement_once
  on duty_acknowledgement (org_id, duty_id, wording, person_id);
create index duty_acknowledgement_person on duty_acknowledgement (person_id);
create index duty_acknowledgement_path on duty_acknowledgement (org_path);

-- The four duties in person. `about` names the matter moved on.
create table duty_act (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  kind text not null check (kind in ('deploy', 'inquire', 'coordinate', 'oversee')),
  person_id uuid not null references person (id),
  post_name text not null,
  on_day date not null,
  about text not null,
  what text not null,
  outcome text,
  recorded_by uuid not null references person (id),
  recorded_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_reason text,
  version integer not null,
  primary key (org_id, id)
);
create index duty_act_id on duty_act (id);
create index duty_act_path on duty_act (org_path, on_day desc, id desc);
create index duty_act_person on duty_act (person_id, on_day desc);

alter table duty enable row level security, force row level security;
alter table duty_acknowledgement enable row level security, force row level security;
alter table duty_act enable row level security, force row level security;
create policy scope on duty using (org_path <@ any (app_scopes()));
create policy scope on duty_acknowledgement using (org_path <@ any (app_scopes()));
create policy scope on duty_act using (org_path <@ any (app_scopes()));
