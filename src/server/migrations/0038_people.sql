-- Anonymous answers lie sealed until the survey is closed, in another transaction than the link they
-- came by: nobody who reads the database while it runs can lay the two side by side.
alter table survey_answer alter column answers drop not null;
alter table survey_answer add column sealed text;
alter table survey_answer add constraint survey_answer_one
  check ((answers is null) <> (sealed is null));
alter table survey_answer add constraint survey_answer_sealed check (sealed is null or anonymous);

-- Which form spent a link, as a keyed hash: the same form sent again after a lost connection is
-- known again. Emptied when the survey is closed.
alter table survey_token add column taken bytea;

-- Phones that have answered where no link is needed: a keyed hash of a number that the phone made
-- for this survey alone. They go when the survey is closed.
create table survey_device (
  org_id uuid not null references org (id),
  org_path ltree not null,
  survey_id uuid not null,
  mark bytea not null,
  taken bytea not null,
  primary key (org_id, survey_id, mark),
  foreign key (org_id, survey_id) references survey (org_id, id)
);
create index survey_device_path on survey_device (org_path);
alter table survey_device enable row level security, force row level security;
create policy scope on survey_device using (org_path <@ any (app_scopes()));

-- The question by whose answers the results are shown too: one, and once.
alter table survey add column split text;

-- Who is meant, where the name is that of one person of the unit alone.
alter table survey_invite add column person_id uuid references person (id);
create index survey_invite_person on survey_invite (person_id) where person_id is not null;

-- Somebody on a roll by name answers once, on the page or on paper.
create unique index survey_answer_invite on survey_answer (org_id, survey_id, invite_id)
  where invite_id is not null;
