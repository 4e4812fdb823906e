-- A view of the ledger that the office offers to everybody who works under a unit. One that was never offered
-- has no unit and is its owner's alone; one taken back keeps its unit, and `offered` says that it is over.
alter table ledger_view
  add column org_id uuid references org (id),
  add column org_path ltree,
  add column offered boolean not null default false,
  add constraint ledger_view_unit check (
    (org_id is null) = (org_path is null) and (org_path is not null or not offered));
create index ledger_view_path on ledger_view (org_path) where org_path is not null;
-- Whoever works there reads it, as frames of campaigns are read; whoever keeps the unit may take it back.
create policy offered on ledger_view for select using (offered and app_scopes() <@ org_path);
create policy scope on ledger_view using (org_path <@ any (app_scopes()));
