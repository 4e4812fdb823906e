-- Voices of the people and visits to the grassroots. What could tell who raised something is not
-- kept: no address, no cookie, no time of day (docs/decisions/0028-voices.md).

-- Set for the length of a transaction by the two doors to whistle-blowing: its own desk, and the
-- person with the tracking code. Nothing else sees such rows, whatever its scopes.
create function app_sealed() returns boolean language sql stable
  return coalesce(current_setting('app.sealed', true), '') = 'yes';

-- Where a code hangs that leads to the form: a place, or the unit itself without a name.
create table voice_place (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  -- the address: /v/<code>
  code text not null,
  name text,
  closed_on date,
  created_at timestamptz not null,
  created_by uuid not null references person (id),
  version integer not null,
  primary key (org_id, id)
);
create index voice_place_path on voice_place (org_path);
create unique index voice_place_code on voice_place (code, org_id);

-- Going to the people: what for, when, and what came of it.
create table visit (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  kind text not null check (kind in ('policy', 'research', 'petition', 'on-site')),
  purpose text not null,
  place text not null,
  on_day date not null,
  at_time text,
  leader_id uuid references person (id),
  leader_name text,
  companions text,
  state text not null check (state in ('planned', 'held', 'withdrawn')),
  -- what was said, seen or explained; how many people were spoken with
  findings text,
  met integer,
  settled text,
  withdrawn_reason text,
  created_at timestamptz not null,
  created_by uuid not null references person (id),
  version integer not null,
  primary key (org_id, id)
);
create index visit_id on visit (id);
create index visit_path on visit (org_path, on_day);

-- A voice lies with the unit it was addressed to (`org`), whose desk follows it to its end, and
-- with the unit that handles it. Its id holds the day it came, not the time.
create table voice (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  handler_id uuid not null references org (id),
  handler_path ltree not null,
  -- to name it by; no count, so that it tells no order
  number text not null,
  kind text not null check (kind in ('consult', 'help', 'suggest', 'complain', 'report')),
  -- whistle-blowing: for discipline alone, its words under the key of the home folder
  sealed boolean not null,
  way text not null check (way in ('page', 'visit', 'call', 'letter', 'open311', 'import')),
  place_id uuid,
  place text,
  lat double precision,
  lng double precision,
  title text,
  text text,
  secret_text text,
  -- contact under the key of the home folder
  contact text,
  state text not null check (state in ('held', 'received', 'assigned', 'working', 'answered',
    'elsewhere', 'impossible', 'returned', 'closed')),
  held_reason text,
  received_on date not null,
  assign_by date not null,
  answer_by date not null,
  moved_on date not null,
  answered_on date,
  answer text,
  -- 5 very satisfied … 1 not at all; the latest word of the person
  rating smallint check (rating between 1 and 5),
  returned integer not null,
  closed_on date,
  -- the voice it is handled with, and the earlier one it repeats
  main_id uuid,
  repeats_id uuid,
  visit_id uuid,
  foreign_number text,
  code_hash bytea not null,
  entered_by uuid references person (id),
  version integer not null,
  primary key (org_id, id),
  check (sealed = (kind = 'report')),
  check (not sealed or (title is null and text is null and place is null and answer is null))
);
create index voice_id on voice (id);
create index voice_path on voice (org_path, id);
create index voice_handler on voice (handler_path, id);
create index voice_open on voice (state, org_path) where closed_on is null;
create index voice_visit on voice (visit_id) where visit_id is not null;
create index voice_main on voice (main_id) where main_id is not null;
create unique index voice_code on voice (code_hash, org_id);
create index voice_words on voice using gin ((title || ' ' || text) gin_trgm_ops);

-- Every step of a voice, in order; `text` is told to the person, `note` only to the house.
create table voice_step (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  handler_path ltree not null,
  sealed boolean not null,
  voice_id uuid not null,
  position integer not null,
  step text not null,
  from_state text,
  to_state text not null,
  text text,
  note text,
  -- whose it is from here on
  unit_id uuid references org (id),
  rating smallint,
  by_person uuid references person (id),
  on_day date not null,
  primary key (org_id, id),
  unique (org_id, voice_id, position),
  foreign key (org_id, voice_id) references voice (org_id, id)
);
create index voice_step_path on voice_step (org_path, on_day);

create table voice_picture (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  handler_path ltree not null,
  sealed boolean not null,
  voice_id uuid not null,
  position integer not null,
  type text not null,
  size bigint not null,
  hash text references file (hash),
  erased_at timestamptz,
  primary key (org_id, id),
  unique (org_id, voice_id, position),
  foreign key (org_id, voice_id) references voice (org_id, id)
);
create index voice_picture_path on voice_picture (org_path);

-- Two voices about one thing, handled as one where whoever handles each agrees. `handler_path`
-- is where the main one is handled.
create table voice_merge (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  handler_path ltree not null,
  voice_id uuid not null,
  main_id uuid not null,
  reason text not null,
  state text not null check (state in ('asked', 'granted', 'refused')),
  asked_by uuid not null references person (id),
  asked_on date not null,
  decided_by uuid references person (id),
  decision text,
  primary key (org_id, id),
  foreign key (org_id, voice_id) references voice (org_id, id)
);
create index voice_merge_path on voice_merge (org_path);
create index voice_merge_main on voice_merge (main_id);
create unique index voice_merge_asked on voice_merge (org_id, voice_id) where state = 'asked';

-- What a measure answers of what people said: 'voice:<id>', 'survey:<id>'.
create table measure_answer (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  measure_id uuid not null,
  subject text not null,
  by_person uuid not null references person (id),
  at timestamptz not null,
  withdrawn_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, measure_id) references measure (org_id, id)
);
create index measure_answer_path on measure_answer (org_path);
create index measure_answer_subject on measure_answer (subject);
create unique index measure_answer_once on measure_answer (org_id, measure_id, subject)
  where withdrawn_at is null;

-- What the commitments of whistle-blowing on record commit to: salt and content, under the key
-- of the home folder, for discipline to show one day.
create table voice_commitment (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  voice_id uuid not null,
  entry_id uuid not null,
  content text not null,
  primary key (org_id, id)
);
create index voice_commitment_path on voice_commitment (org_path);
create index voice_commitment_voice on voice_commitment (org_id, voice_id);

alter table voice_place enable row level security, force row level security;
alter table visit enable row level security, force row level security;
alter table voice enable row level security, force row level security;
alter table voice_step enable row level security, force row level security;
alter table voice_picture enable row level security, force row level security;
alter table voice_merge enable row level security, force row level security;
alter table measure_answer enable row level security, force row level security;
alter table voice_commitment enable row level security, force row level security;
create policy scope on voice_place using (org_path <@ any (app_scopes()));
create policy scope on visit using (org_path <@ any (app_scopes()));
create policy scope on measure_answer using (org_path <@ any (app_scopes()));
create policy scope on voice using
  ((org_path <@ any (app_scopes()) or handler_path <@ any (app_scopes())) and (not sealed or app_sealed()));
create policy scope on voice_step using
  ((org_path <@ any (app_scopes()) or handler_path <@ any (app_scopes())) and (not sealed or app_sealed()));
create policy scope on voice_picture using
  ((org_path <@ any (app_scopes()) or handler_path <@ any (app_scopes())) and (not sealed or app_sealed()));
create policy scope on voice_merge using
  (org_path <@ any (app_scopes()) or handler_path <@ any (app_scopes()));
create policy scope on voice_commitment using (org_path <@ any (app_scopes()) and app_sealed());
-- That there was something is nobody's to read: entries of whistle-blowing stand in the tree, and
-- only what seals and verifies the whole of it sees them.
create policy sealed on record_entry as restrictive for select using
  (act <> 'voice.sealed' or app_sealed() or current_setting('app.scopes', true) = '{""}');
