-- Ledgers of ten thousand rows: known problems are found by what they say, and what was planned is
-- kept until it is confirmed.

-- What a text says as a number: no spaces, width, case or punctuation. Coarser than the comparison
-- that decides (office/ledger/text.ts): two texts that are the same there have one number.
create function ledger_key(said text) returns bigint language sql immutable strict parallel safe
return hashtextextended(
  regexp_replace(lower(normalize(said, NFKC) collate "C"), '[^0-9a-z一-龥]', '', 'g') collate "C", 0);

alter table problem add column facts_key bigint generated always as (ledger_key(facts)) stored;
create index problem_said on problem (facts_key);

-- what confirming will write, as it was shown
alter table task add column plan bytea;
