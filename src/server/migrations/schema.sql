-- The schema as the migrations leave it. Written by a test: npx vitest run schema -u

create table access_grant (
  id uuid not null,
  person_id uuid not null,
  role text not null,
  org_id uuid not null,
  org_path ltree not null,
  since timestamp with time zone not null,
  until timestamp with time zone,
  from_grant uuid,
  reason text,
  created_at timestamp with time zone not null,
  created_by uuid,
  revoked_at timestamp with time zone,
  revoked_by uuid,
  constraint access_grant_check CHECK ((until > since)),
  constraint access_grant_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint access_grant_from_grant_fkey FOREIGN KEY (from_grant) REFERENCES access_grant(id),
  constraint access_grant_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint access_grant_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint access_grant_pkey PRIMARY KEY (id),
  constraint access_grant_revoked_by_fkey FOREIGN KEY (revoked_by) REFERENCES person(id)
);
CREATE INDEX access_grant_path ON public.access_grant USING btree (org_path);
CREATE INDEX access_grant_person ON public.access_grant USING btree (person_id);
CREATE INDEX access_grant_source ON public.access_grant USING btree (from_grant) WHERE (from_grant IS NOT NULL);

create table account (
  id uuid not null,
  login text not null,
  password_hash text,
  created_at timestamp with time zone not null,
  password_at timestamp with time zone,
  disabled_at timestamp with time zone,
  totp_secret text,
  totp_since timestamp with time zone,
  totp_pending text,
  totp_step bigint,
  recovery_codes bytea[] not null default '{}'::bytea[],
  last_in_at timestamp with time zone,
  version integer not null default 1,
  constraint account_id_fkey FOREIGN KEY (id) REFERENCES person(id),
  constraint account_login_key UNIQUE (login),
  constraint account_login_lower CHECK ((login = lower(login))),
  constraint account_pkey PRIMARY KEY (id)
);

create table api_token (
  id uuid not null,
  account_id uuid not null,
  name text not null,
  token_hash bytea not null,
  permissions text[],
  read_only boolean not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  last_used_on date,
  revoked_at timestamp with time zone,
  constraint api_token_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint api_token_pkey PRIMARY KEY (id),
  constraint api_token_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX api_token_account ON public.api_token USING btree (account_id);

create table ballot (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  title text not null,
  items jsonb not null,
  options jsonb not null,
  electorates jsonb not null,
  state text not null,
  roll_hash text,
  bulletin text,
  bulletin_hash text,
  reason text,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  version integer not null,
  seal_key text,
  opens_on date,
  closes_on date,
  reminded_on date,
  constraint ballot_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint ballot_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint ballot_pkey PRIMARY KEY (org_id, id),
  constraint ballot_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'frozen'::text, 'open'::text, 'closed'::text, 'published'::text, 'cancelled'::text])))
);
CREATE INDEX ballot_id ON public.ballot USING btree (id);
CREATE INDEX ballot_path ON public.ballot USING btree (org_path, id);

create table ballot_envelope (
  org_id uuid not null,
  org_path ltree not null,
  ballot_id uuid not null,
  mark bytea not null,
  sealed bytea not null,
  constraint ballot_envelope_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint ballot_envelope_pkey PRIMARY KEY (org_id, ballot_id, mark)
);
CREATE INDEX ballot_envelope_path ON public.ballot_envelope USING btree (org_path);

create table ballot_voter (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  ballot_id uuid not null,
  electorate text not null,
  person_id uuid,
  name text not null,
  code_hash bytea,
  drawn bytea,
  constraint ballot_voter_org_id_ballot_id_fkey FOREIGN KEY (org_id, ballot_id) REFERENCES ballot(org_id, id),
  constraint ballot_voter_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint ballot_voter_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint ballot_voter_pkey PRIMARY KEY (org_id, id)
);
CREATE INDEX ballot_voter_ballot ON public.ballot_voter USING btree (ballot_id);
CREATE INDEX ballot_voter_path ON public.ballot_voter USING btree (org_path);
CREATE UNIQUE INDEX ballot_voter_code ON public.ballot_voter USING btree (code_hash, org_id);
CREATE UNIQUE INDEX ballot_voter_person ON public.ballot_voter USING btree (person_id, ballot_id, org_id);

create table campaign (
  id uuid not null,
  org_id uuid not null,
  org_path ltree not null,
  parent_id uuid,
  name text not null,
  theme text not null,
  since date not null,
  closed_on date,
  rules jsonb not null,
  taxonomy jsonb not null,
  required jsonb not null,
  templates jsonb not null,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  version integer not null,
  constraint campaign_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint campaign_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint campaign_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES campaign(id),
  constraint campaign_pkey PRIMARY KEY (id)
);
CREATE INDEX campaign_path ON public.campaign USING btree (org_path);

create table deadline_change (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  problem_id uuid not null,
  measure_id uuid not null,
  was date,
  wanted date not null,
  reason text not null,
  state text not null,
  asked_by uuid not null,
  asked_at timestamp with time zone not null,
  decided_by uuid,
  decided_at timestamp with time zone,
  decision text,
  constraint deadline_change_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES person(id),
  constraint deadline_change_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES person(id),
  constraint deadline_change_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint deadline_change_org_id_measure_id_fkey FOREIGN KEY (org_id, measure_id) REFERENCES measure(org_id, id) DEFERRABLE,
  constraint deadline_change_org_id_problem_id_fkey FOREIGN KEY (org_id, problem_id) REFERENCES problem(org_id, id) DEFERRABLE,
  constraint deadline_change_pkey PRIMARY KEY (org_id, id),
  constraint deadline_change_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'granted'::text, 'refused'::text, 'withdrawn'::text])))
);
CREATE INDEX deadline_change_id ON public.deadline_change USING btree (id);
CREATE INDEX deadline_change_path ON public.deadline_change USING btree (org_path);
CREATE UNIQUE INDEX deadline_change_asked ON public.deadline_change USING btree (org_id, measure_id) WHERE (state = 'asked'::text);

create table duty (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  kind text not null,
  title text not null,
  text text not null,
  post_id uuid,
  department_id uuid,
  "position" integer not null,
  wording integer not null,
  since date not null,
  closed_on date,
  version integer not null,
  constraint duty_department_id_fkey FOREIGN KEY (department_id) REFERENCES org(id),
  constraint duty_kind_check CHECK ((kind = ANY (ARRAY['first'::text, 'line'::text, 'part'::text, 'liaison'::text]))),
  constraint duty_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint duty_org_id_post_id_fkey FOREIGN KEY (org_id, post_id) REFERENCES post(org_id, id),
  constraint duty_pkey PRIMARY KEY (org_id, id)
);
CREATE INDEX duty_id ON public.duty USING btree (id);
CREATE INDEX duty_path ON public.duty USING btree (org_path);
CREATE UNIQUE INDEX duty_first ON public.duty USING btree (org_id) WHERE ((kind = 'first'::text) AND (closed_on IS NULL));

create table duty_acknowledgement (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  duty_id uuid not null,
  wording integer not null,
  person_id uuid not null,
  at timestamp with time zone not null,
  signature jsonb not null,
  constraint duty_acknowledgement_org_id_duty_id_fkey FOREIGN KEY (org_id, duty_id) REFERENCES duty(org_id, id),
  constraint duty_acknowledgement_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint duty_acknowledgement_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint duty_acknowledgement_pkey PRIMARY KEY (org_id, id)
);
CREATE INDEX duty_acknowledgement_path ON public.duty_acknowledgement USING btree (org_path);
CREATE INDEX duty_acknowledgement_person ON public.duty_acknowledgement USING btree (person_id);
CREATE UNIQUE INDEX duty_acknowledgement_once ON public.duty_acknowledgement USING btree (org_id, duty_id, wording, person_id);

create table duty_act (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  kind text not null,
  person_id uuid not null,
  post_name text not null,
  on_day date not null,
  about text not null,
  what text not null,
  outcome text,
  recorded_by uuid not null,
  recorded_at timestamp with time zone not null,
  withdrawn_at timestamp with time zone,
  withdrawn_reason text,
  version integer not null,
  constraint duty_act_kind_check CHECK ((kind = ANY (ARRAY['deploy'::text, 'inquire'::text, 'coordinate'::text, 'oversee'::text]))),
  constraint duty_act_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint duty_act_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint duty_act_pkey PRIMARY KEY (org_id, id),
  constraint duty_act_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES person(id)
);
CREATE INDEX duty_act_id ON public.duty_act USING btree (id);
CREATE INDEX duty_act_path ON public.duty_act USING btree (org_path, on_day DESC, id DESC);
CREATE INDEX duty_act_person ON public.duty_act USING btree (person_id, on_day DESC);

create table evidence (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  subject text not null,
  name text not null,
  type text not null,
  size bigint not null,
  hash text,
  thumb_hash text,
  taken_on date,
  caption text,
  added_by uuid not null,
  added_at timestamp with time zone not null,
  withdrawn_by uuid,
  withdrawn_at timestamp with time zone,
  withdrawn_reason text,
  erased_at timestamp with time zone,
  entries uuid[] not null,
  version integer not null,
  constraint evidence_added_by_fkey FOREIGN KEY (added_by) REFERENCES person(id),
  constraint evidence_hash_fkey FOREIGN KEY (hash) REFERENCES file(hash),
  constraint evidence_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint evidence_pkey PRIMARY KEY (org_id, id),
  constraint evidence_thumb_hash_fkey FOREIGN KEY (thumb_hash) REFERENCES file(hash),
  constraint evidence_withdrawn_by_fkey FOREIGN KEY (withdrawn_by) REFERENCES person(id)
);
CREATE INDEX evidence_hash ON public.evidence USING btree (hash);
CREATE INDEX evidence_id ON public.evidence USING btree (id);
CREATE INDEX evidence_path ON public.evidence USING btree (org_path);
CREATE INDEX evidence_subject ON public.evidence USING btree (subject, id);
CREATE INDEX evidence_thumb ON public.evidence USING btree (thumb_hash) WHERE (thumb_hash IS NOT NULL);
CREATE UNIQUE INDEX evidence_once ON public.evidence USING btree (org_id, subject, hash) WHERE (withdrawn_at IS NULL);

create table file (
  hash text not null,
  size bigint not null,
  created_at timestamp with time zone not null,
  constraint file_pkey PRIMARY KEY (hash)
);

create table identity_setting (
  id boolean not null default true,
  second_step_roles text[] not null default '{}'::text[],
  version integer not null default 1,
  constraint identity_setting_id_check CHECK (id),
  constraint identity_setting_pkey PRIMARY KEY (id)
);

create table institution (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  kind text not null,
  title text not null,
  document_number text,
  provides text not null,
  follows uuid,
  in_force_on date not null,
  review_on date,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  withdrawn_on date,
  withdrawn_reason text,
  version integer not null,
  constraint institution_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint institution_kind_check CHECK ((kind = ANY (ARRAY['make'::text, 'amend'::text, 'repeal'::text]))),
  constraint institution_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint institution_pkey PRIMARY KEY (org_id, id)
);
CREATE INDEX institution_follows ON public.institution USING btree (follows) WHERE (follows IS NOT NULL);
CREATE INDEX institution_id ON public.institution USING btree (id);
CREATE INDEX institution_path ON public.institution USING btree (org_path, in_force_on DESC);
CREATE INDEX institution_to_review ON public.institution USING btree (review_on, org_path) WHERE (withdrawn_on IS NULL);

create table institution_problem (
  org_id uuid not null,
  problem_id uuid not null,
  institution_id uuid not null,
  org_path ltree not null,
  added_by uuid not null,
  added_at timestamp with time zone not null,
  removed_at timestamp with time zone,
  covers text,
  covers_by uuid,
  covers_at timestamp with time zone,
  constraint institution_problem_added_by_fkey FOREIGN KEY (added_by) REFERENCES person(id),
  constraint institution_problem_covers_by_fkey FOREIGN KEY (covers_by) REFERENCES person(id),
  constraint institution_problem_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint institution_problem_org_id_problem_id_fkey FOREIGN KEY (org_id, problem_id) REFERENCES problem(org_id, id) DEFERRABLE,
  constraint institution_problem_pkey PRIMARY KEY (org_id, problem_id, institution_id)
);
CREATE INDEX institution_problem_path ON public.institution_problem USING btree (org_path);
CREATE INDEX institution_problem_rule ON public.institution_problem USING btree (institution_id);

create table institution_review (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  institution_id uuid not null,
  on_day date not null,
  finding text not null,
  text text not null,
  by_person uuid not null,
  at timestamp with time zone not null,
  changed text,
  evidence uuid[] not null default '{}'::uuid[],
  constraint institution_review_by_person_fkey FOREIGN KEY (by_person) REFERENCES person(id),
  constraint institution_review_finding_check CHECK ((finding = ANY (ARRAY['keeps'::text, 'amend'::text, 'repeal'::text]))),
  constraint institution_review_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint institution_review_org_id_institution_id_fkey FOREIGN KEY (org_id, institution_id) REFERENCES institution(org_id, id) DEFERRABLE,
  constraint institution_review_pkey PRIMARY KEY (org_id, id)
);
CREATE INDEX institution_review_of ON public.institution_review USING btree (org_id, institution_id, id);
CREATE INDEX institution_review_path ON public.institution_review USING btree (org_path);

create table ledger_number (
  org_id uuid not null,
  year integer not null,
  last integer not null,
  constraint ledger_number_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint ledger_number_pkey PRIMARY KEY (org_id, year)
);

create table ledger_view (
  id uuid not null,
  person_id uuid not null,
  name text not null,
  view jsonb not null,
  created_at timestamp with time zone not null,
  org_id uuid,
  org_path ltree,
  offered boolean not null default false,
  constraint ledger_view_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint ledger_view_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint ledger_view_person_id_name_key UNIQUE (person_id, name),
  constraint ledger_view_pkey PRIMARY KEY (id),
  constraint ledger_view_unit CHECK ((((org_id IS NULL) = (org_path IS NULL)) AND ((org_path IS NOT NULL) OR (NOT offered))))
);
CREATE INDEX ledger_view_path ON public.ledger_view USING btree (org_path) WHERE (org_path IS NOT NULL);

create table ledger_word (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  kind text not null,
  word text not null,
  meaning text not null,
  learned_at timestamp with time zone not null,
  learned_by uuid not null,
  constraint ledger_word_kind_check CHECK ((kind = ANY (ARRAY['heading'::text, 'unit'::text, 'person'::text, 'tendency'::text, 'mirror'::text, 'severity'::text, 'kind'::text]))),
  constraint ledger_word_learned_by_fkey FOREIGN KEY (learned_by) REFERENCES person(id),
  constraint ledger_word_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint ledger_word_org_id_kind_word_key UNIQUE (org_id, kind, word),
  constraint ledger_word_pkey PRIMARY KEY (org_id, id)
);
CREATE INDEX ledger_word_path ON public.ledger_word USING btree (org_path);

create table measure (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  problem_id uuid not null,
  "position" integer not null,
  text text not null,
  kind text not null,
  due date,
  owner_id uuid,
  owner_name text,
  criterion text,
  figure text,
  figure_unit text,
  baseline numeric,
  target numeric,
  beneficiaries text,
  expected bigint,
  serves text,
  state text not null,
  started_on date,
  done_on date,
  effect numeric,
  effect_text text,
  effect_on date,
  benefited bigint,
  withdrawn_reason text,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  version integer not null,
  direction text,
  claimed boolean not null default false,
  constraint measure_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint measure_direction_check CHECK ((direction = ANY (ARRAY['up'::text, 'down'::text]))),
  constraint measure_kind_check CHECK ((kind = ANY (ARRAY['at-once'::text, 'by-date'::text, 'long-term'::text]))),
  constraint measure_org_id_problem_id_fkey FOREIGN KEY (org_id, problem_id) REFERENCES problem(org_id, id) DEFERRABLE,
  constraint measure_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES person(id),
  constraint measure_pkey PRIMARY KEY (org_id, id),
  constraint measure_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'working'::text, 'done'::text, 'withdrawn'::text])))
);
CREATE INDEX measure_due ON public.measure USING btree (due, org_path) WHERE ((due IS NOT NULL) AND (state = ANY (ARRAY['planned'::text, 'working'::text])));
CREATE INDEX measure_id ON public.measure USING btree (id);
CREATE INDEX measure_owner ON public.measure USING btree (owner_id, state);
CREATE INDEX measure_path ON public.measure USING btree (org_path);
CREATE INDEX measure_problem ON public.measure USING btree (org_id, problem_id, "position");
CREATE INDEX measure_served ON public.measure USING btree (org_path, serves) INCLUDE (problem_id) WHERE (serves IS NOT NULL);
CREATE INDEX measure_words ON public.measure USING btree (md5(text));

create table measure_answer (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  measure_id uuid not null,
  subject text not null,
  by_person uuid not null,
  at timestamp with time zone not null,
  withdrawn_at timestamp with time zone,
  constraint measure_answer_by_person_fkey FOREIGN KEY (by_person) REFERENCES person(id),
  constraint measure_answer_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint measure_answer_org_id_measure_id_fkey FOREIGN KEY (org_id, measure_id) REFERENCES measure(org_id, id) DEFERRABLE,
  constraint measure_answer_pkey PRIMARY KEY (org_id, id)
);
CREATE INDEX measure_answer_path ON public.measure_answer USING btree (org_path);
CREATE INDEX measure_answer_subject ON public.measure_answer USING btree (subject);
CREATE UNIQUE INDEX measure_answer_once ON public.measure_answer USING btree (org_id, measure_id, subject) WHERE (withdrawn_at IS NULL);

create table need_answer (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  plan_kind text not null,
  plan_id uuid not null,
  subject text not null,
  by_person uuid not null,
  at timestamp with time zone not null,
  withdrawn_at timestamp with time zone,
  constraint need_answer_by_person_fkey FOREIGN KEY (by_person) REFERENCES person(id),
  constraint need_answer_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint need_answer_pkey PRIMARY KEY (org_id, id),
  constraint need_answer_plan_kind_check CHECK ((plan_kind = ANY (ARRAY['decision'::text, 'institution'::text, 'special'::text])))
);
CREATE INDEX need_answer_path ON public.need_answer USING btree (org_path);
CREATE INDEX need_answer_plan ON public.need_answer USING btree (plan_id);
CREATE INDEX need_answer_subject ON public.need_answer USING btree (subject);
CREATE UNIQUE INDEX need_answer_once ON public.need_answer USING btree (org_id, plan_id, subject) WHERE (withdrawn_at IS NULL);

create table notice (
  id uuid not null,
  person_id uuid not null,
  org_id uuid not null,
  code text not null,
  params jsonb not null,
  link text,
  key text,
  created_at timestamp with time zone not null,
  read_at timestamp with time zone,
  mailed_at timestamp with time zone,
  constraint notice_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint notice_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint notice_pkey PRIMARY KEY (id)
);
CREATE INDEX notice_person ON public.notice USING btree (person_id, id DESC);
CREATE INDEX notice_unmailed ON public.notice USING btree (person_id) WHERE (mailed_at IS NULL);
CREATE INDEX notice_unread ON public.notice USING btree (person_id, id) WHERE (read_at IS NULL);
CREATE UNIQUE INDEX notice_once ON public.notice USING btree (person_id, key);

create table notice_preference (
  person_id uuid not null,
  mail text not null,
  language text not null,
  version integer not null,
  constraint notice_preference_language_check CHECK ((language = ANY (ARRAY['zh-CN'::text, 'en'::text]))),
  constraint notice_preference_mail_check CHECK ((mail = ANY (ARRAY['at-once'::text, 'digest'::text, 'no'::text]))),
  constraint notice_preference_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint notice_preference_pkey PRIMARY KEY (person_id)
);

create table objection (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  problem_id uuid not null,
  text text not null,
  person_id uuid,
  at timestamp with time zone not null,
  state text not null,
  answer text,
  decided_by uuid,
  decided_at timestamp with time zone,
  code_hash bytea,
  constraint objection_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES person(id),
  constraint objection_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint objection_org_id_problem_id_fkey FOREIGN KEY (org_id, problem_id) REFERENCES problem(org_id, id) DEFERRABLE,
  constraint objection_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint objection_pkey PRIMARY KEY (org_id, id),
  constraint objection_state_check CHECK ((state = ANY (ARRAY['open'::text, 'upheld'::text, 'dismissed'::text])))
);
CREATE INDEX objection_code ON public.objection USING btree (code_hash) WHERE (code_hash IS NOT NULL);
CREATE INDEX objection_id ON public.objection USING btree (id);
CREATE INDEX objection_path ON public.objection USING btree (org_path);
CREATE INDEX objection_problem ON public.objection USING btree (org_id, problem_id, id);

create table one_time_link (
  token_hash bytea not null,
  roles text[] not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  person_id uuid,
  created_by uuid,
  constraint one_time_link_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint one_time_link_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint one_time_link_pkey PRIMARY KEY (token_hash)
);
CREATE INDEX one_time_link_person ON public.one_time_link USING btree (person_id) WHERE (used_at IS NULL);

create table org (
  id uuid not null,
  parent_id uuid,
  path ltree not null,
  name text not null,
  short_name text,
  code text,
  kind text not null,
  class text,
  "position" integer not null,
  units integer not null,
  since date not null,
  closed_on date,
  version integer not null,
  constraint org_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES org(id),
  constraint org_pkey PRIMARY KEY (id)
);
CREATE INDEX org_classed ON public.org USING btree (path) INCLUDE (class) WHERE ((class IS NOT NULL) AND (closed_on IS NULL));
CREATE INDEX org_parent ON public.org USING btree (parent_id, "position", id);
CREATE INDEX org_rank ON public.org USING btree (LEAST(length(name), length(COALESCE(short_name, name))), "right"((id)::text, 12));
CREATE INDEX org_sample ON public.org USING btree ("right"((id)::text, 12)) INCLUDE (name, short_name, closed_on, path) WHERE ("right"((id)::text, 12) < '01'::text);
CREATE INDEX org_words ON public.org USING gin (org_class_words(name, short_name));
CREATE UNIQUE INDEX org_code ON public.org USING btree (code) WHERE (closed_on IS NULL);
CREATE UNIQUE INDEX org_path ON public.org USING btree (path);

create table org_past (
  org_id uuid not null,
  since date not null,
  until date not null,
  parent_id uuid,
  name text not null,
  short_name text,
  code text,
  kind text not null,
  class text,
  "position" integer not null,
  constraint org_past_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint org_past_pkey PRIMARY KEY (org_id, since)
);
CREATE INDEX org_past_parent ON public.org_past USING btree (parent_id, since);

create table org_succession (
  from_id uuid not null,
  to_id uuid not null,
  kind text not null,
  on_day date not null,
  constraint org_succession_from_id_fkey FOREIGN KEY (from_id) REFERENCES org(id),
  constraint org_succession_kind_check CHECK ((kind = ANY (ARRAY['merge'::text, 'split'::text]))),
  constraint org_succession_pkey PRIMARY KEY (from_id, to_id),
  constraint org_succession_to_id_fkey FOREIGN KEY (to_id) REFERENCES org(id)
);
CREATE INDEX org_succession_to ON public.org_succession USING btree (to_id);

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
  org_id uuid not null,
  org_path ltree not null,
  constraint panel_created_by_fkey FOREIGN KEY (created_by) REFERENCES account(id),
  constraint panel_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint panel_pkey PRIMARY KEY (id)
);
CREATE INDEX panel_hash ON public.panel USING btree (hash);
CREATE INDEX panel_path ON public.panel USING btree (org_path, id);

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

create table person (
  id uuid not null,
  org_id uuid not null,
  org_path ltree not null,
  name text not null,
  number text,
  mobile text,
  email text,
  created_at timestamp with time zone not null,
  left_on date,
  erased_at timestamp with time zone,
  version integer not null,
  constraint person_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint person_pkey PRIMARY KEY (id)
);
CREATE INDEX person_mobile ON public.person USING btree ("right"(mobile, 4));
CREATE INDEX person_org ON public.person USING btree (org_path);
CREATE INDEX person_words ON public.person USING gin (org_words(name, NULL::text));
CREATE UNIQUE INDEX person_number ON public.person USING btree (number);

create table post (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  name text not null,
  rank text not null,
  "position" integer not null,
  since date not null,
  closed_on date,
  version integer not null,
  constraint post_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint post_pkey PRIMARY KEY (org_id, id),
  constraint post_rank_check CHECK ((rank = ANY (ARRAY['first'::text, 'deputy'::text, 'liaison'::text, 'member'::text])))
);
CREATE INDEX post_path ON public.post USING btree (org_path);
CREATE INDEX post_rank ON public.post USING btree (org_id, rank) WHERE (closed_on IS NULL);

create table problem (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  campaign_id uuid not null,
  number text not null,
  foreign_number text,
  list text not null,
  person_id uuid,
  source text not null,
  source_text text,
  origin text,
  recurs_of uuid,
  mirror text,
  tendency text,
  title text not null,
  facts text not null,
  cause text,
  severity text not null,
  systemic boolean not null,
  owner_id uuid,
  owner_name text,
  leader_id uuid,
  leader_name text,
  state text not null,
  raised_on date not null,
  due date,
  long_term boolean not null,
  breaks text[] not null,
  moved_on date not null,
  done_on date,
  applied_by uuid,
  reviewed_by uuid,
  confirmed_by uuid,
  notice_until date,
  notice_code text,
  closed_on date,
  reopened integer not null,
  again_from date,
  withdrawn_reason text,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  version integer not null,
  facts_key bigint default ledger_key(facts),
  measured boolean not null default false,
  all_done_on date,
  claimed boolean not null default false,
  claimed_on date,
  claim_until date,
  constraint problem_applied_by_fkey FOREIGN KEY (applied_by) REFERENCES person(id),
  constraint problem_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaign(id),
  constraint problem_confirmed_by_fkey FOREIGN KEY (confirmed_by) REFERENCES person(id),
  constraint problem_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint problem_leader_id_fkey FOREIGN KEY (leader_id) REFERENCES person(id),
  constraint problem_list_check CHECK ((list = ANY (ARRAY['unit'::text, 'personal'::text]))),
  constraint problem_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint problem_org_id_number_key UNIQUE (org_id, number),
  constraint problem_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES person(id),
  constraint problem_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint problem_pkey PRIMARY KEY (org_id, id),
  constraint problem_reviewed_by_fkey FOREIGN KEY (reviewed_by) REFERENCES person(id),
  constraint problem_severity_check CHECK ((severity = ANY (ARRAY['slight'::text, 'ordinary'::text, 'grave'::text])))
);
CREATE INDEX problem_by_due ON public.problem USING btree ((
CASE
    WHEN ((state = ANY (ARRAY['draft'::text, 'open'::text, 'working'::text])) AND (due IS NOT NULL)) THEN due
    ELSE 'infinity'::date
END), id, org_path);
CREATE INDEX problem_by_leader ON public.problem USING btree ((
CASE
    WHEN (leader_id IS NULL) THEN 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid
    ELSE leader_id
END), id);
CREATE INDEX problem_by_moved ON public.problem USING btree (moved_on, id);
CREATE INDEX problem_by_severity ON public.problem USING btree ((
CASE severity
    WHEN 'grave'::text THEN 0
    WHEN 'ordinary'::text THEN 1
    ELSE 2
END), id);
CREATE INDEX problem_by_state ON public.problem USING btree ((
CASE state
    WHEN 'draft'::text THEN 0
    WHEN 'open'::text THEN 1
    WHEN 'working'::text THEN 2
    WHEN 'applied'::text THEN 3
    WHEN 'reviewed'::text THEN 4
    WHEN 'confirmed'::text THEN 5
    WHEN 'notice'::text THEN 6
    WHEN 'closed'::text THEN 7
    ELSE 8
END), id);
CREATE INDEX problem_by_still ON public.problem USING btree ((
CASE
    WHEN (state = ANY (ARRAY['draft'::text, 'open'::text, 'working'::text])) THEN moved_on
    ELSE 'infinity'::date
END), id, org_path);
CREATE INDEX problem_by_tendency ON public.problem USING btree ((
CASE
    WHEN (tendency IS NULL) THEN 'zz'::text
    ELSE tendency
END), id);
CREATE INDEX problem_claimed ON public.problem USING btree (org_path, id) WHERE claimed;
CREATE INDEX problem_id ON public.problem USING btree (id);
CREATE INDEX problem_leader ON public.problem USING btree (leader_id, state) WHERE (leader_id IS NOT NULL);
CREATE INDEX problem_live ON public.problem USING btree (org_path, id) INCLUDE (campaign_id, state, due, raised_on, moved_on, reopened, breaks, severity, tendency, leader_id) WHERE (state <> ALL (ARRAY['closed'::text, 'withdrawn'::text]));
CREATE INDEX problem_no_effect ON public.problem USING btree (id, org_path) WHERE ((breaks && ARRAY['no-effect'::text]) AND (state <> ALL (ARRAY['closed'::text, 'withdrawn'::text])));
CREATE INDEX problem_no_evidence ON public.problem USING btree (id, org_path) WHERE ((breaks && ARRAY['no-evidence'::text]) AND (state <> ALL (ARRAY['closed'::text, 'withdrawn'::text])));
CREATE INDEX problem_origin ON public.problem USING btree (origin, state) WHERE (origin IS NOT NULL);
CREATE INDEX problem_owing ON public.problem USING btree (id, org_path) INCLUDE (moved_on, campaign_id) WHERE (state = ANY (ARRAY['draft'::text, 'open'::text, 'working'::text]));
CREATE INDEX problem_owner ON public.problem USING btree (owner_id, state) WHERE (owner_id IS NOT NULL);
CREATE INDEX problem_path ON public.problem USING btree (org_path, id) INCLUDE (campaign_id, state, due, raised_on, moved_on, reopened, breaks, measured, all_done_on, severity, tendency, leader_id);
CREATE INDEX problem_recurring ON public.problem USING btree (org_path, id) WHERE (recurs_of IS NOT NULL);
CREATE INDEX problem_recurs ON public.problem USING btree (recurs_of) WHERE (recurs_of IS NOT NULL);
CREATE INDEX problem_said ON public.problem USING btree (facts_key);
CREATE INDEX problem_words ON public.problem USING gin ((((title || ' '::text) || facts)) gin_trgm_ops);
CREATE UNIQUE INDEX problem_notice ON public.problem USING btree (notice_code, org_id) WHERE (notice_code IS NOT NULL);

create table problem_change (
  org_path ltree not null,
  campaign_id uuid not null,
  what text not null,
  word text not null,
  at integer not null,
  n bigint not null
);
CREATE INDEX problem_change_path ON public.problem_change USING btree (org_path);

create table problem_kept (
  org_path ltree not null,
  floor date not null,
  constraint problem_kept_pkey PRIMARY KEY (org_path)
);

create table problem_step (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  problem_id uuid not null,
  campaign_id uuid not null,
  step text not null,
  from_state text,
  to_state text not null,
  due date,
  reason text,
  by_person uuid,
  blamed uuid,
  on_day date not null,
  at timestamp with time zone not null,
  seen_ways text[],
  seen text,
  seen_on date,
  despite text,
  constraint problem_step_blamed_fkey FOREIGN KEY (blamed) REFERENCES person(id),
  constraint problem_step_by_person_fkey FOREIGN KEY (by_person) REFERENCES person(id),
  constraint problem_step_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaign(id),
  constraint problem_step_org_id_problem_id_fkey FOREIGN KEY (org_id, problem_id) REFERENCES problem(org_id, id) DEFERRABLE,
  constraint problem_step_pkey PRIMARY KEY (org_id, problem_id, id),
  constraint problem_step_seen CHECK ((num_nulls(seen_ways, seen, seen_on) = ANY (ARRAY[0, 3]))),
  constraint problem_step_seen_ways_check CHECK ((seen_ways <@ ARRAY['spot'::text, 'papers'::text, 'people'::text]))
);
CREATE INDEX problem_step_blamed ON public.problem_step USING btree (blamed) WHERE (blamed IS NOT NULL);
CREATE INDEX problem_step_path ON public.problem_step USING btree (org_path, on_day) INCLUDE (problem_id, step, from_state, to_state, campaign_id);

create table problem_total (
  org_path ltree not null,
  campaign_id uuid not null,
  what text not null,
  word text not null,
  at integer not null,
  n bigint not null,
  constraint problem_total_pkey PRIMARY KEY (org_path, what, word, at, campaign_id)
);

create table progress (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  problem_id uuid not null,
  measure_id uuid,
  on_day date not null,
  text text not null,
  value numeric,
  by_person uuid not null,
  at timestamp with time zone not null,
  withdrawn_at timestamp with time zone,
  withdrawn_reason text,
  constraint progress_by_person_fkey FOREIGN KEY (by_person) REFERENCES person(id),
  constraint progress_org_id_problem_id_fkey FOREIGN KEY (org_id, problem_id) REFERENCES problem(org_id, id) DEFERRABLE,
  constraint progress_pkey PRIMARY KEY (org_id, id)
);
CREATE INDEX progress_id ON public.progress USING btree (id);
CREATE INDEX progress_path ON public.progress USING btree (org_path);
CREATE INDEX progress_problem ON public.progress USING btree (org_id, problem_id, id);

create table recheck (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  problem_id uuid not null,
  kind text not null,
  due date not null,
  state text not null,
  findings text,
  value numeric,
  by_person uuid,
  on_day date,
  constraint recheck_by_person_fkey FOREIGN KEY (by_person) REFERENCES person(id),
  constraint recheck_kind_check CHECK ((kind = ANY (ARRAY['planned'::text, 'drawn'::text]))),
  constraint recheck_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint recheck_org_id_problem_id_fkey FOREIGN KEY (org_id, problem_id) REFERENCES problem(org_id, id) DEFERRABLE,
  constraint recheck_pkey PRIMARY KEY (org_id, id),
  constraint recheck_state_check CHECK ((state = ANY (ARRAY['due'::text, 'held'::text, 'failed'::text])))
);
CREATE INDEX recheck_id ON public.recheck USING btree (id);
CREATE INDEX recheck_path ON public.recheck USING btree (org_path, due);
CREATE INDEX recheck_problem ON public.recheck USING btree (org_id, problem_id, due);

create table record_checkpoint (
  size bigint not null,
  note text not null,
  constraint record_checkpoint_pkey PRIMARY KEY (size)
);

create table record_content (
  entry_id uuid not null,
  org_path ltree not null,
  salt bytea not null,
  content text not null,
  constraint record_content_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES record_entry(id),
  constraint record_content_pkey PRIMARY KEY (entry_id)
);

create table record_cosignature (
  size bigint not null,
  name text not null,
  line text not null,
  constraint record_cosignature_name_fkey FOREIGN KEY (name) REFERENCES record_witness(name),
  constraint record_cosignature_pkey PRIMARY KEY (size, name),
  constraint record_cosignature_size_fkey FOREIGN KEY (size) REFERENCES record_checkpoint(size)
);

create table record_entry (
  id uuid not null,
  at timestamp with time zone not null,
  actor text not null,
  act text not null,
  subject text not null,
  org_id uuid not null,
  org_path ltree not null,
  commitment bytea not null,
  "position" bigint,
  algorithm text not null default 'sha256'::text,
  constraint record_entry_pkey PRIMARY KEY (id)
);
CREATE INDEX record_entry_act ON public.record_entry USING btree (act, id);
CREATE INDEX record_entry_actor ON public.record_entry USING btree (actor, id);
CREATE INDEX record_entry_path ON public.record_entry USING btree (org_path, id);
CREATE INDEX record_entry_subject ON public.record_entry USING btree (subject, id);
CREATE INDEX record_entry_unsealed ON public.record_entry USING btree (at, id) WHERE ("position" IS NULL);
CREATE UNIQUE INDEX record_entry_position ON public.record_entry USING btree ("position");

create table record_key (
  vkey text not null,
  since_size bigint not null,
  constraint record_key_pkey PRIMARY KEY (vkey),
  constraint record_key_since_size_key UNIQUE (since_size)
);

create table record_tile (
  level smallint not null,
  index bigint not null,
  hashes bytea not null,
  constraint record_tile_pkey PRIMARY KEY (level, index)
);

create table record_witness (
  name text not null,
  vkey text not null,
  entry_id uuid not null,
  ended_by uuid,
  constraint record_witness_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES record_entry(id),
  constraint record_witness_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES record_entry(id),
  constraint record_witness_pkey PRIMARY KEY (name)
);

create table reminder (
  org_id uuid not null,
  measure_id uuid not null,
  key text not null,
  org_path ltree not null,
  on_day date not null,
  constraint reminder_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint reminder_org_id_measure_id_fkey FOREIGN KEY (org_id, measure_id) REFERENCES measure(org_id, id) DEFERRABLE,
  constraint reminder_pkey PRIMARY KEY (org_id, measure_id, key)
);
CREATE INDEX reminder_path ON public.reminder USING btree (org_path);

create table robot (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  kind text not null,
  name text not null,
  host text not null,
  address text not null,
  secret text,
  sent timestamp with time zone[] not null default '{}'::timestamp with time zone[],
  created_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  version integer not null,
  constraint robot_kind_check CHECK ((kind = ANY (ARRAY['wecom'::text, 'dingtalk'::text, 'feishu'::text]))),
  constraint robot_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint robot_pkey PRIMARY KEY (org_id, id)
);
CREATE INDEX robot_path ON public.robot USING btree (org_path) WHERE (closed_at IS NULL);

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
  org_id uuid not null,
  org_path ltree not null,
  constraint run_created_by_fkey FOREIGN KEY (created_by) REFERENCES account(id),
  constraint run_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint run_panel_id_fkey FOREIGN KEY (panel_id) REFERENCES panel(id),
  constraint run_pkey PRIMARY KEY (id),
  constraint run_scheme_id_fkey FOREIGN KEY (scheme_id) REFERENCES scheme(id)
);
CREATE INDEX run_created ON public.run USING btree (created_at DESC);
CREATE INDEX run_panel ON public.run USING btree (panel_id);
CREATE INDEX run_path ON public.run USING btree (org_path, id);
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
  used_at timestamp with time zone,
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
  id uuid not null default gen_random_uuid(),
  device text not null default ''::text,
  constraint session_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint session_pkey PRIMARY KEY (token_hash)
);
CREATE INDEX session_account ON public.session USING btree (account_id);
CREATE INDEX session_expires ON public.session USING btree (expires_at);
CREATE UNIQUE INDEX session_id ON public.session USING btree (id);

create table setting (
  key text not null,
  value jsonb not null,
  version integer not null,
  changed_at timestamp with time zone not null,
  constraint setting_pkey PRIMARY KEY (key)
);

create table sign_in_attempt (
  key text not null,
  failures integer not null,
  blocked_until timestamp with time zone not null,
  constraint sign_in_attempt_pkey PRIMARY KEY (key)
);

create table sign_in_step (
  token_hash bytea not null,
  account_id uuid not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint sign_in_step_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint sign_in_step_pkey PRIMARY KEY (token_hash)
);
CREATE INDEX sign_in_step_account ON public.sign_in_step USING btree (account_id);
CREATE INDEX sign_in_step_expires ON public.sign_in_step USING btree (expires_at);

create table special (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  campaign_id uuid not null,
  name text not null,
  goal text not null,
  lead_id uuid not null,
  since date not null,
  due date not null,
  closed_on date,
  outcome text,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  version integer not null,
  template jsonb,
  constraint special_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaign(id),
  constraint special_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint special_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES org(id),
  constraint special_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint special_pkey PRIMARY KEY (org_id, id)
);
CREATE INDEX special_id ON public.special USING btree (id);
CREATE INDEX special_path ON public.special USING btree (org_path, id);

create table special_ask (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  special_id uuid not null,
  problem_id uuid not null,
  text text not null,
  asked_by uuid not null,
  asked_at timestamp with time zone not null,
  answer text,
  answered_by uuid,
  answered_at timestamp with time zone,
  constraint special_ask_answered_by_fkey FOREIGN KEY (answered_by) REFERENCES person(id),
  constraint special_ask_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES person(id),
  constraint special_ask_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint special_ask_org_id_problem_id_fkey FOREIGN KEY (org_id, problem_id) REFERENCES problem(org_id, id) DEFERRABLE,
  constraint special_ask_pkey PRIMARY KEY (org_id, id)
);
CREATE INDEX special_ask_path ON public.special_ask USING btree (org_path) WHERE (answered_at IS NULL);
CREATE INDEX special_ask_problem ON public.special_ask USING btree (org_id, problem_id);
CREATE INDEX special_ask_special ON public.special_ask USING btree (special_id);

create table special_problem (
  org_id uuid not null,
  problem_id uuid not null,
  special_id uuid not null,
  org_path ltree not null,
  added_by uuid not null,
  added_at timestamp with time zone not null,
  removed_at timestamp with time zone,
  constraint special_problem_added_by_fkey FOREIGN KEY (added_by) REFERENCES person(id),
  constraint special_problem_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint special_problem_org_id_problem_id_fkey FOREIGN KEY (org_id, problem_id) REFERENCES problem(org_id, id) DEFERRABLE,
  constraint special_problem_pkey PRIMARY KEY (org_id, problem_id, special_id)
);
CREATE INDEX special_problem_path ON public.special_problem USING btree (org_path);
CREATE INDEX special_problem_special ON public.special_problem USING btree (special_id);

create table special_signature (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  special_id uuid not null,
  kind text not null,
  words text,
  stood text not null,
  by_person uuid not null,
  at timestamp with time zone not null,
  constraint special_signature_by_person_fkey FOREIGN KEY (by_person) REFERENCES person(id),
  constraint special_signature_kind_check CHECK ((kind = ANY (ARRAY['consent'::text, 'finding'::text]))),
  constraint special_signature_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint special_signature_pkey PRIMARY KEY (org_id, id),
  constraint special_signature_special_id_kind_org_id_stood_key UNIQUE (special_id, kind, org_id, stood)
);
CREATE INDEX special_signature_path ON public.special_signature USING btree (org_path);

create table study_attendance (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  session_id uuid not null,
  person_id uuid,
  guest text,
  how text not null,
  at timestamp with time zone not null,
  entered_by uuid not null,
  withdrawn_at timestamp with time zone,
  constraint study_attendance_entered_by_fkey FOREIGN KEY (entered_by) REFERENCES person(id),
  constraint study_attendance_how_check CHECK ((how = ANY (ARRAY['screen'::text, 'paper'::text, 'list'::text]))),
  constraint study_attendance_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint study_attendance_org_id_session_id_fkey FOREIGN KEY (org_id, session_id) REFERENCES study_session(org_id, id) DEFERRABLE,
  constraint study_attendance_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint study_attendance_pkey PRIMARY KEY (org_id, id)
);
CREATE INDEX study_attendance_id ON public.study_attendance USING btree (id);
CREATE INDEX study_attendance_path ON public.study_attendance USING btree (org_path);
CREATE INDEX study_attendance_person ON public.study_attendance USING btree (person_id) WHERE (withdrawn_at IS NULL);
CREATE INDEX study_attendance_session ON public.study_attendance USING btree (org_id, session_id);
CREATE UNIQUE INDEX study_attendance_once ON public.study_attendance USING btree (org_id, session_id, person_id) WHERE ((withdrawn_at IS NULL) AND (person_id IS NOT NULL));

create table study_decision (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  session_id uuid not null,
  text text not null,
  owner_id uuid,
  owner_name text,
  due date,
  state text not null,
  result text,
  settled_on date,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  version integer not null,
  beneficiaries text,
  expected bigint,
  benefited bigint,
  constraint study_decision_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint study_decision_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint study_decision_org_id_session_id_fkey FOREIGN KEY (org_id, session_id) REFERENCES study_session(org_id, id) DEFERRABLE,
  constraint study_decision_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES person(id),
  constraint study_decision_pkey PRIMARY KEY (org_id, id),
  constraint study_decision_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text, 'withdrawn'::text])))
);
CREATE INDEX study_decision_id ON public.study_decision USING btree (id);
CREATE INDEX study_decision_owner ON public.study_decision USING btree (owner_id) WHERE (state = 'open'::text);
CREATE INDEX study_decision_path ON public.study_decision USING btree (org_path);
CREATE INDEX study_decision_session ON public.study_decision USING btree (org_id, session_id);

create table study_reading (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  campaign_id uuid not null,
  title text not null,
  link text,
  note text,
  class text,
  withdrawn_at timestamp with time zone,
  withdrawn_reason text,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  version integer not null,
  constraint study_reading_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaign(id),
  constraint study_reading_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint study_reading_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint study_reading_pkey PRIMARY KEY (org_id, id)
);
CREATE INDEX study_reading_campaign ON public.study_reading USING btree (campaign_id, id);
CREATE INDEX study_reading_id ON public.study_reading USING btree (id);
CREATE INDEX study_reading_path ON public.study_reading USING btree (org_path);

create table study_session (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  campaign_id uuid not null,
  form text not null,
  topic text not null,
  serves text not null,
  problem_id uuid,
  on_day date not null,
  at_time text,
  place text,
  host_id uuid,
  host_name text,
  speaker text,
  agenda text[] not null,
  outcome text,
  state text not null,
  withdrawn_reason text,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  version integer not null,
  constraint study_session_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaign(id),
  constraint study_session_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint study_session_form_check CHECK ((form = ANY (ARRAY['group'::text, 'seminar'::text, 'lecture'::text, 'expert'::text, 'case'::text]))),
  constraint study_session_host_id_fkey FOREIGN KEY (host_id) REFERENCES person(id),
  constraint study_session_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint study_session_pkey PRIMARY KEY (org_id, id),
  constraint study_session_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'held'::text, 'withdrawn'::text])))
);
CREATE INDEX study_session_day ON public.study_session USING btree (on_day DESC, id DESC);
CREATE INDEX study_session_host ON public.study_session USING btree (host_id) WHERE (host_id IS NOT NULL);
CREATE INDEX study_session_id ON public.study_session USING btree (id);
CREATE INDEX study_session_path ON public.study_session USING btree (org_path, on_day);

create table supervision_call (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  problem_id uuid not null,
  state text not null,
  arm date not null,
  level integer not null,
  step_on date not null,
  days integer not null,
  unit_id uuid not null,
  person_id uuid not null,
  post_name text not null,
  constraint supervision_call_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint supervision_call_org_id_problem_id_fkey FOREIGN KEY (org_id, problem_id) REFERENCES problem(org_id, id) DEFERRABLE,
  constraint supervision_call_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint supervision_call_pkey PRIMARY KEY (org_id, id),
  constraint supervision_call_state_check CHECK ((state = ANY (ARRAY['applied'::text, 'reviewed'::text, 'confirmed'::text, 'notice'::text]))),
  constraint supervision_call_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES org(id)
);
CREATE INDEX supervision_call_path ON public.supervision_call USING btree (org_path);
CREATE INDEX supervision_call_problem ON public.supervision_call USING btree (problem_id);
CREATE UNIQUE INDEX supervision_call_once ON public.supervision_call USING btree (org_id, problem_id, state, arm, level);

create table supervision_letter (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  problem_id uuid not null,
  measure_id uuid,
  reason text not null,
  arm date not null,
  level integer not null,
  step_on date not null,
  days integer not null,
  issuer_id uuid not null,
  answerer_id uuid,
  post_name text not null,
  state text not null,
  year integer,
  number integer,
  asks text,
  answer_by date,
  signed_by uuid,
  signed_at timestamp with time zone,
  told uuid[] not null,
  answer text,
  answered_by uuid,
  answered_at timestamp with time zone,
  ended_by uuid,
  ended_at timestamp with time zone,
  ended_reason text,
  version integer not null,
  main_id uuid,
  constraint supervision_letter_answered_by_fkey FOREIGN KEY (answered_by) REFERENCES person(id),
  constraint supervision_letter_answerer_id_fkey FOREIGN KEY (answerer_id) REFERENCES person(id),
  constraint supervision_letter_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES person(id),
  constraint supervision_letter_issuer_id_fkey FOREIGN KEY (issuer_id) REFERENCES org(id),
  constraint supervision_letter_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint supervision_letter_org_id_main_id_fkey FOREIGN KEY (org_id, main_id) REFERENCES supervision_letter(org_id, id) DEFERRABLE,
  constraint supervision_letter_org_id_problem_id_fkey FOREIGN KEY (org_id, problem_id) REFERENCES problem(org_id, id) DEFERRABLE,
  constraint supervision_letter_pkey PRIMARY KEY (org_id, id),
  constraint supervision_letter_reason_check CHECK ((reason = ANY (ARRAY['overdue'::text, 'silence'::text]))),
  constraint supervision_letter_signed_by_fkey FOREIGN KEY (signed_by) REFERENCES person(id),
  constraint supervision_letter_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'sent'::text, 'answered'::text, 'refused'::text, 'withdrawn'::text, 'lapsed'::text])))
);
CREATE INDEX supervision_letter_id ON public.supervision_letter USING btree (id);
CREATE INDEX supervision_letter_main ON public.supervision_letter USING btree (org_id, main_id) WHERE (main_id IS NOT NULL);
CREATE INDEX supervision_letter_open ON public.supervision_letter USING btree (issuer_id) WHERE (state = 'draft'::text);
CREATE INDEX supervision_letter_path ON public.supervision_letter USING btree (org_path, id);
CREATE INDEX supervision_letter_told ON public.supervision_letter USING gin (told) WHERE (state = 'sent'::text);
CREATE UNIQUE INDEX supervision_letter_number ON public.supervision_letter USING btree (issuer_id, year, number, org_id) WHERE (number IS NOT NULL);
CREATE UNIQUE INDEX supervision_letter_once ON public.supervision_letter USING btree (org_id, problem_id, reason, arm, level);

create table supervision_round (
  on_day date not null,
  done_at timestamp with time zone not null,
  reminders integer not null,
  letters integer not null,
  constraint supervision_round_pkey PRIMARY KEY (on_day)
);

create table survey (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  title text not null,
  intro text not null,
  audience text not null,
  anonymous boolean not null,
  needs boolean not null,
  form jsonb not null,
  units jsonb not null,
  roll jsonb not null,
  form_hash text,
  state text not null,
  closes_on date not null,
  opened_on date,
  closed_on date,
  follows uuid,
  withdrawn_reason text,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  version integer not null,
  split text,
  constraint survey_audience_check CHECK ((audience = ANY (ARRAY['roll'::text, 'open'::text, 'unit'::text]))),
  constraint survey_check CHECK (((state = ANY (ARRAY['draft'::text, 'withdrawn'::text])) OR (form_hash IS NOT NULL))),
  constraint survey_check1 CHECK (((audience = 'roll'::text) OR anonymous)),
  constraint survey_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint survey_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint survey_pkey PRIMARY KEY (org_id, id),
  constraint survey_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'open'::text, 'closed'::text, 'withdrawn'::text])))
);
CREATE INDEX survey_due ON public.survey USING btree (closes_on) WHERE (state = 'open'::text);
CREATE INDEX survey_id ON public.survey USING btree (id);
CREATE INDEX survey_path ON public.survey USING btree (org_path, id);

create table survey_answer (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  survey_id uuid not null,
  unit_row uuid not null,
  way text not null,
  answers jsonb,
  anonymous boolean not null,
  invite_id uuid,
  on_day date,
  sealed text,
  constraint survey_answer_check CHECK (((NOT anonymous) OR ((invite_id IS NULL) AND (on_day IS NULL)))),
  constraint survey_answer_one CHECK (((answers IS NULL) <> (sealed IS NULL))),
  constraint survey_answer_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint survey_answer_org_id_survey_id_fkey FOREIGN KEY (org_id, survey_id) REFERENCES survey(org_id, id),
  constraint survey_answer_pkey PRIMARY KEY (org_id, id),
  constraint survey_answer_sealed CHECK (((sealed IS NULL) OR anonymous)),
  constraint survey_answer_way_check CHECK ((way = ANY (ARRAY['page'::text, 'paper'::text])))
);
CREATE INDEX survey_answer_path ON public.survey_answer USING btree (org_path);
CREATE INDEX survey_answer_survey ON public.survey_answer USING btree (org_id, survey_id);
CREATE UNIQUE INDEX survey_answer_invite ON public.survey_answer USING btree (org_id, survey_id, invite_id) WHERE (invite_id IS NOT NULL);

create table survey_bank (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  topic text not null,
  question jsonb not null,
  withdrawn_at timestamp with time zone,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  constraint survey_bank_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint survey_bank_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint survey_bank_pkey PRIMARY KEY (org_id, id)
);
CREATE INDEX survey_bank_path ON public.survey_bank USING btree (org_path);

create table survey_device (
  org_id uuid not null,
  org_path ltree not null,
  survey_id uuid not null,
  mark bytea not null,
  taken bytea not null,
  constraint survey_device_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint survey_device_org_id_survey_id_fkey FOREIGN KEY (org_id, survey_id) REFERENCES survey(org_id, id),
  constraint survey_device_pkey PRIMARY KEY (org_id, survey_id, mark)
);
CREATE INDEX survey_device_path ON public.survey_device USING btree (org_path);

create table survey_invite (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  survey_id uuid not null,
  unit_row uuid not null,
  name text not null,
  person_id uuid,
  constraint survey_invite_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint survey_invite_org_id_survey_id_fkey FOREIGN KEY (org_id, survey_id) REFERENCES survey(org_id, id),
  constraint survey_invite_org_id_unit_row_fkey FOREIGN KEY (org_id, unit_row) REFERENCES survey_unit(org_id, id),
  constraint survey_invite_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint survey_invite_pkey PRIMARY KEY (org_id, id)
);
CREATE INDEX survey_invite_path ON public.survey_invite USING btree (org_path);
CREATE INDEX survey_invite_person ON public.survey_invite USING btree (person_id) WHERE (person_id IS NOT NULL);
CREATE INDEX survey_invite_survey ON public.survey_invite USING btree (org_id, survey_id);

create table survey_token (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  survey_id uuid not null,
  unit_row uuid not null,
  hash bytea not null,
  anonymous boolean not null,
  invite_id uuid,
  state text not null,
  answers jsonb,
  taken bytea,
  constraint survey_token_check CHECK (((NOT anonymous) OR ((invite_id IS NULL) AND (answers IS NULL)))),
  constraint survey_token_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint survey_token_org_id_survey_id_fkey FOREIGN KEY (org_id, survey_id) REFERENCES survey(org_id, id),
  constraint survey_token_pkey PRIMARY KEY (org_id, id),
  constraint survey_token_state_check CHECK ((state = ANY (ARRAY['out'::text, 'spent'::text, 'void'::text])))
);
CREATE INDEX survey_token_path ON public.survey_token USING btree (org_path);
CREATE INDEX survey_token_survey ON public.survey_token USING btree (org_id, survey_id);
CREATE UNIQUE INDEX survey_token_hash ON public.survey_token USING btree (hash, org_id);

create table survey_unit (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  survey_id uuid not null,
  unit_id uuid not null,
  class text not null,
  people integer,
  code text not null,
  "position" integer not null,
  constraint survey_unit_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint survey_unit_org_id_survey_id_fkey FOREIGN KEY (org_id, survey_id) REFERENCES survey(org_id, id),
  constraint survey_unit_org_id_survey_id_unit_id_key UNIQUE (org_id, survey_id, unit_id),
  constraint survey_unit_people_check CHECK ((people > 0)),
  constraint survey_unit_pkey PRIMARY KEY (org_id, id),
  constraint survey_unit_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES org(id)
);
CREATE INDEX survey_unit_path ON public.survey_unit USING btree (org_path);
CREATE UNIQUE INDEX survey_unit_code ON public.survey_unit USING btree (code, org_id);

create table task (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  kind text not null,
  file_name text not null,
  file_hash text not null,
  options text not null,
  limited_to text[],
  state text not null,
  attempts integer not null,
  done integer not null,
  total integer not null,
  rows integer,
  counts text,
  preview text,
  seal text,
  rejects text,
  result text,
  fault text,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  confirmed_at timestamp with time zone,
  ended_at timestamp with time zone,
  plan bytea,
  asks integer not null default 0,
  constraint task_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint task_file_hash_fkey FOREIGN KEY (file_hash) REFERENCES file(hash),
  constraint task_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint task_pkey PRIMARY KEY (org_id, id),
  constraint task_state_check CHECK ((state = ANY (ARRAY['reading'::text, 'ready'::text, 'writing'::text, 'done'::text, 'failed'::text, 'cancelled'::text])))
);
CREATE INDEX task_id ON public.task USING btree (id);
CREATE INDEX task_path ON public.task USING btree (org_path);
CREATE INDEX task_person ON public.task USING btree (created_by, id DESC);

create table tenure (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  post_id uuid not null,
  person_id uuid not null,
  kind text not null,
  since date not null,
  until date,
  document text,
  version integer not null,
  until_document text,
  withdrawn_at timestamp with time zone,
  constraint tenure_check CHECK ((until > since)),
  constraint tenure_kind_check CHECK ((kind = ANY (ARRAY['regular'::text, 'acting'::text, 'concurrent'::text]))),
  constraint tenure_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint tenure_org_id_post_id_fkey FOREIGN KEY (org_id, post_id) REFERENCES post(org_id, id),
  constraint tenure_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint tenure_pkey PRIMARY KEY (org_id, id)
);
CREATE INDEX tenure_path ON public.tenure USING btree (org_path);
CREATE INDEX tenure_person ON public.tenure USING btree (person_id);
CREATE INDEX tenure_post ON public.tenure USING btree (org_id, post_id);
CREATE INDEX tenure_until ON public.tenure USING btree (until) WHERE (until IS NOT NULL);

create table verification (
  id uuid not null,
  asked_by uuid not null,
  asked_at timestamp with time zone not null,
  beat_at timestamp with time zone not null,
  done bigint not null,
  ended_at timestamp with time zone,
  report jsonb,
  constraint verification_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES person(id),
  constraint verification_pkey PRIMARY KEY (id)
);
CREATE INDEX verification_asked ON public.verification USING btree (asked_at DESC);

create table visit (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  kind text not null,
  purpose text not null,
  place text not null,
  on_day date not null,
  at_time text,
  leader_id uuid,
  leader_name text,
  companions text,
  state text not null,
  findings text,
  met integer,
  settled text,
  withdrawn_reason text,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  version integer not null,
  constraint visit_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint visit_kind_check CHECK ((kind = ANY (ARRAY['policy'::text, 'research'::text, 'petition'::text, 'on-site'::text]))),
  constraint visit_leader_id_fkey FOREIGN KEY (leader_id) REFERENCES person(id),
  constraint visit_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint visit_pkey PRIMARY KEY (org_id, id),
  constraint visit_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'held'::text, 'withdrawn'::text])))
);
CREATE INDEX visit_id ON public.visit USING btree (id);
CREATE INDEX visit_path ON public.visit USING btree (org_path, on_day);

create table voice (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  handler_id uuid not null,
  handler_path ltree not null,
  number text not null,
  kind text not null,
  sealed boolean not null,
  way text not null,
  place_id uuid,
  place text,
  lat double precision,
  lng double precision,
  title text,
  text text,
  secret_text text,
  contact text,
  state text not null,
  held_reason text,
  received_on date not null,
  assign_by date not null,
  answer_by date not null,
  moved_on date not null,
  answered_on date,
  answer text,
  rating smallint,
  returned integer not null,
  closed_on date,
  main_id uuid,
  repeats_id uuid,
  visit_id uuid,
  foreign_number text,
  code_hash bytea not null,
  entered_by uuid,
  version integer not null,
  topic text,
  author bytea,
  likes integer not null default 0,
  hot_id uuid,
  promised_by date not null,
  first_answered_on date,
  constraint voice_check CHECK ((sealed = (kind = 'report'::text))),
  constraint voice_check1 CHECK (((NOT sealed) OR ((title IS NULL) AND (text IS NULL) AND (place IS NULL) AND (answer IS NULL)))),
  constraint voice_check2 CHECK (((NOT sealed) OR ((topic IS NULL) AND (author IS NULL) AND (hot_id IS NULL)))),
  constraint voice_entered_by_fkey FOREIGN KEY (entered_by) REFERENCES person(id),
  constraint voice_handler_id_fkey FOREIGN KEY (handler_id) REFERENCES org(id),
  constraint voice_kind_check CHECK ((kind = ANY (ARRAY['consult'::text, 'help'::text, 'suggest'::text, 'complain'::text, 'report'::text]))),
  constraint voice_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint voice_pkey PRIMARY KEY (org_id, id),
  constraint voice_rating_check CHECK (((rating >= 1) AND (rating <= 5))),
  constraint voice_state_check CHECK ((state = ANY (ARRAY['held'::text, 'received'::text, 'assigned'::text, 'working'::text, 'answered'::text, 'elsewhere'::text, 'impossible'::text, 'returned'::text, 'closed'::text]))),
  constraint voice_way_check CHECK ((way = ANY (ARRAY['page'::text, 'visit'::text, 'call'::text, 'letter'::text, 'open311'::text, 'import'::text])))
);
CREATE INDEX voice_contact_age ON public.voice USING btree (closed_on) WHERE (contact IS NOT NULL);
CREATE INDEX voice_foreign ON public.voice USING btree (org_id, foreign_number) WHERE (way = 'import'::text);
CREATE INDEX voice_handler ON public.voice USING btree (handler_path, id);
CREATE INDEX voice_hot_id ON public.voice USING btree (hot_id) WHERE (hot_id IS NOT NULL);
CREATE INDEX voice_id ON public.voice USING btree (id);
CREATE INDEX voice_main ON public.voice USING btree (main_id) WHERE (main_id IS NOT NULL);
CREATE INDEX voice_open ON public.voice USING btree (state, org_path) WHERE (closed_on IS NULL);
CREATE INDEX voice_path ON public.voice USING btree (org_path, id);
CREATE INDEX voice_topic ON public.voice USING btree (topic) WHERE (topic IS NOT NULL);
CREATE INDEX voice_visit ON public.voice USING btree (visit_id) WHERE (visit_id IS NOT NULL);
CREATE INDEX voice_words ON public.voice USING gin ((((title || ' '::text) || text)) gin_trgm_ops);
CREATE UNIQUE INDEX voice_code ON public.voice USING btree (code_hash, org_id);

create table voice_commitment (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  voice_id uuid not null,
  entry_id uuid not null,
  content text not null,
  constraint voice_commitment_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint voice_commitment_pkey PRIMARY KEY (org_id, id)
);
CREATE INDEX voice_commitment_path ON public.voice_commitment USING btree (org_path);
CREATE INDEX voice_commitment_voice ON public.voice_commitment USING btree (org_id, voice_id);

create table voice_hot (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  handler_id uuid not null,
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
  peak integer not null,
  recent integer not null,
  recent_people integer not null,
  heat double precision not null,
  months jsonb not null,
  typical_id uuid not null,
  hot_since date,
  rises integer not null,
  closed_on date,
  seen_on date not null,
  constraint voice_hot_handler_id_fkey FOREIGN KEY (handler_id) REFERENCES org(id),
  constraint voice_hot_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint voice_hot_pkey PRIMARY KEY (org_id, id)
);
CREATE INDEX voice_hot_handler ON public.voice_hot USING btree (handler_path, heat DESC);
CREATE INDEX voice_hot_path ON public.voice_hot USING btree (org_path, heat DESC);

create table voice_merge (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  handler_path ltree not null,
  voice_id uuid not null,
  main_id uuid not null,
  reason text not null,
  state text not null,
  asked_by uuid not null,
  asked_on date not null,
  decided_by uuid,
  decision text,
  constraint voice_merge_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES person(id),
  constraint voice_merge_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES person(id),
  constraint voice_merge_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint voice_merge_org_id_voice_id_fkey FOREIGN KEY (org_id, voice_id) REFERENCES voice(org_id, id) DEFERRABLE,
  constraint voice_merge_pkey PRIMARY KEY (org_id, id),
  constraint voice_merge_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'granted'::text, 'refused'::text])))
);
CREATE INDEX voice_merge_main ON public.voice_merge USING btree (main_id);
CREATE INDEX voice_merge_path ON public.voice_merge USING btree (org_path);
CREATE UNIQUE INDEX voice_merge_asked ON public.voice_merge USING btree (org_id, voice_id) WHERE (state = 'asked'::text);

create table voice_model (
  id uuid not null,
  made_at timestamp with time zone not null,
  examples integer not null,
  topics text[] not null,
  quality double precision not null,
  answered double precision not null,
  calibration double precision not null,
  bytes bytea not null,
  constraint voice_model_pkey PRIMARY KEY (id)
);

create table voice_picture (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  handler_path ltree not null,
  sealed boolean not null,
  voice_id uuid not null,
  "position" integer not null,
  type text not null,
  size bigint not null,
  hash text,
  erased_at timestamp with time zone,
  constraint voice_picture_hash_fkey FOREIGN KEY (hash) REFERENCES file(hash),
  constraint voice_picture_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint voice_picture_org_id_voice_id_fkey FOREIGN KEY (org_id, voice_id) REFERENCES voice(org_id, id) DEFERRABLE,
  constraint voice_picture_org_id_voice_id_position_key UNIQUE (org_id, voice_id, "position"),
  constraint voice_picture_pkey PRIMARY KEY (org_id, id)
);
CREATE INDEX voice_picture_path ON public.voice_picture USING btree (org_path);

create table voice_place (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  code text not null,
  name text,
  closed_on date,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  version integer not null,
  constraint voice_place_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint voice_place_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint voice_place_pkey PRIMARY KEY (org_id, id)
);
CREATE INDEX voice_place_path ON public.voice_place USING btree (org_path);
CREATE UNIQUE INDEX voice_place_code ON public.voice_place USING btree (code, org_id);

create table voice_step (
  org_id uuid not null,
  id uuid not null,
  org_path ltree not null,
  handler_path ltree not null,
  sealed boolean not null,
  voice_id uuid not null,
  "position" integer not null,
  step text not null,
  from_state text,
  to_state text not null,
  text text,
  note text,
  unit_id uuid,
  rating smallint,
  by_person uuid,
  on_day date not null,
  constraint voice_step_by_person_fkey FOREIGN KEY (by_person) REFERENCES person(id),
  constraint voice_step_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint voice_step_org_id_voice_id_fkey FOREIGN KEY (org_id, voice_id) REFERENCES voice(org_id, id) DEFERRABLE,
  constraint voice_step_org_id_voice_id_position_key UNIQUE (org_id, voice_id, "position"),
  constraint voice_step_pkey PRIMARY KEY (org_id, id),
  constraint voice_step_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES org(id)
);
CREATE INDEX voice_step_path ON public.voice_step USING btree (org_path, on_day);
