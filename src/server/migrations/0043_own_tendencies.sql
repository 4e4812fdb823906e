-- A tendency says its group, `<group>.<item>` (docs/decisions/0040-own-tendencies.md). What campaigns had added
-- of their own was counted (`own-3`): the same code meant another thing in the next campaign, and said no group.
-- The new code comes from the words, so that what was copied from one campaign to another stays the same thing.
set local app.scopes = '{""}';
create temp table tendency_code on commit drop as
with gs as (select c.id as campaign_id, g.at, g.value ->> 'code' as code, g.value ->> 'name' as name,
    g.value -> 'items' as items
  from campaign c cross join lateral jsonb_array_elements(c.taxonomy -> 'tendencies')
    with ordinality g (value, at)),
gn as (select gs.*, case when gs.code ~ '^own-\d+$' or gs.code !~ '^[a-z0-9][a-z0-9-]{0,14}$'
      or exists (select from gs o where o.campaign_id = gs.campaign_id and o.code = gs.code and o.at < gs.at)
    then 'own-' || substr(md5(concat_ws('/', gs.code, gs.name)), 1, 10) else gs.code end as now
  from gs),
named as (select campaign_id, at, 0::bigint as item, code, now, name from gn
  union all select gn.campaign_id, gn.at, i.at, i.value ->> 'code', gn.now, i.value ->> 'name'
  from gn cross join lateral jsonb_array_elements(gn.items) with ordinality i (value, at)),
placed as (select n.*, row_number() over (partition by campaign_id, code order by at, item) as nth from named n)
select campaign_id, at, item, code, name, nth,
  case when item = 0 then now
    when nth = 1 and left(code, length(now) + 1) = now || '.' then code
    else now || '.own-' || substr(md5(concat_ws('/', code, name, nullif(nth, 1))), 1, 10) end as now
from placed;

update campaign c set taxonomy = jsonb_set(c.taxonomy, '{tendencies}', n.tendencies)
from (select g.campaign_id, jsonb_agg(jsonb_build_object('code', g.now, 'name', g.name, 'items',
      coalesce((select jsonb_agg(jsonb_build_object('code', i.now, 'name', i.name) order by i.item)
        from tendency_code i where i.campaign_id = g.campaign_id and i.at = g.at and i.item > 0), '[]'))
    order by g.at) as tendencies
  from tendency_code g where g.item = 0 group by 1) n
where n.campaign_id = c.id
  and exists (select from tendency_code t where t.campaign_id = c.id and t.now <> t.code);

update campaign c set templates = n.templates
from (select c.id, jsonb_agg(case when t.now is null then x.value
      else jsonb_set(x.value, '{tendency}', to_jsonb(t.now)) end order by x.at) as templates
  from campaign c cross join lateral jsonb_array_elements(c.templates) with ordinality x (value, at)
    left join tendency_code t
      on t.campaign_id = c.id and t.code = x.value ->> 'tendency' and t.nth = 1 and t.now <> t.code
  group by 1 having bool_or(t.now is not null)) n
where n.id = c.id;

update problem p set tendency = t.now from tendency_code t
where t.campaign_id = p.campaign_id and t.code = p.tendency and t.nth = 1 and t.now <> t.code;

-- Saved views that narrow to one: where it is said, or can only be meant, of which campaign.
update ledger_view v set view = jsonb_set(v.view, '{tendency}', to_jsonb(t.now))
from (select code, campaign_id::text, min(now) as now from tendency_code where nth = 1 group by 1, 2
  union all select code, null, min(now) from tendency_code where nth = 1
    group by code having count(distinct now) = 1) t
where v.view ->> 'tendency' = t.code and t.now <> t.code
  and v.view ->> 'campaign' is not distinct from t.campaign_id;
set local app.scopes = '';
