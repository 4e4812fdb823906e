-- What voices are about: topics given by people, the model learned from them, and groups of voices
-- about one matter (docs/decisions/0029-topics.md). Whistle-blowing takes part in none of it.

alter table voice
  -- what somebody of the house says it is about
  add column topic text,
  -- who wrote it, where a file said so: a keyed hash, to count people and not to know them
  add column author bytea,
  add column likes integer not null default 0,
  -- the group it was found in; made anew by each round
  add column hot_id uuid,
  add check (not sealed or (topic is null and author is null and hot_id is null));
create index voice_hot_id on voice (hot_id) where hot_id is not null;
create index voice_topic on voice (topic) where topic is not null;
create index voice_foreign on voice (org_id, foreign_number) where way = 'import';

-- A group lies with the unit that all its voices lie under, and with the unit that handles most.
create table voice_hot (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  handler_id uuid not null references org (id),
  handler_path ltree not null,
  title text not null,
  place text,
  topic text,
  first_on date not null,
  last_on date not null,
  texts integer not null,
  people integer not null,
  likes integer not null,
  repeats integer not null,
  -- most voices within thirty days, and those of the last thirty
  peak integer not null,
  recent integer not null,
  recent_people integer not null,
  heat double precision not null,
  -- month, voices: as they came
  months jsonb not null,
  typical_id uuid not null,
  -- since when it is hot; nothing while it is not
  hot_since date,
  rises integer not null,
  -- no longer found: its voices became too few, or another group took them in
  closed_on date,
  seen_on date not null,
  primary key (org_id, id)
);
create index voice_hot_path on voice_hot (org_path, heat desc);
create index voice_hot_handler on voice_hot (handler_path, heat desc);
alter table voice_hot enable row level security, force row level security;
create policy scope on voice_hot using
  (org_path <@ any (app_scopes()) or handler_path <@ any (app_scopes()));

-- What was learned from topics that people gave; the latest counts. It holds weights of runs of
-- characters and no text.
create table voice_model (
  id uuid primary key,
  made_at timestamptz not null,
  examples integer not null,
  topics text[] not null,
  -- macro-F1 on texts it had not seen, share it is sure of, calibration error
  quality double precision not null,
  answered double precision not null,
  calibration double precision not null,
  bytes bytea not null
);
