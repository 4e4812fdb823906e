-- Parts of a problem lie where it lies: their key to it says that the unit is there. Asked again of each
-- part, it is a quarter of the looking up that a ledger of 10,000 rows waits for.
alter table measure drop constraint measure_org_id_fkey;
alter table problem_step drop constraint problem_step_org_id_fkey;
alter table progress drop constraint progress_org_id_fkey;

-- What steps count as, as before (0034). Of problems that were just raised the day on which they entered
-- a list is all: no way has to be gone through.
create or replace function steps_added() returns trigger language plpgsql as $$ begin
  if not exists (select from added a where a.step <> 'raise' or a.from_state is not null
      or exists (select from problem_step s where s.org_id = a.org_id and s.problem_id = a.problem_id
        and s.id <> a.id)) then
    insert into problem_change (org_path, campaign_id, what, word, at, n)
    select a.org_path, a.campaign_id, 'raised', '', day_number(a.on_day), count(*) from added a
    where a.to_state = 'open' group by 1, 2, 5;
    return null;
  end if;
  insert into problem_change (org_path, campaign_id, what, word, at, n)
  with k as (select distinct org_id, problem_id from added),
  s as (select 1 as side, s.* from problem_step s join k using (org_id, problem_id)
    union all select -1, s.* from problem_step s join k using (org_id, problem_id)
      where s.id not in (select id from added)),
  way as (select s.side, s.org_path, s.campaign_id,
      min(s.on_day) filter (where s.to_state = 'open') as listed,
      min(s.on_day) filter (where s.step = 'start') as started,
      max(s.on_day) filter (where s.step = 'apply') as applied,
      max(s.on_day) filter (where s.step = 'confirm') as confirmed,
      max(s.on_day) filter (where s.step = 'close') as closed
    from s group by s.side, s.org_path, s.campaign_id, s.problem_id),
  m as (select m.side, m.org_path, m.campaign_id, m.what, m.on_day,
      lag(m.on_day) over (partition by m.side, m.org_path, m.problem_id, m.what order by m.on_day) as before
    from (select s.*, case when s.to_state = 'open' and coalesce(s.from_state, 'draft') = 'draft' then 'raised'
        when s.step = 'close' then 'closed' when s.step in ('reopen', 'uphold') then 'reopened' end as what
      from s) m where m.what is not null),
  f as (select way.org_path, way.campaign_id, 'lead' as what, v.word, v.days as at, way.side as n
      from way cross join lateral (values ('toStart', started - listed), ('toApply', applied - started),
        ('toConfirm', confirmed - applied), ('toClose', closed - confirmed), ('whole', closed - listed)
      ) v (word, days) where v.days >= 0
    union all select m.org_path, m.campaign_id, m.what, '', day_number(m.on_day), m.side from m
    union all select m.org_path, m.campaign_id, m.what || '-twice', (m.on_day - m.before)::text,
      day_number(m.before), m.side from m where m.on_day - m.before <= 100)
  select f.org_path, f.campaign_id, f.what, f.word, f.at, sum(f.n) from f
  group by 1, 2, 3, 4, 5 having sum(f.n) <> 0;
  return null;
end $$;
