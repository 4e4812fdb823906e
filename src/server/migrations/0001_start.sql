-- Accounts, sessions and one-time links; schemes, panels and sealed runs.

create table account (
  id uuid primary key,
  login text not null unique,
  name text not null,
  password_hash text not null,
  roles text[] not null,
  created_at timestamptz not null
);

-- Only hashes of tokens are kept: a copy of the database signs nobody in.
create table session (
  token_hash bytea primary key,
  account_id uuid not null references account (id),
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index session_account on session (account_id);

create table one_time_link (
  token_hash bytea primary key,
  roles text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

-- Failures of one account name or one address; kept over restarts.
create table sign_in_attempt (
  key text primary key,
  failures integer not null,
  blocked_until timestamptz not null
);

create table scheme (
  id uuid primary key,
  code text not null,
  version integer not null,
  title text not null,
  hash text not null unique,
  -- canonical JSON, the text that was hashed
  document text not null,
  created_at timestamptz not null,
  created_by uuid not null references account (id),
  unique (code, version)
);

create table panel (
  id uuid primary key,
  name text not null,
  hash text not null,
  document text not null,
  warnings jsonb not null,
  units integer not null,
  periods text[] not null,
  demo boolean not null,
  created_at timestamptz not null,
  created_by uuid not null references account (id)
);
create index panel_hash on panel (hash);

create table run (
  id uuid primary key,
  scheme_id uuid not null references scheme (id),
  panel_id uuid not null references panel (id),
  period text not null,
  seed integer not null,
  replicates integer not null,
  result_hash text not null,
  -- gzip of the sealed bundle's canonical JSON
  bundle bytea not null,
  created_at timestamptz not null,
  created_by uuid not null references account (id)
);
create index run_scheme on run (scheme_id);
create index run_created on run (created_at desc);
