-- Evidence: files that show what was done. `subject` names what they belong to, `<kind>:<id>`; place
-- and rights are those of that row.
create table evidence (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  subject text not null,
  name text not null,
  type text not null,
  size bigint not null,
  -- nothing when erased
  hash text references file (hash),
  thumb_hash text references file (hash),
  taken_on date,
  caption text,
  added_by uuid not null references person (id),
  added_at timestamptz not null,
  withdrawn_by uuid references person (id),
  withdrawn_at timestamptz,
  withdrawn_reason text,
  erased_at timestamptz,
  -- entries of the record that tell of it
  entries uuid[] not null,
  version integer not null,
  primary key (org_id, id)
);
create index evidence_id on evidence (id);
create index evidence_subject on evidence (subject, id);
create index evidence_path on evidence (org_path);
create index evidence_hash on evidence (hash);
create index evidence_thumb on evidence (thumb_hash) where thumb_hash is not null;
create unique index evidence_once on evidence (org_id, subject, hash) where withdrawn_at is null;

alter table evidence enable row level security, force row level security;
create policy scope on evidence using (org_path <@ any (app_scopes()));
