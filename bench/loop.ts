import { sql } from 'kysely';
import type { Context } from '../src/server/platform/context.ts';
import { SESSION_COOKIE } from '../src/server/platform/http.ts';
import { newId, newToken } from '../src/server/platform/ids.ts';

interface Place {
  readonly id: string;
  readonly path: string;
}

/** Somebody with the role `office` at a unit, and the cookie of an open session. */
export async function signInAt({ db, now }: Context, at: Place) {
  const person = newId(now());
  const belongs = { org_id: at.id, org_path: at.path };
  const made = { created_at: now() };
  await db
    .insertInto('person')
    .values({ ...belongs, ...made, id: person, name: '压测', version: 1 })
    .execute();
  await db
    .insertInto('account')
    .values({ ...made, id: person, login: person, password_hash: '-' })
    .execute();
  await db
    .insertInto('access_grant')
    .values({
      ...{ ...belongs, ...made, id: newId(now()), person_id: person },
      ...{ role: 'office', since: now() },
    })
    .execute();
  const { token, hash } = newToken();
  await db
    .insertInto('session')
    .values({
      ...{ token_hash: hash, account_id: person, created_at: now(), seen_at: now() },
      expires_at: new Date(now().getTime() + 86_400_000),
    })
    .execute();
  return { person, cookie: `${SESSION_COOKIE}=${token}` };
}

/** A request with a session; throws with the answer's text when it is refused. */
export async function ask<T>(url: string, cookie: string, body?: object): Promise<T> {
  const answer = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: { cookie, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/**
 * Rows of a ledger that are made up in the database, spread evenly over all units under a path:
 * raised within two years, 45 % closed, half of the rest at work, two measures in three rows of
 * four, and a step for what each has reached. The same number gives the same rows but their ids.
 */
export async function fillLedger(
  { db }: Context,
  given: {
    readonly rows: number;
    readonly first: number;
    readonly under: string;
    readonly campaign: string;
    readonly person: string;
    /** Keys to other tables are not checked again: what they point at was just made. */
    readonly trusted?: boolean;
  },
): Promise<void> {
  const { rows, first, under, campaign, person } = given;
  await db.transaction().execute(async (trx) => {
    if (given.trusted) await sql`set local session_replication_role = replica`.execute(trx);
    await sql`create temp table place on commit drop as select id, path,
      row_number() over (order by path) - 1 as k from org where path <@ ${under}::ltree`.execute(
      trx,
    );
    await sql`create unique index on place (k)`.execute(trx);
    await sql`analyze place`.execute(trx);
    const chance = (salt: string) =>
      sql`(abs(hashint8extended(i, ${sql.lit(salt)}::bigint)) % 1000)::int`;
    await sql`create temp table made on commit drop as
      select i, (lpad(to_hex((extract(epoch from raised_on) * 1000)::bigint + i % 86400000), 12, '0') || '7'
          || lpad(to_hex(i % 4096), 3, '0') || '8' || substr(md5(i::text), 1, 15))::uuid as id,
        o.id as org_id, o.path as org_path, raised_on, state,
        raised_on + 20 + ${chance('3')} % 160 as due,
        case when state in ('open', 'working') and ${chance('4')} < 150 then ${chance('5')} % 9 + 1 else 0 end as gap,
        ${chance('6')} as c
      from (select i::bigint, current_date - ${chance('1')} * 730 / 1000 as raised_on,
          case when ${chance('2')} < 450 then 'closed' when ${chance('2')} < 480 then 'withdrawn'
            when ${chance('2')} < 510 then 'draft' when ${chance('2')} < 620 then 'open'
            when ${chance('2')} < 870 then 'working' when ${chance('2')} < 900 then 'applied'
            when ${chance('2')} < 930 then 'reviewed' when ${chance('2')} < 960 then 'confirmed'
            else 'notice' end as state
        from generate_series(${first}::bigint, ${first + rows - 1}::bigint) i) w
      join place o on o.k = (i * 7919) % (select count(*) from place)`.execute(trx);
    await sql`insert into problem (org_id, id, org_path, campaign_id, number, list, source, tendency,
        title, facts, severity, systemic, owner_id, leader_id, state, raised_on, due, long_term, breaks,
        moved_on, done_on, closed_on, reopened, created_at, created_by, version)
      select org_id, id, org_path, ${campaign}::uuid, 'B' || i, 'unit', (array['self', 'voice', 'inspection',
          'audit'])[c % 4 + 1], (array['1', '2', '3', '4'])[c % 4 + 1],
        '社区服务中心窗口办理时限没有对外公布' || i, '现场走访发现，群众办事要跑两趟，窗口没有一次告知材料清单。',
        (array['slight', 'ordinary', 'ordinary', 'grave'])[c % 4 + 1], false, ${person}::uuid, ${person}::uuid, state,
        raised_on, due, false, case when gap = 0 then '{}'::text[] else
          array[(array['no-owner', 'no-leader', 'no-tendency', 'no-measure', 'no-criterion', 'no-due',
            'no-effect', 'no-evidence', 'no-institution'])[gap]] end,
        least(raised_on + c % 90, current_date), case when state = 'closed' then due end,
        case when state = 'closed' then least(due, current_date) end,
        case when c % 50 = 0 then 1 else 0 end, raised_on, ${person}::uuid, 1 from made`.execute(
      trx,
    );
    await sql`insert into measure (org_id, id, org_path, problem_id, position, text, kind, due, state,
        done_on, created_at, created_by, version)
      select org_id, gen_random_uuid(), org_path, id, n, '公布办理时限和材料清单，每月抽查一次', 'by-date', due,
        case when state in ('draft', 'open') then 'planned' when state = 'working' then 'working' else 'done' end,
        case when state not in ('draft', 'open', 'working') then least(due, current_date) end,
        raised_on, ${person}::uuid, 1
      from made, generate_series(0, c % 3 / 2) n where c % 4 > 0`.execute(trx);
    await sql`insert into problem_step (org_id, id, org_path, problem_id, campaign_id, step, from_state,
        to_state, due, by_person, on_day, at)
      select org_id, gen_random_uuid(), org_path, id, ${campaign}::uuid, 'publish', 'draft', 'open', due,
        ${person}::uuid, raised_on, raised_on from made where state <> 'draft'
      union all
      select org_id, gen_random_uuid(), org_path, id, ${campaign}::uuid, case state when 'closed' then 'close'
          when 'working' then 'start' when 'withdrawn' then 'withdraw' else 'apply' end, 'open', state, due,
        ${person}::uuid, least(raised_on + 30, current_date), raised_on + 30
        from made where state not in ('draft', 'open')`.execute(trx);
  });
}
