-- Whatever is not over, by unit: filters of lights, breaks, silence and most states read these alone, and
-- not what was settled in all the years before (docs/decisions/0026-ledger-at-scale.md).
create index problem_live on problem (org_path, id)
  include (campaign_id, state, due, raised_on, moved_on, reopened, breaks, severity, tendency, leader_id)
  where state not in ('closed', 'withdrawn');
