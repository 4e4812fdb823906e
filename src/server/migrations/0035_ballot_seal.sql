-- Modulus of the key that seals the public file of a ballot at its close (docs/decisions/0030-ballot.md).
alter table ballot add column seal_key text;
