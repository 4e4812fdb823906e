-- Whoever has left is nobody here: sessions and tokens end with the last day, sign-in is refused.
drop function who_is(uuid, timestamptz);
create function who_is(account_id uuid, moment timestamptz, today date) returns jsonb
language sql stable set app.scopes = '{""}'
as $$
  select jsonb_build_object(
    'id', a.id, 'login', a.login, 'name', p.name,
    'grants', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', g.id, 'role', g.role, 'orgId', g.org_id, 'orgName', o.name, 'path', o.path::text,
        'until', to_char(g.until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      ) order by g.id)
      from access_grant g
      join org o on o.id = g.org_id
      -- a right that was lent ends with the right it was lent from
      left join access_grant source on source.id = g.from_grant
      where g.person_id = a.id and g.since <= moment and (g.until is null or g.until > moment)
        and g.revoked_at is null and source.revoked_at is null
        and (source.until is null or source.until > moment)), '[]'))
  from account a join person p on p.id = a.id
  where a.id = account_id and a.disabled_at is null
    and (p.left_on is null or p.left_on > today)
$$;
