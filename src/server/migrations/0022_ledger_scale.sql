-- Ledgers of many rows (docs/decisions/0026-ledger-at-scale.md).

-- The scopes of a request are read once a statement, not once a row.
alter policy scope on problem using (org_path <@ any ((select app_scopes())::ltree[]));
alter policy scope on measure using (org_path <@ any ((select app_scopes())::ltree[]));
alter policy scope on problem_step using (org_path <@ any ((select app_scopes())::ltree[]));
alter policy scope on progress using (org_path <@ any ((select app_scopes())::ltree[]));
alter policy scope on recheck using (org_path <@ any ((select app_scopes())::ltree[]));

-- Pages by deadline: what is settled comes last.
create index problem_by_due on problem (
  (case when state in ('draft', 'open', 'working') then coalesce(due, 'infinity') else 'infinity' end), id);
-- Whatever figures are counted from, without going to the rows.
create index problem_figures on problem (org_path)
  include (campaign_id, state, due, raised_on, moved_on, reopened, breaks);

-- A subtree may be a thousandth of the rows: the planner must see the difference.
alter table problem alter column org_path set statistics 1000;
alter table measure alter column org_path set statistics 1000;
alter table problem_step alter column org_path set statistics 1000;
