-- Totals of large subtrees that are kept (docs/decisions/0026-ledger-at-scale.md), and the indexes of a
-- ledger of tens of millions of rows.

-- How far the measures of a problem came stands with it like its deadline: the funnel reads one table.
alter table problem
  add column measured boolean not null default false,
  -- Day on which the last of those that have an end was done, once all are; before all days where
  -- none has an end.
  add column all_done_on date;
update problem p set measured = true, all_done_on = m.all_done_on
from (select org_id, problem_id, case when bool_and(kind = 'long-term' or done_on is not null)
      then coalesce(max(done_on) filter (where kind <> 'long-term'), '-infinity') end as all_done_on
    from measure where state <> 'withdrawn' group by 1, 2) m
where m.org_id = p.org_id and m.problem_id = p.id;

-- Whatever changes measures, their problem says so.
create function measures_changed() returns trigger language plpgsql as $$ begin
  if tg_op = 'UPDATE' then
    if not exists (select from gone o join changed n on n.id = o.id
      where (o.org_id, o.problem_id, o.state, o.kind, o.done_on)
        is distinct from (n.org_id, n.problem_id, n.state, n.kind, n.done_on)) then return null; end if;
  end if;
  update problem p set measured = m.measured, all_done_on = m.all_done_on
  from (select k.org_id, k.problem_id, s.measured, s.all_done_on
    from (select distinct org_id, problem_id from changed) k
    cross join lateral (select count(*) > 0 as measured,
        case when bool_and(m.kind = 'long-term' or m.done_on is not null)
          then coalesce(max(m.done_on) filter (where m.kind <> 'long-term'), '-infinity') end as all_done_on
      from measure m where m.org_id = k.org_id and m.problem_id = k.problem_id
        and m.state <> 'withdrawn') s) m
  where p.org_id = m.org_id and p.id = m.problem_id
    and (p.measured, p.all_done_on) is distinct from (m.measured, m.all_done_on);
  return null;
end $$;
create trigger measures_added after insert on measure referencing new table as changed
  for each statement execute function measures_changed();
create trigger measures_changed after update on measure
  referencing old table as gone new table as changed
  for each statement execute function measures_changed();
create trigger measures_gone after delete on measure referencing old table as changed
  for each statement execute function measures_changed();

-- Units with very many rows under them, whose totals are kept. Days before `floor` are one in them.
create table problem_kept (
  org_path ltree primary key,
  floor date not null
);
-- Totals of a kept unit with everything under it: how many rows are what, by a word and a number,
-- mostly a day (days since 2000-01-01).
create table problem_total (
  org_path ltree not null,
  campaign_id uuid not null,
  what text not null,
  word text not null,
  at integer not null,
  n bigint not null,
  primary key (org_path, what, word, at, campaign_id)
);
-- What is not in the totals yet: every change of a problem adds its difference at its own unit, in its
-- own transaction. A reader adds those under a unit to its totals; a job folds them in.
create table problem_change (
  org_path ltree not null,
  campaign_id uuid not null,
  what text not null,
  word text not null,
  at integer not null,
  n bigint not null
);
create index problem_change_path on problem_change (org_path);
alter table problem_kept enable row level security, force row level security;
alter table problem_total enable row level security, force row level security;
alter table problem_change enable row level security, force row level security;
create policy scope on problem_kept using (org_path <@ any ((select app_scopes())::ltree[]));
create policy scope on problem_total using (org_path <@ any ((select app_scopes())::ltree[]));
create policy scope on problem_change using (org_path <@ any ((select app_scopes())::ltree[]));

create function day_number(day date) returns integer language sql immutable parallel safe
return case when day = 'infinity' then 2147483647 when day = '-infinity' then -2147483648
  else day - '2000-01-01'::date end;

-- What a problem counts as. One that no one works on counts by its state alone; `stood`: on a list.
create function problem_parts(state text, due date, raised_on date, moved_on date, reopened integer,
    breaks text[], measured boolean, all_done_on date)
  returns table (what text, word text, at integer) language sql immutable parallel safe
begin atomic
  select 'state', state, 0
  union all select 'again', '', 0 where reopened > 0 and state not in ('draft', 'withdrawn')
  union all select 'due', case state when 'draft' then 'draft' else 'work' end,
      day_number(coalesce(due, 'infinity')) where state in ('draft', 'open', 'working')
  union all select 'moved', '', day_number(moved_on) where state in ('draft', 'open', 'working')
  union all select 'age', '', day_number(raised_on) where state not in ('draft', 'withdrawn', 'closed')
  union all select 'break', b, 0 from unnest(breaks) b where state not in ('closed', 'withdrawn')
  union all select 'come', '', day_number(coalesce(all_done_on, 'infinity'))
    where measured and state not in ('draft', 'withdrawn');
end;

-- Of the totals of today nothing asks on which day something was that lies further back.
create function total_at(what text, at integer, floor date) returns integer
  language sql immutable parallel safe
return case when what in ('due', 'age', 'moved', 'come', 'raised', 'closed', 'reopened',
    'raised-twice', 'closed-twice', 'reopened-twice')
  and at < day_number(floor) - case what when 'moved' then 300 else 0 end then -2147483648 else at end;

create function problems_added() returns trigger language plpgsql as $$ begin
  insert into problem_change (org_path, campaign_id, what, word, at, n)
  select p.org_path, p.campaign_id, t.what, t.word, t.at, count(*) from added p
  cross join lateral problem_parts(p.state, p.due, p.raised_on, p.moved_on, p.reopened, p.breaks,
    p.measured, p.all_done_on) t
  group by 1, 2, 3, 4, 5;
  return null;
end $$;
create function problems_gone() returns trigger language plpgsql as $$ begin
  insert into problem_change (org_path, campaign_id, what, word, at, n)
  select p.org_path, p.campaign_id, t.what, t.word, t.at, -count(*) from gone p
  cross join lateral problem_parts(p.state, p.due, p.raised_on, p.moved_on, p.reopened, p.breaks,
    p.measured, p.all_done_on) t
  group by 1, 2, 3, 4, 5;
  return null;
end $$;
-- A unit that moves takes its totals and its rows along (`totals_move`): of them nothing changes here.
create function problems_changed() returns trigger language plpgsql as $$ begin
  insert into problem_change (org_path, campaign_id, what, word, at, n)
  select d.org_path, d.campaign_id, d.what, d.word, d.at, sum(d.n) from gone o join added n on n.id = o.id
  cross join lateral (
    select o.org_path, o.campaign_id, t.*, -1 as n from problem_parts(o.state, o.due, o.raised_on,
      o.moved_on, o.reopened, o.breaks, o.measured, o.all_done_on) t
    union all select n.org_path, n.campaign_id, t.*, 1 from problem_parts(n.state, n.due, n.raised_on,
      n.moved_on, n.reopened, n.breaks, n.measured, n.all_done_on) t) d
  where (o.org_id, o.campaign_id, o.state, o.due, o.raised_on, o.moved_on, o.reopened, o.breaks,
      o.measured, o.all_done_on)
    is distinct from (n.org_id, n.campaign_id, n.state, n.due, n.raised_on, n.moved_on, n.reopened,
      n.breaks, n.measured, n.all_done_on)
  group by 1, 2, 3, 4, 5 having sum(d.n) <> 0;
  return null;
end $$;
create trigger problems_added after insert on problem referencing new table as added
  for each statement execute function problems_added();
create trigger problems_changed after update on problem referencing old table as gone new table as added
  for each statement execute function problems_changed();
create trigger problems_gone after delete on problem referencing old table as gone
  for each statement execute function problems_gone();

-- What steps count as: days on which problems entered a list, were closed and were opened again, each
-- problem once within any days (what it did before within 100 days is `-twice`); and days between steps.
create function steps_added() returns trigger language plpgsql as $$ begin
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
create function steps_changed() returns trigger language plpgsql as $$ begin
  insert into problem_change (org_path, campaign_id, what, word, at, n)
  with c as (select n.id, o.org_id as from_org, n.org_id, n.problem_id from gone o join added n on n.id = o.id
    where (o.org_id, o.campaign_id, o.step, o.from_state, o.to_state, o.on_day)
      is distinct from (n.org_id, n.campaign_id, n.step, n.from_state, n.to_state, n.on_day)),
  k as (select org_id, problem_id from c union select from_org, problem_id from c),
  s as (select 1 as side, s.* from problem_step s join k using (org_id, problem_id)
    union all select -1, s.* from problem_step s join k using (org_id, problem_id)
      where s.id not in (select id from c)
    union all select -1, o.* from gone o where o.id in (select id from c)),
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
create trigger steps_added after insert on problem_step referencing new table as added
  for each statement execute function steps_added();
create trigger steps_changed after update on problem_step
  referencing old table as gone new table as added for each statement execute function steps_changed();

-- The totals of a kept unit as they should be: those of the kept units directly under it, and the rows
-- of the others without the differences that wait.
create function totals_wanted(unit ltree, floor date)
  returns table (campaign_id uuid, what text, word text, at integer, n numeric) language sql stable
begin atomic
  with own as (select id, path from org where path = unit),
  part as (select path as low, path || '000000000000' as high, false as kept from own
    union all select o.path, (o.path::text || '0')::ltree,
      exists (select from problem_kept k where k.org_path = o.path)
    from org o join own on o.parent_id = own.id),
  -- One range of the index after the other (`offset`): all rows at once would be read otherwise.
  s as (select 1 as side, s.* from part cross join lateral (
      select s.org_path, s.campaign_id, s.problem_id, s.step, s.from_state, s.to_state, s.on_day
      from problem_step s where s.org_path >= part.low and s.org_path < part.high offset 0) s
    where not part.kept),
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
  select d.campaign_id, d.what, d.word, total_at(d.what, d.at, floor), sum(d.n) from (
    select t.campaign_id, t.what, t.word, t.at, t.n from part
      join problem_total t on t.org_path = part.low where part.kept
    union all
    select p.campaign_id, t.what, t.word, t.at, 1 from part
      cross join lateral (select p.campaign_id, p.state, p.due, p.raised_on, p.moved_on, p.reopened,
          p.breaks, p.measured, p.all_done_on
        from problem p where p.org_path >= part.low and p.org_path < part.high offset 0) p
      cross join lateral problem_parts(p.state, p.due, p.raised_on, p.moved_on, p.reopened, p.breaks,
        p.measured, p.all_done_on) t
      where not part.kept
    union all select f.campaign_id, f.what, f.word, f.at, f.n from f
    union all
    select c.campaign_id, c.what, c.word, c.at, -c.n from part
      join problem_change c on c.org_path >= part.low and c.org_path < part.high where not part.kept
  ) d group by 1, 2, 3, 4 having sum(d.n) <> 0;
end;

-- One at a time: what waits is folded in, a unit moves, totals are checked.
create function totals_turn() returns void language sql
return pg_advisory_xact_lock(hashtextextended('problem totals', 0));

-- Takes some of what waits into the totals of all kept units above it; how many differences it were.
create function totals_fold(most integer) returns bigint language plpgsql as $$
declare folded bigint;
begin
  perform totals_turn();
  with gone as (delete from problem_change
      where ctid = any (array(select ctid from problem_change limit most)) returning *),
  own as (select org_path, campaign_id, what, word, at, sum(n) as n from gone group by 1, 2, 3, 4, 5),
  put as (insert into problem_total as t (org_path, campaign_id, what, word, at, n)
    select k.org_path, o.campaign_id, o.what, o.word, total_at(o.what, o.at, k.floor), sum(o.n)
    from own o cross join generate_series(1, nlevel(o.org_path)) level
    join problem_kept k on k.org_path = subpath(o.org_path, 0, level)
    group by 1, 2, 3, 4, 5 having sum(o.n) <> 0
    on conflict (org_path, what, word, at, campaign_id) do update set n = t.n + excluded.n)
  select count(*) into folded from gone;
  return folded;
end $$;

-- Before everything under one path goes beneath another: what is in totals above it goes along, as a
-- difference at its parents; what still waits goes with its rows. Under every scope.
create function totals_move(unit ltree, target ltree) returns void language plpgsql as $$
declare kept boolean;
begin
  perform totals_turn();
  if not exists (select from problem_kept k where nlevel(unit) > 1 and (k.org_path @> subpath(unit, 0, -1)
      or k.org_path @> subpath(target, 0, -1))) then return; end if;
  kept := exists (select from problem_kept k where k.org_path = unit);
  insert into problem_change (org_path, campaign_id, what, word, at, n)
  with f as materialized (
    select t.campaign_id, t.what, t.word, t.at, t.n::numeric from problem_total t
      where kept and t.org_path = unit
    union all select w.* from totals_wanted(unit, '1900-01-01') w where not kept)
  select subpath(unit, 0, -1), campaign_id, what, word, at, -n from f
  union all select subpath(target, 0, -1), campaign_id, what, word, at, n from f;
end $$;

-- Brings the totals of a kept unit to what they should be; how many were not.
create function totals_mend(unit ltree) returns bigint language plpgsql as $$
declare wrong bigint;
begin
  perform totals_turn();
  with want as materialized (select w.* from problem_kept k
      cross join lateral totals_wanted(k.org_path, k.floor) w where k.org_path = unit),
  bad as materialized (select coalesce(w.campaign_id, t.campaign_id) as campaign_id,
      coalesce(w.what, t.what) as what, coalesce(w.word, t.word) as word, coalesce(w.at, t.at) as at,
      coalesce(w.n, 0) as n
    from want w full join (select * from problem_total where org_path = unit) t
      on (t.campaign_id, t.what, t.word, t.at) = (w.campaign_id, w.what, w.word, w.at)
    where coalesce(w.n, 0) <> coalesce(t.n, 0)),
  put as (insert into problem_total as t (org_path, campaign_id, what, word, at, n)
    select unit, campaign_id, what, word, at, n from bad
    on conflict (org_path, what, word, at, campaign_id) do update set n = excluded.n)
  select count(*) into wrong from bad;
  return wrong;
end $$;

-- Sets the day before which days are one, in all totals, and forgets what came to nothing.
create function totals_floor(day date) returns void language plpgsql as $$ begin
  perform totals_turn();
  update problem_kept set floor = day where floor < day;
  with old as (delete from problem_total t where t.n = 0 or total_at(t.what, t.at, day) <> t.at returning *)
  insert into problem_total as t (org_path, campaign_id, what, word, at, n)
  select org_path, campaign_id, what, word, total_at(what, at, day), sum(n) from old
  group by 1, 2, 3, 4, 5 having sum(n) <> 0
  on conflict (org_path, what, word, at, campaign_id) do update set n = t.n + excluded.n;
end $$;

-- Units with very many rows under them, the deepest first; those that are kept stay so down to half.
create function totals_large(many bigint) returns table (org_path ltree, kept boolean)
  language sql stable
begin atomic
  with own as (select p.org_path, count(*) as n from problem p group by 1),
  whole as (select subpath(own.org_path, 0, level) as path, sum(own.n) as n
    from own cross join generate_series(1, nlevel(own.org_path)) level group by 1)
  select whole.path, k.org_path is not null from whole
  left join problem_kept k on k.org_path = whole.path
  where whole.n >= case when k.org_path is null then many else many / 2 end
  order by nlevel(whole.path) desc, whole.path;
end;

-- Indexes. Ids alone tell the order of making; nothing asked for the others.
drop index problem_newest;
drop index problem_due;
drop index problem_step_day;
drop index problem_step_problem;
alter table problem_step drop constraint problem_step_pkey, add primary key (org_id, problem_id, id);
drop index measure_path;
create index measure_path on measure (org_path);
drop index problem_path;
create index problem_path on problem (org_path, id)
  include (campaign_id, state, due, raised_on, moved_on, reopened, breaks, measured, all_done_on, severity,
    tendency, leader_id);
-- One for every order a page offers. In words of which the database knows that they tell nothing
-- (`case`, and not `coalesce`): else a row policy keeps it from beginning where a page begins.
drop index problem_by_due;
create index problem_by_due on problem ((case when state in ('draft', 'open', 'working')
  and due is not null then due else 'infinity' end), id);
create index problem_by_severity on problem (
  (case severity when 'grave' then 0 when 'ordinary' then 1 else 2 end), id);
create index problem_by_moved on problem (moved_on, id);
create index problem_by_state on problem ((case state when 'draft' then 0 when 'open' then 1
  when 'working' then 2 when 'applied' then 3 when 'reviewed' then 4 when 'confirmed' then 5
  when 'notice' then 6 when 'closed' then 7 else 8 end), id);
create index problem_by_tendency on problem ((case when tendency is null then 'zz' else tendency end), id);
create index problem_by_leader on problem ((case when leader_id is null
  then 'ffffffff-ffff-ffff-ffff-ffffffffffff' else leader_id end), id);
