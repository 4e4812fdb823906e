-- Accounts of people: invitations, second step, API tokens; who asks, in one query.

alter table account
  -- none: signs in through the organisation's own sign-in service, or waits for a new link
  alter column password_hash drop not null,
  add column password_at timestamptz,
  add column disabled_at timestamptz,
  -- TOTP (RFC 6238): secrets are sealed with the key of the home folder
  add column totp_secret text,
  add column totp_since timestamptz,
  -- being set up; becomes the secret once a code has proved it
  add column totp_pending text,
  -- last time step whose code was used: a code works once
  add column totp_step bigint,
  -- hashes of the codes that are left
  add column recovery_codes bytea[] not null default '{}',
  add column last_in_at timestamptz,
  add column version integer not null default 1;
update account set password_at = created_at;

alter table one_time_link
  -- whose account it makes or gives a new password; nobody's: the link of the first run
  add column person_id uuid references person (id),
  add column created_by uuid references person (id);
create index one_time_link_person on one_time_link (person_id) where used_at is null;

alter table session
  -- names a session in the list of one's own: neither the token nor its hash leaves the server
  add column id uuid not null default gen_random_uuid(),
  -- browser and system, coarsely
  add column device text not null default '';
create unique index session_id on session (id);

-- Between password and code: of no use for anything else.
create table sign_in_step (
  token_hash bytea primary key,
  account_id uuid not null references account (id),
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index sign_in_step_expires on sign_in_step (expires_at);
create index sign_in_step_account on sign_in_step (account_id);

create table api_token (
  id uuid primary key,
  account_id uuid not null references account (id),
  name text not null,
  token_hash bytea not null unique,
  -- null: whatever the person may do at that moment
  permissions text[],
  read_only boolean not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_on date,
  revoked_at timestamptz
);
create index api_token_account on api_token (account_id);

-- One row: what the whole organisation keeps to.
create table identity_setting (
  id boolean primary key default true check (id),
  -- roles whose holders must sign in with a second step
  second_step_roles text[] not null default '{}',
  version integer not null default 1
);
insert into identity_setting default values;

-- Login, name and rights of an account at a moment, whatever the scopes of the request: it is
-- asked before they are known. One round trip, because every request asks.
create function who_is(account_id uuid, moment timestamptz) returns jsonb
language sql stable set app.scopes = '{""}'
as $$
  select jsonb_build_object(
    'id', a.id, 'login', a.login, 'name', p.name,
    'grants', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', g.id, 'role', g.role, 'orgId', g.org_id, 'orgName', o.name, 'path', o.path::text,
        'until', to_char(g.until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      ) order by g.id)
      from access_grant g
      join org o on o.id = g.org_id
      -- a right that was lent ends with the right it was lent from
      left join access_grant source on source.id = g.from_grant
      where g.person_id = a.id and g.since <= moment and (g.until is null or g.until > moment)
        and g.revoked_at is null and source.revoked_at is null
        and (source.until is null or source.until > moment)), '[]'))
  from account a join person p on p.id = a.id
  where a.id = account_id and a.disabled_at is null
$$;
