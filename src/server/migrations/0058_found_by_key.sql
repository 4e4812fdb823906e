-- Whatever changes measures, their problem says so, as before (0034). Each problem is read by its key, one
-- after the other: where nobody has counted rows yet, a join read all of a unit's problems for each
-- of them, a third of the time in which a ledger of 10,000 rows is written.
create or replace function measures_changed() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$ begin
  if tg_op = 'UPDATE' then
    if not exists (select from gone o join changed n on n.id = o.id
      where (o.org_id, o.problem_id, o.state, o.kind, o.done_on)
        is distinct from (n.org_id, n.problem_id, n.state, n.kind, n.done_on)) then return null; end if;
  end if;
  with come as (select k.org_id, k.problem_id, s.measured, s.all_done_on
    from (select distinct org_id, problem_id from changed) k
    cross join lateral (select count(*) > 0 as measured,
        case when bool_and(m.kind = 'long-term' or m.done_on is not null)
          then coalesce(max(m.done_on) filter (where m.kind <> 'long-term'), '-infinity') end as all_done_on
      from measure m where m.org_id = k.org_id and m.problem_id = k.problem_id
        and m.state <> 'withdrawn' offset 0) s),
  other as materialized (select come.* from come cross join lateral (
    select p.measured, p.all_done_on from problem p
    where p.org_id = come.org_id and p.id = come.problem_id offset 0) p
    where (p.measured, p.all_done_on) is distinct from (come.measured, come.all_done_on))
  update problem p set measured = other.measured, all_done_on = other.all_done_on
  from other where p.org_id = other.org_id and p.id = other.problem_id;
  return null;
end $$;

-- Newest first, what has been silent lies behind a month of rows that are not, and what lacks a proof
-- behind those that owe none yet. Each gets an index of the rows it can be among.
create index problem_owing on problem (id, org_path) include (moved_on, campaign_id)
  where state in ('draft', 'open', 'working');
create index problem_no_evidence on problem (id, org_path)
  where breaks && array['no-evidence'] and state not in ('closed', 'withdrawn');
create index problem_no_effect on problem (id, org_path)
  where breaks && array['no-effect'] and state not in ('closed', 'withdrawn');

-- Who is not known by a number is not looked for by it.
drop index problem_owner;
create index problem_owner on problem (owner_id, state) where owner_id is not null;
drop index problem_leader;
create index problem_leader on problem (leader_id, state) where leader_id is not null;
