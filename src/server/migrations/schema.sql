-- The schema as the migrations leave it. Written by a test: npx vitest run schema -u

create table account (
  id uuid not null,
  login text not null,
  name text not null,
  password_hash text not null,
  roles text[] not null,
  created_at timestamp with time zone not null,
  constraint account_login_key UNIQUE (login),
  constraint account_login_lower CHECK ((login = lower(login))),
  constraint account_pkey PRIMARY KEY (id)
);

create table file (
  hash text not null,
  size bigint not null,
  created_at timestamp with time zone not null,
  constraint file_pkey PRIMARY KEY (hash)
);

create table one_time_link (
  token_hash bytea not null,
  roles text[] not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint one_time_link_pkey PRIMARY KEY (token_hash)
);

create table panel (
  id uuid not null,
  name text not null,
  hash text not null,
  document text not null,
  warnings jsonb not null,
  units integer not null,
  periods text[] not null,
  demo boolean not null,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  constraint panel_created_by_fkey FOREIGN KEY (created_by) REFERENCES account(id),
  constraint panel_pkey PRIMARY KEY (id)
);
CREATE INDEX panel_hash ON public.panel USING btree (hash);

create table panel_file (
  panel_id uuid not null,
  "position" integer not null,
  name text not null,
  file_hash text not null,
  constraint panel_file_file_hash_fkey FOREIGN KEY (file_hash) REFERENCES file(hash),
  constraint panel_file_panel_id_fkey FOREIGN KEY (panel_id) REFERENCES panel(id),
  constraint panel_file_pkey PRIMARY KEY (panel_id, "position")
);
CREATE INDEX panel_file_hash ON public.panel_file USING btree (file_hash);

create table run (
  id uuid not null,
  scheme_id uuid not null,
  panel_id uuid not null,
  period text not null,
  seed integer not null,
  replicates integer not null,
  result_hash text not null,
  bundle bytea not null,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  constraint run_created_by_fkey FOREIGN KEY (created_by) REFERENCES account(id),
  constraint run_panel_id_fkey FOREIGN KEY (panel_id) REFERENCES panel(id),
  constraint run_pkey PRIMARY KEY (id),
  constraint run_scheme_id_fkey FOREIGN KEY (scheme_id) REFERENCES scheme(id)
);
CREATE INDEX run_created ON public.run USING btree (created_at DESC);
CREATE INDEX run_panel ON public.run USING btree (panel_id);
CREATE INDEX run_result ON public.run USING btree (result_hash);
CREATE INDEX run_scheme ON public.run USING btree (scheme_id);

create table scheme (
  id uuid not null,
  code text not null,
  version integer not null,
  title text not null,
  hash text not null,
  document text not null,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  constraint scheme_code_version_key UNIQUE (code, version),
  constraint scheme_created_by_fkey FOREIGN KEY (created_by) REFERENCES account(id),
  constraint scheme_hash_key UNIQUE (hash),
  constraint scheme_pkey PRIMARY KEY (id)
);

create table session (
  token_hash bytea not null,
  account_id uuid not null,
  created_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint session_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint session_pkey PRIMARY KEY (token_hash)
);
CREATE INDEX session_account ON public.session USING btree (account_id);
CREATE INDEX session_expires ON public.session USING btree (expires_at);

create table sign_in_attempt (
  key text not null,
  failures integer not null,
  blocked_until timestamp with time zone not null,
  constraint sign_in_attempt_pkey PRIMARY KEY (key)
);
