-- Order of those that have been longest without a move, for as long as work is owed.
create index problem_by_still on problem (
  (case when state in ('draft', 'open', 'working') then moved_on else 'infinity'::date end), id, org_path);

-- With the path beside: a page of a province in a country's ledger passes over rows of others in the
-- index, and reads no row of theirs.
drop index problem_by_due;
create index problem_by_due on problem (
  (case when state in ('draft', 'open', 'working') and due is not null then due else 'infinity'::date end),
  id, org_path);
