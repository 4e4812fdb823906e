-- Secret ballots (docs/decisions/0030-ballot.md). Nothing here tells who cast which vote: the roll
-- says who drew a paper, envelopes hold votes under a key that lies outside the database and is
-- destroyed at close.

create table ballot (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  title text not null,
  items jsonb not null,
  options jsonb not null,
  -- with the modulus of each key once the roll is frozen
  electorates jsonb not null,
  state text not null check (state in ('draft', 'frozen', 'open', 'closed', 'published', 'cancelled')),
  roll_hash text,
  -- the public file, written at close; its hash is on record
  bulletin text,
  bulletin_hash text,
  reason text,
  created_at timestamptz not null,
  created_by uuid not null references person (id),
  version integer not null,
  primary key (org_id, id)
);
create index ballot_id on ballot (id);
create index ballot_path on ballot (org_path, id);

-- Who may vote, and whether a signature was given out: no time, no vote. Ids are random.
create table ballot_voter (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  ballot_id uuid not null,
  electorate text not null,
  person_id uuid references person (id),
  name text not null,
  code_hash bytea,
  -- hash of the one blinded message that was signed
  drawn bytea,
  primary key (org_id, id),
  foreign key (org_id, ballot_id) references ballot (org_id, id)
);
create index ballot_voter_path on ballot_voter (org_path);
create index ballot_voter_ballot on ballot_voter (ballot_id);
create unique index ballot_voter_person on ballot_voter (person_id, ballot_id, org_id);
create unique index ballot_voter_code on ballot_voter (code_hash, org_id);

-- Votes until the close: `mark` says that a token was used, `sealed` is all of one length.
create table ballot_envelope (
  org_id uuid not null references org (id),
  org_path ltree not null,
  ballot_id uuid not null,
  mark bytea not null,
  sealed bytea not null,
  primary key (org_id, ballot_id, mark)
);
create index ballot_envelope_path on ballot_envelope (org_path);

alter table ballot enable row level security, force row level security;
alter table ballot_voter enable row level security, force row level security;
alter table ballot_envelope enable row level security, force row level security;
create policy scope on ballot using (org_path <@ any (app_scopes()));
create policy scope on ballot_voter using (org_path <@ any (app_scopes()));
create policy scope on ballot_envelope using (org_path <@ any (app_scopes()));
