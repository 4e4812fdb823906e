-- Who benefits from a decision, how many are expected to and, once it is done, how many did: the same as
-- of a measure (0013).
alter table study_decision
  add column beneficiaries text,
  add column expected bigint,
  add column benefited bigint;
