-- Files as they were uploaded; attempts to sign in are counted before the password is looked at.

-- Content lies in the file store under this SHA-256 (hexadecimal).
create table file (
  hash text primary key,
  size bigint not null,
  created_at timestamptz not null
);

create table panel_file (
  panel_id uuid not null references panel (id),
  position integer not null,
  name text not null,
  file_hash text not null references file (hash),
  primary key (panel_id, position)
);
create index panel_file_hash on panel_file (file_hash);

create index run_result on run (result_hash);
create index run_panel on run (panel_id);

-- One spelling an account.
update account set login = lower(login);
alter table account add constraint account_login_lower check (login = lower(login));

create index session_expires on session (expires_at);
