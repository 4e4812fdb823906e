import { existsSync, mkdirSync, rmSync, statfsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { sql } from 'kysely';
import { openContext, rooms } from '../src/server/main.ts';
import { createHttp } from '../src/server/platform/http.ts';
import { checkAll } from '../src/server/problem/totals.jobs.ts';
import { freshHome } from '../test/setup/home.ts';
import { fillLedger } from './ledger-rows.ts';
import { ask, signInAt } from './loop.ts';
import { type Figure, median, table, time } from './measure.ts';

/*
 * `npm run bench:ledger-scale [-- ROWS [HOME]]`: rows of a ledger on a tree of 690,000 units, made
 * in the database, then list, funnel and lights of subtrees of every size over HTTP. A home that is
 * named is kept, and filled up to the number of rows.
 */
const ROWS = Number(process.argv[2] ?? 20_000_000);
const given = process.argv[3];
const BATCH = 250_000;
const TIMES = 7;
const BAR = 200;
/** Problem, measures, steps and all their indexes, with room for sorting. */
const BYTES_A_ROW = 3_600;

const home = given ?? (await freshHome('scale'));
if (!existsSync(home)) mkdirSync(home, { recursive: true, mode: 0o755 });
const { ctx, close } = await openContext({ home, log: 'silent' });
const { db } = ctx;
const app = await createHttp(ctx, rooms);
const url = await app.listen({ host: '127.0.0.1', port: 0 });
try {
  const root = await db
    .selectFrom('org')
    .selectAll()
    .where('parent_id', 'is', null)
    .executeTakeFirstOrThrow();
  if (root.units === 1) await grow(root.id);
  const { cookie } = await signInAt(ctx, root);
  await fillUp(root, cookie);
  await read(root, cookie);
} finally {
  await app.close();
  await close();
  if (!given) rmSync(home, { recursive: true, force: true });
}

/** 31 provinces of 11 cities of 9 counties of 14 townships of 15 villages. */
async function grow(id: string): Promise<void> {
  const kinds = ['province', 'city', 'county', 'township', 'village'];
  await db.transaction().execute(async (trx) => {
    // Parents were just made: looking each up again takes minutes.
    await sql`set local session_replication_role = replica`.execute(trx);
    let above = sql`select id, path from org where id = ${id}`;
    for (const [depth, fan] of [31, 11, 9, 14, 15].entries()) {
      const units = [691_765, 22_314, 2_028, 225, 16, 1][depth + 1]!;
      await sql`insert into org (id, parent_id, path, name, kind, position, units, since, version)
        select u, parent, path || right(u::text, 12), '第' || k || '单位', ${kinds[depth]!}, k, ${units},
          '2020-01-01', 1
        from (select gen_random_uuid() as u, a.id as parent, a.path, k
          from (${above}) a, generate_series(0, ${fan - 1}) k) made`.execute(trx);
      above = sql`select id, path from org where kind = ${kinds[depth]!}`;
    }
    await sql`update org set units = (select count(*) from org) where id = ${id}`.execute(trx);
  });
  await sql`vacuum analyze org`.execute(db);
}

/**
 * Makes the rows that are missing, two batches at a time. Keys and indexes are dropped for it and made
 * again, keys to other tables without looking at every row; then the totals are made.
 */
async function fillUp(
  root: { readonly id: string; readonly path: string },
  cookie: string,
): Promise<void> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from problem`.execute(db);
  const there = rows[0]!.n;
  if (there >= ROWS) return;
  const { bavail, bsize } = statfsSync(home);
  const needed = (ROWS - there) * BYTES_A_ROW;
  if (bavail * bsize < needed)
    throw new Error(`${(needed / 2 ** 30).toFixed(0)} GB of free space are needed at ${home}`);
  const campaign = await ask<{ id: string }>(`${url}/api/campaigns`, cookie, {
    ...{ unitId: root.id, name: '正确政绩观学习教育', theme: '为民造福', since: '2024-03-01' },
  });
  const { rows: people } = await sql<{ id: string }>`
    insert into person (id, org_id, org_path, name, created_at, version)
    select gen_random_uuid(), id, path, '经办' || position, now(), 1 from org where kind = 'county'
    returning id`.execute(db);
  const said = step();
  const again = await withoutKeys();
  let next = there;
  const worker = async () => {
    while (next < ROWS) {
      const first = next;
      next += BATCH;
      await fillLedger(ctx, {
        ...{
          first,
          rows: Math.min(BATCH, ROWS - first),
          of: ROWS,
          under: root.path,
          trusted: true,
        },
        ...{ campaign: campaign.id, people: people.map((p) => p.id) },
      });
    }
  };
  await Promise.all([worker(), worker()]);
  said(`${ROWS - there} rows`);
  await again();
  await makeTotals();
}

function step(): (what: string) => void {
  const start = performance.now();
  return (what) => console.log(`${what}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
}

/**
 * Drops what guards and finds rows of the ledger; gives what makes it again, the widest indexes first:
 * sorting them takes as much room again.
 */
async function withoutKeys(): Promise<() => Promise<void>> {
  const tables = sql`('problem'::regclass, 'measure'::regclass, 'problem_step'::regclass)`;
  const { rows: keys } = await sql<{ on: string; name: string; kind: string; made: string }>`
    select conrelid::regclass::text as "on", conname as name, contype as kind,
      pg_get_constraintdef(oid) as made from pg_constraint
    where contype in ('p', 'u', 'f') and (conrelid in ${tables} or confrelid in ${tables})
    order by contype <> 'f', conname`.execute(db);
  const { rows: indexes } = await sql<{ name: string; made: string }>`
    select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as made
    from pg_index i where i.indrelid in ${tables}
      and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
    order by pg_get_indexdef(i.indexrelid) like '% USING gin %', i.indnatts desc`.execute(db);
  for (const { on, name } of keys)
    await sql.raw(`alter table ${on} drop constraint ${name}`).execute(db);
  for (const { name } of indexes) await sql.raw(`drop index ${name}`).execute(db);
  return async () => {
    const said = step();
    const build = (made: string) =>
      db.connection().execute(async (one) => {
        await sql`set maintenance_work_mem = '1GB'`.execute(one);
        await sql.raw(made).execute(one);
      });
    for (const { on, name, made, kind } of keys)
      if (kind !== 'f') await build(`alter table ${on} add constraint ${name} ${made}`);
    for (const { on, name, made, kind } of keys)
      if (kind === 'f') await build(`alter table ${on} add constraint ${name} ${made} not valid`);
    for (const { made } of indexes) await build(made);
    for (const name of ['problem', 'measure', 'problem_step'])
      await build(`vacuum analyze ${name}`);
    said('indexes');
  };
}

/** The job of the night: which units have very many rows under them, and their totals. */
async function makeTotals(): Promise<void> {
  const said = step();
  await checkAll({ ...ctx, signal: new AbortController().signal });
  await sql`vacuum analyze problem_total`.execute(db);
  said('totals');
}

/** Whatever pages show of subtrees of every size, to somebody who may see all and to those who see one. */
async function read(
  root: { readonly id: string; readonly path: string },
  cookie: string,
): Promise<void> {
  const figures: Figure[] = [];
  const measure = async (what: string, who: string, pages: Record<string, string>) => {
    for (const [page, path] of Object.entries(pages)) {
      const once = performance.now();
      await ask(`${url}${path}`, who);
      // What takes long is asked twice more, not seven times.
      const times = performance.now() - once > 3_000 ? 2 : TIMES;
      const runs = await time(times, () => ask(`${url}${path}`, who));
      figures.push({ what: `${what}: ${page}`, bar: BAR, unit: 'ms', runs });
    }
  };
  await measure('root', cookie, { ...shown(root.id), ...orders(root.id) });
  for (const kind of ['province', 'city', 'county', 'township', 'village']) {
    const { rows } = await sql<{ id: string; path: string; n: number }>`
      select id, path, (select count(*)::int from problem
        where org_path >= o.path and org_path < (o.path::text || '0')::ltree) as n
      from org o where kind = ${kind} order by path limit 1`.execute(db);
    const at = rows[0]!;
    await measure(`${kind}, ${at.n}`, cookie, { ...shown(at.id), ...orders(at.id) });
    if (kind === 'township' || kind === 'village') continue;
    const { cookie: own } = await signInAt(ctx, at);
    await measure(`${kind}, grant there alone`, own, shown());
  }
  const { rows } = await sql<{ n: string; units: number; size: string }>`select
    (select count(*) from problem) as n, count(*)::int as units,
    pg_size_pretty(pg_database_size(current_database())) as size from org`.execute(db);
  const { n, units, size } = rows[0]!;
  console.log(`${n} rows, ${units} units, ${size}, Node ${process.version}`);
  console.log(`load of the machine at the end: ${loadavg()[0]!.toFixed(1)}\n`);
  console.log(table(figures));
  if (figures.some((f) => median(f) > BAR)) process.exitCode = 1;
}

/** What people look at most, of a unit or of whatever is in reach. */
function shown(id?: string): Record<string, string> {
  const at = id ? `under=${id}` : '';
  return {
    'list by deadline': `/api/problems?sort=due&${at}`,
    'list of overdue': `/api/problems?sort=due&light=overdue&${at}`,
    'list at work, grave': `/api/problems?sort=due&state=open,working&severity=grave&${at}`,
    'list, newest first': `/api/problems?${at}`,
    'counts of states and lights': `/api/problems/counts?${at}`,
    'cockpit: funnel, lights, heat list': `/api/cockpit?${at}`,
  };
}

/** Every other order a page offers, and filters that leave little of it. */
function orders(id: string): Record<string, string> {
  const sorts = ['unit', 'severity', 'moved', 'state', 'tendency', 'leader'];
  return {
    ...Object.fromEntries(
      sorts.map((sort) => [`list by ${sort}`, `/api/problems?sort=${sort}&under=${id}`]),
    ),
    'list due soon': `/api/problems?sort=due&light=soon&under=${id}`,
    'list closed, by deadline': `/api/problems?sort=due&state=closed&under=${id}`,
    'list silent, longest first': `/api/problems?sort=still&silent=yes&under=${id}`,
    'list silent, newest first': `/api/problems?silent=yes&under=${id}`,
    'list without evidence': `/api/problems?break=no-evidence&under=${id}`,
  };
}
