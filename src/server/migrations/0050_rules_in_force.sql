-- A rule counts for a problem when it was made or amended after it came up, or when somebody who may
-- review says why it covers it all the same.
alter table institution_problem add column covers text;
alter table institution_problem add column covers_by uuid references person (id);
alter table institution_problem add column covers_at timestamptz;

-- What follows a rule: lineage is read both ways.
create index institution_follows on institution (follows) where follows is not null;

-- What the rule changed, and the evidence of it.
alter table institution_review add column changed text;
alter table institution_review add column evidence uuid[] not null default '{}';
