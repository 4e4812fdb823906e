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
drop index problem_path;
create index problem_path on problem (org_path, id)
  include (campaign_id, state, due, raised_on, moved_on, reopened, breaks);
drop index measure_path;
create index measure_path on measure (org_path)
  include (org_id, problem_id, state, kind, done_on, created_at);
drop index problem_step_path;
create index problem_step_path on problem_step (org_path, on_day)
  include (problem_id, step, from_state, to_state, campaign_id);
-- The steps of a week, of whatever units.
create index problem_step_day on problem_step (on_day, org_path)
  include (problem_id, step, from_state, to_state, campaign_id);

-- A subtree may be a thousandth of the rows: the planner must see the difference.
alter table problem alter column org_path set statistics 1000;
alter table measure alter column org_path set statistics 1000;
alter table problem_step alter column org_path set statistics 1000;
