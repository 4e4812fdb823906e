-- What a sender says of being finished is a claim: kept, shown, and to be proved by the way every problem
-- takes to its end. Until `claim_until` a measure that is claimed is not called late; after that day it is
-- (docs/decisions/0042-claims.md).
alter table problem
  add column claimed boolean not null default false,
  add column claimed_on date,
  add column claim_until date;
alter table measure add column claimed boolean not null default false;
create index problem_claimed on problem (org_path, id) where claimed;

-- Names and words of a few codes are asked about once too. The meaning of a name: ids of people, the
-- newest first, joined by spaces. «none» means that there is nobody, or nothing.
alter table ledger_word drop constraint ledger_word_kind_check;
alter table ledger_word add constraint ledger_word_kind_check
  check (kind in ('heading', 'unit', 'person', 'tendency', 'mirror', 'severity', 'kind'));

-- How many words of its file an import asks about.
alter table task add column asks integer not null default 0;
