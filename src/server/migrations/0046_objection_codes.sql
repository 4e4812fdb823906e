-- Whoever objects from the public page reads the answer with a code; only its hash is kept.
alter table objection add column code_hash bytea;
create index objection_code on objection (code_hash) where code_hash is not null;
