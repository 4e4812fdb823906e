-- Measures that say which business figure of their unit they serve 同中心工作结合: a cockpit and a report show
-- both together, the ledger is narrowed to one of them.
create index measure_served on measure (org_path, serves) include (problem_id) where serves is not null;
